"""The oracle: a pure function from a recorded history to the first rule that it breaks.

What a history shows doesn't say when a decision fell or when a pause ended, so the oracle follows every
explanation at once: a set of positions, each one a state of the transition table and what the active
task is about.  An event removes the positions that can't explain it; time removes those that owed something.
When none is left the history has left the specification, and the positions just lost name the rule.
"""

from __future__ import annotations

from dataclasses import replace

from ..model.history import SIGNALS, Divergence, Event, History
from ..model.labels import ANY, next_payload, parse_fargs, parse_leftovers, parse_payload
from ..model.transitions import Table, load_table
from .facts import judge_facts
from .naming import missed, unexpected
from .positions import SAME, Position, Situation, telling_first

_PARTS = {"end": "over", "end-and-report": "over", "start-user": "due", "start-kept": "due"}


def judge(history: History, table: Table | None = None) -> Divergence | None:
    """The first divergence of a history from the specification, or None when it is legal."""
    return next(iter(judge_all(history, table)), None)


def judge_all(history: History, table: Table | None = None) -> list[Divergence]:
    """The divergences of a history, first one first.

    After most divergences nothing more can be said of a chain; the exceptions are marked ``aside``.
    """
    table = table or load_table()
    found = judge_facts(history)
    if history.conditions.get("surface") not in ("mask", "lifetime") and not _beside_chains(history):
        judges = [_ChainJudge(chain, history, table) for chain in sorted({e.chain for e in history.events} - {""})]
        lasts = [chain_judge.run() for chain_judge in judges]
        found += [divergence for chain_judge in judges for divergence in chain_judge.passed_over]
        found += [last for last in lasts if last]
        if not any(lasts) and (last := _left_over(judges, history)):
            found.append(last)
    return sorted(found, key=lambda divergence: divergence.index)


def _beside_chains(history: History) -> bool:
    """Whether a history is about the mask or the helpers alone."""
    return any(event.kind in ("masked", "helper") for event in history.events)


def _left_over(judges: list[_ChainJudge], history: History) -> Divergence | None:
    """What is left at the end, and how late the end is, only shows for all chains together.

    The chain that may legally end last is the one to blame. A chain that is still paused may leave what it likes.
    """
    last = max(judges, key=lambda chain_judge: chain_judge.until, default=None)
    if last is None or last.until == float("inf") or not last.settled:
        return None
    index = last.index
    event = history.events[index]
    latest = max((e.at for e in history.events[:index] if e.kind != "report"), default=0.0)
    left = event.kind == "busy" or bool(parse_leftovers(event.detail))
    # A thread can't be cancelled: the loop may have to wait for one that nobody needs any more.
    late = event.at > max(last.until, latest + SAME) and history.conditions.get("threads") != "used"
    return missed(last, last.settled, event) if left or late else None


class _ChainJudge(Situation):
    """Follows one chain through a history."""

    def __init__(self, chain: str, history: History, table: Table) -> None:
        super().__init__(chain, history, table)
        self.pause = history.time_pause + SAME
        self.passed_over: list[Divergence] = []

    def run(self) -> Divergence | None:
        for index, event in enumerate(self.history.events):
            self.index = index
            if event.kind == "fact" or event.chain not in (self.chain, ""):
                continue
            if event.at > self.now + SAME and (found := self.advance(event.at, event)):
                return found
            self.now = max(self.now, event.at)
            found = self.end(event) if event.chain == "" else self.follow(event)
            if found:
                return found
        return None

    # Time

    def advance(self, to: float, event: Event) -> Divergence | None:
        """Let time pass: what was owed at once, or by now, must have happened."""
        kept = {self.settle(p) for p in self.positions}
        alive = {p for p in kept if not self.owes(p, to)}
        if self.positions and not alive:
            return missed(self, kept, event)
        self.positions = alive
        return None

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
        return part in ("due", "returned") or (
            part == "called" and state == "cancelling" and not note and to > since + SAME
        )

    # The table

    def decide(self, position: Position, completion: str, at: float) -> Position:
        """The decision that the table takes when the active task finishes with ``completion``."""
        cell = self.table.step(position.state, completion)
        part = _PARTS.get(cell.action, "pause")
        return Position(cell.next, part, position.payload, at, cell.rule if part == "over" else "")

    def hidden(self) -> set[Position]:
        """The positions, and those that a decision without a visible trace can have led to by now."""
        found = set(self.positions)
        for position in self.positions:
            if position.part == "finished":
                found.add(self.decide(position, position.note, self.now))
            elif position.part == "pause":
                found.add(self.after_pause(position))
            elif self.may_be_cancelled(position):
                found.add(self.decide(position, "cancelled", self.now))
        return found

    def may_be_cancelled(self, position: Position) -> bool:
        """Whether a cancellation can have ended the task where no event shows it.

        Before the user coroutine's first step; or after its last one and before fargs, where the mask runs it in a task
        of its own.
        """
        cancelling = position.state == "cancelling" or position.note == "killed"
        return position.part in ("due", "returned") and cancelling

    def after_pause(self, position: Position) -> Position:
        cell = self.table.step(position.state, "pause-ended")
        if cell.action in ("pause-again", "keep-and-pause"):
            return position if cell.next == position.state else position._replace(state=cell.next)
        return self.decide(position, "pause-ended", self.now)

    def signal(self, position: Position, kind: str) -> Position:
        cell = self.table.step(position.state, kind)
        if cell.next == position.state:
            return position
        if position.part == "called" and cell.action == "cancel-task" and position.note == "interrupted":
            # Somebody else's cancellation is being cleaned up after: this one may reach the coroutine as well.
            return position._replace(state=cell.next, since=self.now, note="killed")
        if position.part == "pause" or (position.part == "called" and cell.action == "cancel-task"):
            return position._replace(state=cell.next, since=self.now)
        return position._replace(state=cell.next)

    # Events

    def follow(self, event: Event) -> Divergence | None:
        """Keep the positions that explain an event of this chain."""
        kind = event.kind
        before = self.hidden()
        if not self.positions and self.calls == 0:
            before = self.positions = {Position(self.table.initial, "due", "p0", self.now)}
            if kind == "start":
                return None
        if kind in SIGNALS:
            self.positions = {self.signal(p, kind) for p in before}
            return None
        if kind == "KILL" and not any(p.part == "called" for p in before):
            self.positions = self.killed(before)
            return None
        self.calls += kind == "call"
        if kind == "report":
            return self.reported(event)
        if kind == "refused":
            return unexpected(self, before, event)
        after = {new for p in before if (new := self.explain(p, event)) is not None}
        if not after:
            divergence = unexpected(self, before, event)
            after = self.set_aside(divergence, before, event)
            if not after:
                return divergence
            self.passed_over.append(replace(divergence, aside=True))
        self.positions = after
        if kind == "raise" or (kind == "fargs" and min(after, key=telling_first).note == "raised"):
            nothing = kind == "fargs" and parse_fargs(event.detail).result == "nothing"
            self.failure = ("nothing" if nothing else "the error", self.index)
        self.cancelled |= kind == "cancelled"
        return None

    def set_aside(self, divergence: Divergence, before: set[Position], event: Event) -> set[Position]:
        """The positions to go on with after a divergence that leaves the rest judgeable, or none.

        A call of fargs for a pause is followed as if it hadn't been there, a call with a wrong payload
        as a call all the same.
        """
        if divergence.rule == "PAUSE.no-fargs":
            return self.positions
        if event.kind == "call":
            due = [p for p in before if p.part == "due" and self.now <= p.since + SAME]
            return {Position(p.state, "called", ANY, self.now) for p in due}
        return set()

    def killed(self, before: set[Position]) -> set[Position]:
        """The positions after somebody cancelled every task while no iteration ran.

        The task of a pause, or of an iteration before its first step, is cancelled, and that ends the chain.  A task
        that was just about to finish may finish all the same: asyncio lets a cancellation come too late then.
        """
        found = set()
        for position in before:
            if position.part == "returned":
                found.add(position._replace(note="killed"))
            elif position.part in ("pause", "due", "finished"):
                completion = "cancelled" if (position.state, "cancelled") in self.table.cells else "pause-ended"
                found.add(self.decide(position, completion, self.now))
                if position.part == "finished" or (position.part == "pause" and position.since >= self.now - SAME):
                    found.add(position)
            else:
                found.add(position)
        return found

    def explain(self, position: Position, event: Event) -> Position | None:
        """The position after an event, or None when it can't have happened there."""
        state, part, payload, since, note = position
        kind, detail = event.kind, event.detail
        if kind == "call":
            if part == "due" and payload in (detail, ANY) and self.now <= since + SAME:
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

    def reported(self, event: Event) -> Divergence | None:
        """A failure may be reported as often as one likes, but as itself."""
        if self.failure and event.detail.startswith(self.failure[0]):
            self.failure = ("", self.failure[1])
            return None
        if self.failure and not self.failure[0]:
            return None
        return unexpected(self, self.hidden(), event)

    # The end of the run

    def end(self, event: Event) -> Divergence | None:
        """Nothing may be owed when nothing is left to do, and nothing may be left when nothing is owed."""
        if event.kind not in ("idle", "busy", "spin"):
            return None
        settled = {self.settle(p) for p in self.positions}
        if event.kind == "spin" or not settled:
            return missed(self, settled, event)
        alive = set()
        for position in settled:
            state, part, _, since, _ = position
            if part == "over" or state in ("paused-stopping", "paused-cancelling"):
                slow = state == "paused-stopping" and part == "pause"
                self.until = max(self.until, since + (self.pause if slow else SAME))
                alive.add(position)
            elif part == "pause" and state == "paused":
                self.until = float("inf")
                alive.add(position)
        self.settled = settled
        if not alive:
            return missed(self, settled, event)
        if self.failure and self.failure[0]:
            return missed(self, settled, event)
        if self.cancelled and not any(e.kind == "raise" for e in self.history.events):
            for index, report in enumerate(self.history.events):
                self.index = index
                if report.kind == "report" and not report.chain:
                    return unexpected(self, settled, report)
        return None
