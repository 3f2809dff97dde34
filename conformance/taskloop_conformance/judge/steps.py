"""The legal steps of one chain: where a position can go by an event, by a decision, or as time passes.

The steps are the specification's own and know nothing of what follows from them: the oracle (``oracle.py``) takes them
for sets of positions, to find out whether a history is legal; the explanation of an illegal one (``explanation.py``)
takes them for single positions, and forbidden ones between them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.history import Event
from ..model.labels import ANY, next_payload, parse_fargs, parse_payload
from ..model.transitions import Table
from .positions import SAME, Position

_PARTS = {"end": "over", "end-and-report": "over", "start-user": "due", "start-kept": "due"}


class Steps:
    """The legal steps by a transition table.

    ``now`` is the virtual time, ``pause`` the longest pause, ``interval`` the time that a library may put between two
    iterations, all in seconds.
    """

    def __init__(self, table: Table, time_pause: float, interval: float = 0.0) -> None:
        self.table = table
        self.interval = interval
        self.pause = time_pause + SAME
        # How long after its last iteration a chain may have something left: such a library may look at a signal only
        # when the interval is over, and a timer runs until then.
        self.leave = interval + SAME
        self.now = 0.0

    # Time

    def settle(self, position: Position) -> Position:
        """A decision falls in the instant in which its task finished."""
        if position.part == "finished":
            return self.decide(position, position.note, position.since)
        if self.may_be_cancelled(position):
            return self.decide(position, "cancelled", position.since)
        return position

    def owes(self, position: Position, to: float) -> bool:
        """Whether a position owed an event before the time ``to``."""
        state, part, _, since, note = position
        if part == "pause":
            return state == "resuming" and to > since + self.pause
        if part == "due" and self.interval:
            # Between two iterations such a library has no active task, so nobody knows when it looks at a signal.
            return state == self.table.initial and to > since + self.interval + SAME
        return part in ("due", "returned") or (
            part == "called" and state == "cancelling" and not note and to > since + SAME
        )

    # The table

    def decide(self, position: Position, completion: str, at: float) -> Position:
        """The decision that the table takes when the active task finishes with ``completion``."""
        cell = self.table.step(position.state, completion)
        part = _PARTS.get(cell.action, "pause")
        return Position(cell.next, part, position.payload, at, cell.rule if part == "over" else "")

    def unseen(self, position: Position) -> Position | None:
        """Where a decision without a visible trace can have led by now, or None where there is none."""
        if position.part == "finished":
            return self.decide(position, position.note, self.now)
        if position.part == "pause":
            return self.after_pause(position)
        if self.may_be_cancelled(position):
            return self.decide(position, "cancelled", self.now)
        if position.part == "due" and self.interval and position.state in ("pausing", "stopping"):
            return self.decide(position, "returned", self.now)
        return None

    def may_be_cancelled(self, position: Position) -> bool:
        """Whether a cancellation can have ended the task where no event shows it.

        Before the user coroutine's first step; or after its last one and before fargs, where the mask runs it in a task
        of its own.
        """
        cancelling = position.state == "cancelling" or position.note == "killed"
        return position.part in ("due", "returned") and cancelling

    def after_pause(self, position: Position) -> Position:
        """Where a pause leads that has ended just now."""
        cell = self.table.step(position.state, "pause-ended")
        if cell.action in ("pause-again", "keep-and-pause"):
            return position if cell.next == position.state else position._replace(state=cell.next)
        return self.decide(position, "pause-ended", self.now)

    def signal(self, position: Position, kind: str) -> Position:
        """What a signal makes of a position."""
        cell = self.table.step(position.state, kind)
        if cell.next == position.state:
            return position
        if position.part == "called" and cell.action == "cancel-task" and position.note == "interrupted":
            # Somebody else's cancellation is being cleaned up after: this one may reach the coroutine as well.
            return position._replace(state=cell.next, since=self.now, note="killed")
        if position.part == "pause" or (position.part == "called" and cell.action == "cancel-task"):
            return position._replace(state=cell.next, since=self.now)
        return position._replace(state=cell.next)

    def killed(self, position: Position) -> Iterator[Position]:
        """Where a chain can be after somebody cancelled every task while no iteration ran.

        The task of a pause, or of an iteration before its first step, is cancelled, and that ends the chain.  A task
        that was just about to finish may finish all the same: asyncio lets a cancellation come too late then.
        """
        if position.part == "returned":
            yield position._replace(note="killed")
            return
        if position.part not in ("pause", "due", "finished"):
            yield position
            return
        completion = "cancelled" if (position.state, "cancelled") in self.table.cells else "pause-ended"
        yield self.decide(position, completion, self.now)
        if position.part == "finished" or (position.part == "pause" and position.since >= self.now - SAME):
            yield position

    # Events

    def explain(self, position: Position, event: Event) -> Position | None:
        """The position after an event of the user's side, or None when it can't have happened there."""
        state, part, payload, since, note = position
        kind, detail = event.kind, event.detail
        if kind == "call":
            if part == "due" and payload in (detail, ANY) and self.now <= since + self.interval + SAME:
                return Position(state, "called", ANY if payload == ANY else detail, self.now)
        elif part == "called":
            if kind == "return":
                return Position(state, "returned", payload, self.now, note)
            if kind == "raise":
                return Position(state, "finished", payload, self.now, "raised")
            if kind == "KILL":
                return position._replace(note="killed")
            if kind == "interrupted" and (note == "killed" or (state == "cancelling" and not note)):
                return position._replace(note="interrupted")
            if kind == "cancelled":  # a cancellation from outside, or one of the coroutine's own making
                return Position(state, "finished", payload, self.now, "cancelled")
        elif part == "returned" and kind == "fargs":
            produced = parse_fargs(detail)
            label = parse_payload(payload)
            if label is not None and produced.given != label.positional:
                return None
            if produced.failed:
                return Position(state, "finished", payload, self.now, "raised")
            if note == "killed":  # the cancellation came too late to interrupt anything; the task ends cancelled
                return Position(state, "finished", payload, self.now, "cancelled")
            return Position(state, "finished", next_payload(payload, produced), self.now, "returned")
        return None
