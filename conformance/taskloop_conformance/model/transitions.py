"""The transition table of the control model, read from ``spec/transitions.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files


class TableError(ValueError):
    """The table is incomplete or names something that it doesn't declare."""


class ImpossibleEvent(Exception):
    """An event that the table declares impossible in that state."""


@dataclass(frozen=True)
class Cell:
    """What one event means in one state: the next state, the action, and the rule that says so."""

    next: str
    action: str
    rule: str


@dataclass(frozen=True)
class Table:
    """States, events and actions (name -> meaning) and a cell, or a reason, for every pair."""

    initial: str
    states: Mapping[str, str]
    events: Mapping[str, str]
    actions: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]
    impossible: Mapping[tuple[str, str], str]

    def step(self, state: str, event: str) -> Cell:
        """The cell of a state and an event; raises :class:`ImpossibleEvent` where there can't be one."""
        try:
            return self.cells[state, event]
        except KeyError:
            reason = self.impossible.get((state, event), "the table doesn't know it")
            raise ImpossibleEvent(f"{event} while {state}: {reason}") from None

    def altered(self, state: str, event: str, cell: Cell) -> Table:
        """A copy with one cell replaced: for the self-tests, which must notice it."""
        impossible = {pair: why for pair, why in self.impossible.items() if pair != (state, event)}
        return replace(self, cells={**self.cells, (state, event): cell}, impossible=impossible)


def parse_table(text: str) -> Table:
    """Read a table from TOML; raise :class:`TableError` unless every cell is filled or has a reason."""
    data = tomllib.loads(text)
    states, events, actions = data["states"], data["events"], data["actions"]
    cells: dict[tuple[str, str], Cell] = {}
    impossible: dict[tuple[str, str], str] = {}
    for state in states:
        row = data["cells"].get(state, {})
        if unknown := row.keys() - events.keys():
            raise TableError(f"state {state} has cells for unknown events: {', '.join(sorted(unknown))}")
        for event in events:
            if event not in row:
                raise TableError(f"no cell for {event} while {state}: fill it, or say `because`")
            cell = row[event]
            if "because" in cell:
                impossible[state, event] = cell["because"]
            elif cell["next"] not in states or cell["action"] not in actions:
                raise TableError(f"{event} while {state}: unknown state or action in {cell}")
            else:
                cells[state, event] = Cell(cell["next"], cell["action"], cell["rule"])
    if unknown := data["cells"].keys() - states.keys():
        raise TableError(f"cells for unknown states: {', '.join(sorted(unknown))}")
    if data["initial"] not in states:
        raise TableError(f"the initial state {data['initial']!r} is not declared")
    return Table(data["initial"], states, events, actions, cells, impossible)


@cache
def load_table() -> Table:
    """The specification's own table."""
    source = files("taskloop_conformance").joinpath("spec/transitions.toml")
    return parse_table(source.read_text(encoding="utf-8"))
