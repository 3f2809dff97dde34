"""A history followed event by event: what the oracle holds possible at each of them, and the cells it looks up.

The oracle (``oracle.py``) says whether a history is legal.  Whoever wants to see why looks at the positions that it
keeps from event to event; here they are given out while it judges, so that nobody judges a second time in a way of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from copy import copy

from ..model.history import SIGNALS, Event, History
from ..model.transitions import Table, load_table
from .oracle import ChainJudge, chains_of
from .positions import SAME, Position, telling_first

#: A state and an event of the transition table.
Pair = tuple[str, str]

#: The events of a history with which a task is done: only then a decision is due.
_DONE = ("fargs", "raise", "cancelled")


class Following:
    """The oracle at work on one history, which is handed to it event by event."""

    def __init__(self, history: History, table: Table | None = None) -> None:
        self.table = table or load_table()
        self._judges = {chain: ChainJudge(chain, history, self.table) for chain in chains_of(history)}
        self._broken: set[str] = set()

    def possible(self) -> dict[str, list[Position]]:
        """The positions of every chain that explain all events so far, the most telling one first.

        A chain has none before its first event, and none from its first divergence on.
        """
        return {chain: sorted(judge.positions, key=telling_first) for chain, judge in self._judges.items()}

    def possible_by(self, at: float) -> dict[str, list[Position]]:
        """The same at a time (virtual seconds) before the next event: decisions that nobody sees may have fallen."""
        found = {chain: _with_unseen(_later(judge, at)) for chain, judge in self._judges.items()}
        return {chain: sorted(positions, key=telling_first) for chain, positions in found.items()}

    def possible_at_end(self) -> dict[str, list[Position]]:
        """The same when nothing follows any more: a decision that was due has fallen."""
        found = {chain: {judge.settle(p) for p in judge.positions} for chain, judge in self._judges.items()}
        return {chain: sorted(positions, key=telling_first) for chain, positions in found.items()}

    def take(self, event: Event) -> tuple[Pair, ...]:
        """Go on by one event; gives the cells of the table that the oracle looks up for it.

        Several where several explanations are left; none where the event brings no decision and is no signal, and none
        where no explanation is left.
        """
        judge = self._judges.get(event.chain)
        before = set() if judge is None else self._before(judge, event)
        for each in self._judges.values():
            if each.chain not in self._broken and not each.take(event):
                self._broken.add(each.chain)
                each.positions = set()
        found = set() if judge is None else self._cells(judge, before, event)
        return tuple(sorted(found & self.table.cells.keys()))

    def _before(self, judge: ChainJudge, event: Event) -> Set[Position]:
        """What was possible right before an event of the chain."""
        if not judge.started:
            return {Position(self.table.initial, "due", "p0", event.at)}
        return _with_unseen(_later(judge, event.at))

    def _cells(self, judge: ChainJudge, before: Set[Position], event: Event) -> set[Pair]:
        if event.kind in SIGNALS:
            return {(position.state, event.kind) for position in before}
        if event.kind in _DONE:
            return {(position.state, position.note) for position in judge.positions if position.part == "finished"}
        if event.kind == "call":
            pauses = [position for position in before if position.part == "pause"]
            return {(p.state, "pause-ended") for p in pauses if judge.explain(judge.after_pause(p), event) is not None}
        return set()


def _later(judge: ChainJudge, at: float) -> ChainJudge:
    """The same judge at a later time, to which nothing has happened; the first one stays as it is."""
    later = copy(judge)
    if at > later.now + SAME:
        later.advance(at)
        later.now = at
    return later


def _with_unseen(judge: ChainJudge) -> Set[Position]:
    unseen = (judge.unseen(position) for position in judge.positions)
    return judge.positions | {position for position in unseen if position is not None}


def possible_after(history: History, table: Table | None = None) -> Iterator[dict[str, list[Position]]]:
    """For each event the positions of every chain that explain all events up to it, the most telling one first."""
    following = Following(history, table)
    for event in history.events:
        following.take(event)
        yield following.possible()
