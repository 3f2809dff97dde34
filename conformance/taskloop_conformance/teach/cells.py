"""Which cell of the transition table a finding is about: the state the chain was in, and the event it got wrong."""

from __future__ import annotations

from dataclasses import replace

from ..model.finding import Finding
from ..model.transitions import Cell, load_table
from ..pictures.lanes import steps_of


def cell_of(finding: Finding) -> tuple[str, str, Cell] | None:
    """The state, the event and the cell; None for a rule that no cell names (of the mask, the helpers, the payload).

    A rule may stand in several cells.  The chain's way through the table up to the divergence picks one: the last of
    its cells that the chain came through, else the first whose state the chain was in, else the first of all.
    """
    table = load_table()
    named = [pair for pair, cell in table.cells.items() if cell.rule == finding.rule]
    if not named:
        return None
    divergence = finding.divergence
    until = replace(finding.history, events=finding.history.events[: divergence.index])
    steps = steps_of(until, divergence.chain or "A")
    reached = {table.initial} | {table.step(*step).next for step in steps}
    through = [step for step in steps if step in named]
    best = (through[-1:] or [pair for pair in named if pair[0] in reached] or named)[0]
    return (*best, table.cells[best])
