"""The transition table as a state machine in its own right: each property, exhaustively, and each one can fail."""

from __future__ import annotations

import pytest

from taskloop_conformance.model.transitions import TableError, load_table, parse_table
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


_HEAD = """
initial = "on"
[states]
on = "-"
[events]
go = "-"
[actions]
run = "-"
"""


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("[cells.on]", "no cell for go while on"),
        ('[cells.on]\ngo = { next = "off", action = "run", rule = "X.y" }', "unknown state or action"),
        ('[cells.on]\ngo = { next = "on", action = "fly", rule = "X.y" }', "unknown state or action"),
        ('[cells.on]\ngo = { because = "-" }\nstay = { because = "-" }', "unknown events: stay"),
        ('[cells.on]\ngo = { because = "-" }\n[cells.off]\ngo = { because = "-" }', "unknown states: off"),
    ],
)
def test_incomplete_table_is_refused(cells: str, message: str) -> None:
    """A table with a missing cell or an undeclared name is refused, and the message names the place."""
    with pytest.raises(TableError, match=message):
        parse_table(_HEAD + cells)


def test_undeclared_initial_state_is_refused() -> None:
    """The initial state must be a declared one."""
    with pytest.raises(TableError, match="initial state 'nowhere'"):
        parse_table(_HEAD.replace('"on"', '"nowhere"') + '[cells.on]\ngo = { because = "-" }')
