"""Every fault of the transition table: each cell, at its n-th visit, replaced by what another cell says.

    faults()            every fault, as an adapter that the suite can judge, with what makes it equivalent, if anything
    examined(...)       each fault with how many histories it took to find it

Most replacements are wrong, some are not. Which is which isn't left to the suite that is measured; it is computed here,
from the table alone, by two constructions:

*Never visited.* A cell whose next states never lead back to its state has one visit only: a second never comes.

*Refinement.* Every visible behaviour after the replaced cell is one that the right table can show, too:
``refinement.py``.

Each history needs to be run only for the faults that it can concern: until the n-th visit of its cell a faulty
implementation does what the right one does. So the right one is run first, once through all histories, and notes which
cells each history visits how often; a fault is then run with the histories that reach its visit, and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .refinement import is_refinement
from .table_chain import TABLE, Key, Replacement, TableAdapter

#: The visits at which a cell is replaced: a deviation that only a ninth visit shows is beyond what is claimed.
VISITS = range(1, 9)


@dataclass(frozen=True)
class TableFault:
    """One fault: its name, the replaced cell, and why it breaks no rule (empty: it breaks one)."""

    replacement: Replacement
    equivalent: str

    @property
    def name(self) -> str:
        """Such as ``paused/CONTINUE@2: nothing -> paused``: cell, visit, and what stands there."""
        state, event, visit, action, following = self.replacement
        return f"{state}/{event}@{visit}: {action} -> {following}"

    def adapter(self) -> TableAdapter:
        """The implementation with this fault."""
        return TableAdapter(self.name, self.replacement)


def faults(visits: Iterable[int] = VISITS) -> Iterator[TableFault]:
    """Every fault: each cell, each visit, each other pair of action and next state that stands in the table."""
    contents = sorted({(cell.action, cell.next) for cell in TABLE.cells.values()})
    for visit in visits:
        for (state, event), cell in TABLE.cells.items():
            for action, following in contents:
                if (action, following) != (cell.action, cell.next):
                    replacement = Replacement(state, event, visit, action, following)
                    yield TableFault(replacement, why_equivalent(replacement))


def why_equivalent(replacement: Replacement) -> str:
    """Which construction shows that a replacement breaks no rule; empty when none does."""
    key = (replacement.state, replacement.event)
    if replacement.visit > 1 and not comes_back(key):
        return "never visited: the chain doesn't come back to this state"
    if is_refinement(key, replacement.action, replacement.next):
        return "refinement: whatever follows, every visible behaviour is one that the table allows"
    return ""


@cache
def comes_back(key: Key) -> bool:
    """Whether a cell can be visited twice: its next state leads to its own state again."""
    reached, fresh = set(), {TABLE.cells[key].next}
    while fresh:
        reached |= fresh
        fresh = {cell.next for (state, _), cell in TABLE.cells.items() if state in fresh} - reached
    return key[0] in reached
