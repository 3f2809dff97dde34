"""The forbidden steps of one chain: where a position can go by what the specification forbids.

Each step is a position and the entry of ``spec/forbidden.toml`` that fits it.  What a kind of step does to a position
is written here; which rule it breaks, and how hard it is to believe, stands there.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.forbidden import Forbidden, ForbiddenSteps, load_forbidden
from ..model.history import SIGNALS, Event, History
from ..model.labels import ANY, Leftovers, next_payload, parse_fargs, parse_payload
from .positions import SAME, Position
from .steps import Steps

Mistake = tuple[Position, Forbidden]

_FINAL = ("STOP", "CANCEL")
#: What a position is noted to be when something that it owes is believed to come late: nothing is owed in time.
LATE = "late"
#: A running iteration that a signal is believed to have cancelled: the cancellation must show.
STRUCK = "struck"


class Mistakes(Steps):
    """The legal steps of a chain and the forbidden ones.

    ``calls`` counts the calls of the chain so far, ``called`` is the payload of the latest; ``made`` says whether fargs
    was called since then.
    """

    def __init__(self, chain: str, history: History, steps: Steps, forbidden: ForbiddenSteps | None = None) -> None:
        super().__init__(steps.table, steps.pause - SAME, steps.interval)
        self.chain, self.history = chain, history
        self.forbidden = forbidden or load_forbidden()
        self.calls = 0
        self.called = "p0"
        self.made = False
        # Without fargs, several calls in a row are no coroutine that is awaited twice but an fargs that isn't called.
        kinds = [event.kind for event in history.events if event.chain == chain]
        self.makes_payloads = "fargs" in kinds or kinds.count("return") < 2
        own = [event for event in history.events if event.chain == chain and event.kind in SIGNALS]
        self.cancels = [event.at for event in own if event.kind == "CANCEL"]
        self.others = {event.at for event in own if event.kind != "CANCEL"}

    def _find(self, kind: str, position: Position, case: str = "", signal: str = "") -> Forbidden | None:
        return self.forbidden.find(kind, self.table, position.state, case, signal)

    def _step(self, to: Position, kind: str, position: Position, case: str = "", signal: str = "") -> Iterator[Mistake]:
        if entry := self._find(kind, position, case, signal):
            yield to, entry

    # What the specification allows, of a chain that may be late already

    def owes(self, position: Position, to: float) -> bool:
        """Whether a position owed an event before ``to``; what is late already owes it at no particular time.

        A signal that is believed to have cancelled the iteration has done so at once.
        """
        if position.note == STRUCK and to > position.since + SAME:
            return True
        return position.note != LATE and super().owes(position, to)

    def explain(self, position: Position, event: Event) -> Position | None:
        """The position after an event, if it is allowed there; what is late may come at any time."""
        if position.note == LATE:
            position = position._replace(note="", since=self.now)
        elif position.note == STRUCK:
            return position._replace(note="interrupted") if event.kind == "interrupted" else None
        return super().explain(position, event)

    # Signals

    def at_signal(self, position: Position, kind: str, refused: bool) -> Iterator[Mistake]:
        """A signal to this chain that isn't obeyed, is obeyed too early, or raises."""
        after = self.signal(position, kind)
        state, part = position.state, position.part
        wish = self.table.parts[state][1]
        if refused:
            case = "repeated" if wish == kind else ""
            for to in dict.fromkeys((position, after)):
                yield from self._step(to, "refused", position, case, kind)
            return
        if after != position and part != "over":
            yield from self._step(position, "ignored", position, signal=kind)
        if wish in _FINAL and kind not in _FINAL and part != "over":
            to = position._replace(state=self.table.state(self.table.parts[state][0], kind), since=self.now)
            yield from self._step(to, "undone", position, signal=kind)
        if part == "over" and self.now > position.since + SAME:
            to = Position(self.table.initial, "due", position.payload, self.now)
            yield from self._step(to, "revives", position, signal=kind)
        if part == "called" and kind != "CANCEL":
            yield from self._step(after._replace(note=STRUCK, since=self.now), "interrupts", position, signal=kind)

    def at_foreign_signal(self, position: Position, kind: str) -> Iterator[Mistake]:
        """A signal to another chain that this chain obeys."""
        after = self.signal(position, kind)
        if after != position:
            yield from self._step(after, "reaches", position, signal=kind)

    def at_kill(self, position: Position) -> Iterator[Mistake]:
        """A cancellation by somebody else that a pause, or an iteration before its first step, survives."""
        if position.part in ("pause", "due"):
            yield from self._step(position, "survives", position)

    # Decisions

    def at_decision(self, position: Position) -> Iterator[Mistake]:
        """A pause that is begun where the chain is to end."""
        state, part, payload, _, note = position
        if part == "finished" and state == "pausing" and note != "returned":
            yield from self._step(Position("paused", "pause", payload, self.now), "pauses", position, note)

    # The user's side

    def at_event(self, position: Position, event: Event) -> Iterator[Mistake]:
        """An event of the user's side that isn't allowed here."""
        if event.kind == "call":
            yield from self._at_call(position, event.detail)
        elif event.kind == "fargs":
            yield from self._at_fargs(position, event)
        elif event.kind == "interrupted" and position.part == "called":
            # Another signal in this very instant is likelier to have done it, unless CANCEL was given again, too.
            again = event.at not in self.others or sum(at <= event.at for at in self.cancels) > 1
            case = "again" if position.note == "interrupted" and again else ""
            yield from self._step(position._replace(note="interrupted"), "interrupted", position, case)

    def before_call(self, position: Position) -> Iterator[Mistake]:
        """A call that is decided on where something else is to follow: the position in which it is then due."""
        state, part, payload, since, note = position
        case = note
        if part == "returned":
            made = self.decide(Position(state, "finished", payload, self.now), "returned", self.now)
            if made.part == "due":
                yield from self._step(made, "fargs", position, "missing")
            return
        if note in ("raised", "cancelled"):
            payload = ANY  # such an iteration has none for the next one
        if part == "finished" and self.decide(position, note, self.now).part != "due":
            pass
        elif part == "pause" and state != "resuming" and (state != "paused" or self.now > since + SAME):
            case = "pause-ended"
        elif part == "over":
            if entry := next((s for s in self.forbidden.steps if s.step == "starts" and s.rule == note), None):
                yield Position(self.table.initial, "due", ANY, self.now), entry
            return
        else:
            return
        for state_then in dict.fromkeys((self.table.state("user", self.table.parts[state][1]), self.table.initial)):
            # The wish is overlooked, and may be remembered at the next decision, or it is forgotten.
            yield from self._step(Position(state_then, "due", payload, self.now), "starts", position, case)

    def _at_call(self, position: Position, detail: str) -> Iterator[Mistake]:
        state, part, payload, _, _ = position
        label = parse_payload(detail)
        known = label and not label.copied and not label.chain
        called = Position(state, "called", detail if known else ANY, self.now)
        if part == "due" and payload not in (detail, ANY):
            yield from self._step(called, "payload", position, self._kind_of_payload(payload, detail))
        elif part == "called" or (part == "returned" and self.makes_payloads):
            yield from self._step(called, "overlaps", position, part)

    def _kind_of_payload(self, owed: str, given: str) -> str:
        label, expected = parse_payload(given), parse_payload(owed)
        if label is None:
            return "malformed"
        if label.chain:
            return "another chain"
        if label.copied:
            return "copied"
        return "malformed" if expected and label.positional == expected.positional else "another"

    def _at_fargs(self, position: Position, event: Event) -> Iterator[Mistake]:
        state, part, payload, since, note = position
        produced = parse_fargs(event.detail)
        # As after any other call of fargs: a cancellation that came too late to interrupt anything ends the task.
        ended = "raised" if produced.failed else "cancelled" if note == "killed" else "returned"
        to = Position(state, "finished", payload, self.now, ended)
        current = self.called if part == "finished" else payload  # a second call of fargs has the same input
        taken = to if produced.failed else to._replace(payload=next_payload(current, produced))
        if part == "returned":
            given = parse_payload(produced.given)
            case = "another chain" if given and given.chain else "changed"
            yield from self._step(taken, "fargs", position, case)
        elif part == "pause":
            yield from self._step(position, "fargs", position, "in a pause")
            if produced.failed:  # what came of that may have ended the chain
                yield from self._step(Position("ended", "over", payload, self.now), "fargs", position, "in a pause")
        elif part == "due" and not self.calls:
            yield from self._step(position, "fargs", position, "first")
        elif part in ("called", "finished") or (part == "over" and (self.made or self.now > since + SAME)):
            case = f"after {note}" if part == "finished" and not self.made else "extra"
            yield from self._step(position, "fargs", position, case)
            if part == "finished":
                yield from self._step(taken, "fargs", position, case)

    # Time

    def at_deadline(self, position: Position, *, at_end: bool = False) -> Iterator[Mistake]:
        """Something owed that hasn't happened in time; ``at_end``: and never will."""
        state, part, payload, since, note = position
        ended = Position("ended", "over", payload, since, "")
        first = "first" if self.calls == 0 else ""
        if part == "due":
            yield from self._step(ended, "ends", position, first)
            if not at_end:
                yield from self._step(position._replace(note=LATE), "late-start", position, first)
        elif part == "returned":
            without = Position(state, "finished", payload, since, "returned")
            yield from self._step(without, "fargs", position, "missing")
        elif part == "called" and state == "cancelling" and not note and not at_end:
            yield from self._step(position._replace(note=LATE), "late-cancellation", position)
        elif part == "called" and at_end:
            if state == "cancelling" and not note:
                yield from self._step(ended, "late-cancellation", position)
            yield from self._step(ended, "lost", position)
        elif part == "pause" and state == "resuming" and not at_end:
            yield from self._step(position._replace(note=LATE), "late-resume", position)

    # The end of the run

    def at_leftovers(self, position: Position, event: Event, left: Leftovers) -> Iterator[Mistake]:
        """Something that is left at the end, or an end that comes too late, where this chain has no leave for it."""
        busy = left.tasks or (event.kind == "busy" and not left)
        yield from self._step(position, "left" if busy else "timer-left" if left else "outlasts", position)

    def at_spin(self, position: Position) -> Iterator[Mistake]:
        """The loop turned over and over, and the run was cut off there."""
        yield from self._step(position, "spins", position, "first" if self.calls == 0 else "")
