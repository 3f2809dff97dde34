"""The transition table with one cell altered, in every way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from taskloop_conformance.model.transitions import Cell, Table

Pair = tuple[str, str]


def without(table: Table, pair: Pair) -> Table:
    """The table with one cell declared impossible."""
    cells = {key: cell for key, cell in table.cells.items() if key != pair}
    return replace(table, cells=cells, impossible={**table.impossible, pair: "altered"})


def alterations(table: Table, pair: Pair) -> Iterator[tuple[str, Table]]:
    """Each alteration of one cell, with a name: every other next state, every other action, possible or not."""
    cell = table.cells.get(pair)
    if cell is None:
        for state in table.states:
            for action in ("nothing", "start-user", "end"):
                yield f"possible: {action}, {state}", table.altered(*pair, Cell(state, action, "CHAIN.continues"))
        return
    for state in table.states:
        if state != cell.next:
            yield f"next {state}", table.altered(*pair, replace(cell, next=state))
    for action in table.actions:
        if action != cell.action:
            yield f"action {action}", table.altered(*pair, replace(cell, action=action))
    yield "impossible", without(table, pair)


def broken_tables(table: Table) -> Iterator[Table]:
    """Every table with one altered cell, and two that are wrong in their form."""
    for pair in [*table.cells, *table.impossible]:
        for _, altered in alterations(table, pair):
            yield altered
    yield table.altered(table.initial, "PAUSE", Cell("nowhere", "nothing", "NO.rule"))
    yield replace(table, impossible={**table.impossible, (table.initial, "PAUSE"): "and yet it has a cell"})
