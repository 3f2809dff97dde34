"""The oracle is broken on purpose: no cell of the table can change without a self-test that notices."""

from __future__ import annotations

import pytest

from taskloop_conformance.model.transitions import Table, load_table
from tests.judge.alterations import Pair, alterations
from tests.model.properties import problems

from .corpus import by_cell, examples, recorded, verdict

#: One process records the histories that all of these tests look at.
pytestmark = pytest.mark.xdist_group("altered cells")

TABLE = load_table()
CELLS = [(state, event) for state in TABLE.states for event in TABLE.events]


def noticed(pair: Pair, table: Table) -> set[str]:
    """The kinds of self-test that fail with this table: model, example, recorded, spoilt."""
    kinds = {"model"} if problems(table) else set()
    for one in by_cell().get(pair, []):
        if one.source not in kinds and verdict(one.history, table) != one.rule:
            kinds.add(one.source)
    return kinds


@pytest.mark.parametrize("pair", CELLS, ids="-".join)
def test_altered_cell_is_noticed(pair: Pair) -> None:
    """Every alteration of this cell fails at least one self-test, and a history is among them where one can be.

    So the oracle itself can't be wrong about a cell unseen.  What is impossible no history shows: the model alone does.
    """
    kinds = {name: noticed(pair, table) for name, table in alterations(TABLE, pair)}
    unnoticed = [name for name, by in kinds.items() if not by]
    by_histories = any(by - {"model"} for by in kinds.values())
    assert ([], pair not in TABLE.impossible) == (unnoticed, by_histories)


def test_true_table_passes() -> None:
    """With nothing altered no self-test fails."""
    wrong = [one for one in (*examples(), *recorded()) if verdict(one.history) != one.rule]
    assert (problems(TABLE), wrong) == ([], [])
