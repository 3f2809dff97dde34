"""The transition table as a state machine in its own right: each property, exhaustively, and each one can fail."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from taskloop_conformance.model.entries import SpecError
from taskloop_conformance.model.transitions import load_table, parse_table
from tests.judge.alterations import broken_tables
from tests.model.properties import MEANINGS, PROPERTIES, Property

TABLE = load_table()


@pytest.mark.parametrize("holds", PROPERTIES.values(), ids=PROPERTIES)
def test_property_holds(holds: Property) -> None:
    """The property holds of the specification's table."""
    assert list(holds(TABLE)) == []


@pytest.mark.parametrize("holds", PROPERTIES.values(), ids=PROPERTIES)
def test_property_can_fail(holds: Property) -> None:
    """Some broken table lacks the property."""
    assert any(list(holds(table)) for table in broken_tables(TABLE))


def test_size() -> None:
    """Nine states and eight events make seventy-two cells."""
    assert len(TABLE.cells) + len(TABLE.impossible) == len(TABLE.states) * len(TABLE.events) == 72


def test_every_state_has_a_meaning() -> None:
    """The states are those that the decision table's words can tell apart."""
    assert set(MEANINGS) == set(TABLE.states)


def test_derived_cells_are_those_written_out() -> None:
    """The lines of the principle make the very cells, in the very order, that were once written one by one."""
    written = tomllib.loads(Path(__file__).with_name("cells.toml").read_text("utf-8"))
    cells = {
        state: {
            event: dataclasses.asdict(TABLE.cells[state, event])
            if (state, event) in TABLE.cells
            else {"because": TABLE.impossible[state, event]}
            for event in TABLE.events
        }
        for state in TABLE.states
    }
    derived = {
        "initial": TABLE.initial,
        "states": TABLE.states,
        "events": TABLE.events,
        "actions": TABLE.actions,
        "cells": cells,
    }
    assert written == derived
    assert [list(written[name]) for name in derived if name != "initial"] == [
        list(value) for value in derived.values() if isinstance(value, Mapping)
    ]


# What is refused: a door that can be opened, in the same notation

_DOOR = """
initial = "open"
[states]
open = { active = "user", wish = "GO", meaning = "-" }
gone = { active = "nothing", meaning = "-" }
[signals]
GO = "-"
[completions]
done = "-"
[actions]
nothing = { meaning = "-" }
end = { starts = "nothing", meaning = "-" }
[lines]
impossible = [{ event = ["done"], active = ["nothing"], because = "-" }]
decisions = [{ event = ["done"], action = "end", rule = "X.y" }]
signals = [{ event = ["GO"], rule = "X.y" }]
"""


def test_small_table_is_derived() -> None:
    """A signal keeps what is active, a finished task leads to what its action starts."""
    table = parse_table(_DOOR)
    assert {("open", "done"): "gone", ("open", "GO"): "open", ("gone", "GO"): "gone"} == {
        pair: cell.next for pair, cell in table.cells.items()
    }
    assert {("gone", "done"): "-"} == table.impossible


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"open"', '"nowhere"'), "initial is 'nowhere', which is no state"),
        (('wish = "GO", meaning', 'wish = "STAY", meaning'), r"states\.open: wish is 'STAY', which is no signal"),
        (('active = "user", wish', 'active = "me", wish'), r"states\.open: active is 'me' .*, not one of user, pause"),
        (('GO = "-"', "GO = 1"), r"signals\.GO is 1 \(a number\), not text"),
        (('GO = "-"', 'GO = "-"\nSTAY = "-"'), "no line says what STAY does while open"),
        (('["GO"]', '["GO", "STAY"]'), "the line for GO, STAY .* names STAY, which isn't declared"),
        (('action = "end"', 'action = "fly"'), "names fly, which isn't declared"),
        (('event = ["GO"], ', 'event = ["GO"], wish = ["NO"], '), "names NO, which isn't declared"),
        (('because = "-"', 'because = "-", rule = "X.y"'), "needs a rule, or else says because"),
        (('["GO"], rule = "X.y"', '["GO"]'), "needs a rule, or else says because"),
        (('rule = "X.y" }]\nsignals', 'ruel = "X.y" }]\nsignals'), "lines: decisions, item 1: unknown field ruel"),
        (('starts = "nothing", ', 'starts = "pause", '), "done while open leads to no declared state: active 'pause'"),
        (("decisions = [", 'decisions = [{ event = ["done"], action = "end", rule = "X.z" }, '), "X.y.* fits nothing"),
    ],
)
def test_wrong_table_is_refused(change: tuple[str, str], message: str) -> None:
    """A table with a missing line, a dead one or an undeclared name is refused, and the message names the place."""
    assert _DOOR != _DOOR.replace(*change)
    with pytest.raises(SpecError, match=message):
        parse_table(_DOOR.replace(*change))
