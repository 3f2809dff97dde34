"""The oracle is broken on purpose: no cell of the table can change without a self-test that notices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from taskloop_conformance.model.transitions import Table, load_table
from tests.judge.alterations import Pair, alterations
from tests.model.properties import problems

from .corpus import by_cell, examples, recorded, verdict

TABLE = load_table()
CELLS = [(state, event) for state in TABLE.states for event in TABLE.events]


def noticed(pair: Pair, table: Table) -> set[str]:
    """The kinds of self-test that fail with this table: model, example, recorded, spoilt."""
    kinds = {"model"} if problems(table) else set()
    for one in by_cell().get(pair, []):
        if one.source not in kinds and verdict(one.history, table) != one.rule:
            kinds.add(one.source)
    return kinds


@cache
def all_noticed() -> Mapping[Pair, Mapping[str, set[str]]]:
    """For every cell and each of its alterations the kinds of self-test that notice it."""
    return {pair: {name: noticed(pair, table) for name, table in alterations(TABLE, pair)} for pair in CELLS}


@pytest.mark.parametrize("pair", CELLS, ids="-".join)
def test_altered_cell_is_noticed(pair: Pair) -> None:
    """Every alteration of this cell fails at least one self-test."""
    assert [name for name, kinds in all_noticed()[pair].items() if not kinds] == []


@pytest.mark.parametrize("pair", list(TABLE.cells), ids="-".join)
def test_histories_notice_a_changed_cell(pair: Pair) -> None:
    """The verdict on some history depends on this cell, so that the oracle itself can't be wrong about it unseen."""
    assert any(kinds - {"model"} for kinds in all_noticed()[pair].values())


def test_where_only_the_model_notices() -> None:
    """The model alone notices what no history shows: the impossible."""
    alone = {pair for pair in CELLS if all(kinds == {"model"} for kinds in all_noticed()[pair].values())}
    assert alone == set(TABLE.impossible)


def test_true_table_passes() -> None:
    """With nothing altered no self-test fails."""
    wrong = [one for one in (*examples(), *recorded()) if verdict(one.history) != one.rule]
    assert (problems(TABLE), wrong) == ([], [])
