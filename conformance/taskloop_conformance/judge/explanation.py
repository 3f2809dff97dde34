"""The cheapest explanation of an illegal history: which forbidden steps the chain took.

The oracle says whether a history is legal, and where it stops being so.  It can't say why: by then every position is
gone.  So the same steps are taken once more, this time with the forbidden ones among them, each at a cost.  The way
that explains all events at the least cost is what is believed to have happened, and its forbidden steps are the
findings, each with the rule that forbids it.  One fault is more likely than two, and a fault that shows again is still
one fault: a forbidden step that was taken before costs next to nothing.

It is a search for the shortest path with a frontier of positions, event by event, and many times slower than judging.
That matters for illegal histories only.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..model.forbidden import Forbidden
from ..model.history import SIGNALS, Event, History
from ..model.labels import ANY, parse_leftovers, parse_refusal
from .mistakes import LATE, Mistakes
from .positions import SAME, Position, telling_first
from .steps import Steps
from .trails import TIE, Frontier, Taken, Trail, Way

#: After any other step it isn't known when the chain was to end, and what is left then can't be held against it.
_LEAVE_THE_END = ("payload", "fargs", "refused")

#: Where a chain is of which nothing can be said any more: after two iterations at once, every event is possible.
_LOST = Position("ended", "lost", ANY, 0.0)


class Explanation:
    """The search for one chain.

    ``charged`` says whether what is left at the end of the run is this chain's.
    """

    def __init__(self, chain: str, history: History, steps: Steps, charged: bool) -> None:
        self.chain, self.history, self.charged = chain, history, charged
        self.mistakes = Mistakes(chain, history, steps)
        self.forbidden = self.mistakes.forbidden
        self.frontier = Frontier()
        self.index = 0
        self.relevant: list[int] = []
        self.skip: set[int] = set()

    # The search

    def run(self) -> list[Way]:
        """The cheapest ways, cheapest first: those that cost the same as the first."""
        events = self.history.events
        self.mistakes.now = self._begin()
        self.frontier = Frontier({Position(self.mistakes.table.initial, "due", "p0", self.mistakes.now): [Trail()]})
        for index, event in enumerate(events):
            own = event.chain in (self.chain, "")
            if event.kind in ("fact", "report") or not (own or event.kind in SIGNALS) or index in self.skip:
                continue
            if not self.relevant and event.chain not in (self.chain, ""):
                continue  # this chain hasn't begun
            self.index = index
            self.relevant.append(index)
            self._advance(event)
            self._follow(event)
            self.frontier = self.frontier.cheap()
            self.frontier.mark(index)
        return self._cheapest()

    def _begin(self) -> float:
        return next((e.at for e in self.history.events if e.chain == self.chain and e.kind != "fact"), 0.0)

    def shown(self, taken: Taken) -> int:
        """The first event that can't be explained without a forbidden step."""
        alive = taken.explained_without()
        index = next((index for index in self.relevant if index > alive), self.relevant[-1])
        if taken.entry.step == "refused":  # the signal is the mistake, and what is seen of it comes right after it
            return next(after for after in range(index, len(self.history.events)) if after in self.skip)
        return index

    def until(self, way: Way) -> float:
        """Until when a chain that is explained so may have something left, in seconds."""
        trail, position = way
        _, part, _, since, _ = position
        if any(step.step not in _LEAVE_THE_END for step in trail.kinds):
            return float("inf")
        if part == "over":
            return since + self.mistakes.leave
        if part == "pause" and position.state in ("paused-stopping", "paused-cancelling"):
            return since + (self.mistakes.pause if position.state == "paused-stopping" else SAME)
        return float("inf")

    def _cheapest(self) -> list[Way]:
        ways = sorted(self.frontier.ways(), key=lambda way: (way.trail.cost, telling_first(way.position)))
        if not ways[0].trail.cost:
            raise AssertionError(f"chain {self.chain} is judged illegal, and no forbidden step is needed to explain it")
        return [way for way in ways if way.trail.cost < ways[0].trail.cost + TIE]

    def _take(self, frontier: Frontier, trails: Iterable[Trail], steps: Iterable[tuple[Position, Forbidden]]) -> None:
        """Take forbidden steps."""
        for to, entry in steps:
            frontier.extend(to, [trail.then(entry, self.index, self.forbidden.cost(entry)) for trail in trails])

    # Time

    def _advance(self, event: Event) -> None:
        mistakes = self.mistakes
        if event.at > mistakes.now + SAME:
            found = Frontier()
            for position, trails in self.frontier.items():
                self._pass(found, position, trails, event.at)
            self.frontier = found or self.frontier
        mistakes.now = max(mistakes.now, event.at)

    def _pass(self, found: Frontier, position: Position, trails: list[Trail], to: float) -> None:
        mistakes = self.mistakes
        if position.part == "lost":
            return found.extend(position, trails)
        if position.note != LATE:
            self._take(found, trails, mistakes.at_decision(position))
            position = mistakes.settle(position)
        if not mistakes.owes(position, to):
            return found.extend(position, trails)
        for late, entry in mistakes.at_deadline(position):
            after = mistakes.settle(late) if late.part == "finished" else late
            further = Frontier()
            self._take(further, trails, [(after, entry)])
            for new, new_trails in further.items():
                if new.part == "due" and new.note != LATE:
                    self._pass(found, new, new_trails, to)
                else:
                    found.extend(new, new_trails)

    # Events

    def _follow(self, event: Event) -> None:
        if event.kind in ("idle", "busy", "spin"):
            found = self._end(event)
        elif event.chain != self.chain:
            found = self._foreign(event)
        elif event.kind in SIGNALS:
            found = self._signal(event)
        elif event.kind == "start":
            return
        elif event.kind == "KILL" and not any(position.part == "called" for position in self.frontier):
            found = self._killed()
        else:
            found = self._user(event)
            if event.kind == "call":
                self.mistakes.calls += 1
                self.mistakes.called, self.mistakes.made = event.detail, False
            elif event.kind == "fargs":
                self.mistakes.made = True
        if not found:
            found = self._unexplained()
        self.frontier = found

    def _unexplained(self) -> Frontier:
        entry = next(s for s in self.mistakes.forbidden.steps if s.step == "unexplained")
        found = Frontier()
        for trails in self.frontier.values():
            self._take(found, trails, [(_LOST, entry)])
        return found

    def _unseen(self) -> Frontier:
        """The frontier, and where decisions without a visible trace can have led by now."""
        found = Frontier()
        for position, trails in self.frontier.items():
            found.extend(position, trails)
            late = position.note == LATE
            if position.part == "pause" or not (late or position.part == "lost"):
                ready = position._replace(note="", since=self.mistakes.now) if late else position
                after = self.mistakes.unseen(ready)
                if after is not None:
                    found.extend(after, trails)
        return found

    def _signal(self, event: Event) -> Frontier:
        found = Frontier()
        refused = self._is_refused(event)
        for position, trails in self._unseen().items():
            if position.part == "lost":
                found.extend(position, trails)
                continue
            if not refused:
                found.extend(self.mistakes.signal(position, event.kind), trails)
            self._take(found, trails, self.mistakes.at_signal(position, event.kind, refused))
        return found

    def _is_refused(self, event: Event) -> bool:
        """Whether the signal raised: the recorder says so right after it."""
        for index in range(self.index + 1, len(self.history.events)):
            after = self.history.events[index]
            if after.chain == self.chain and after.kind != "fact":
                refused = after.kind == "refused" and parse_refusal(after.detail).signal == event.kind
                if refused:
                    self.skip.add(index)
                return refused
        return False

    def _foreign(self, event: Event) -> Frontier:
        found = Frontier()
        for position, trails in self._unseen().items():
            found.extend(position, trails)
            if position.part != "lost":
                self._take(found, trails, self.mistakes.at_foreign_signal(position, event.kind))
        return found

    def _killed(self) -> Frontier:
        found = Frontier()
        for position, trails in self._unseen().items():
            for after in [position] if position.part == "lost" else self.mistakes.killed(position):
                found.extend(after, trails)
            self._take(found, trails, self.mistakes.at_kill(position))
        return found

    def _user(self, event: Event) -> Frontier:
        found = Frontier()
        mistakes = self.mistakes
        before = self._unseen()
        if event.kind == "call":
            for position, trails in list(before.items()):
                if position.part != "lost":
                    self._take(before, trails, mistakes.before_call(position))
        for position, trails in before.items():
            if position.part == "lost":
                found.extend(position, trails)
                continue
            after = mistakes.explain(position, event)
            if after is not None:
                found.extend(after, trails)
                continue
            for to, entry in mistakes.at_event(position, event):
                lost = entry.step == "overlaps" and entry.case != ("returned",)
                self._take(found, trails, [(_LOST if lost else to, entry)])
        return found

    # The end of the run

    def _end(self, event: Event) -> Frontier:
        found = Frontier()
        mistakes = self.mistakes
        left = parse_leftovers(event.detail)
        for position, trails in self.frontier.items():
            if position.part == "lost":
                found.extend(position, trails)
                continue
            settled = position if position.note == LATE else mistakes.settle(position)
            self._take(found, trails, mistakes.at_decision(position))
            if event.kind == "spin":
                self._take(found, trails, mistakes.at_spin(settled))
                continue
            if position.part == "called" and (left.tasks or event.kind == "busy"):
                # After a mistake an iteration may be running where the run is brought to its end, or cut off.
                found.extend(position, [trail for trail in trails if trail.cost])
            for ended, ended_trails in self._ended(settled, trails).items():
                if self.charged and not (ended.part == "pause" and ended.state == "paused"):
                    self._take(found, ended_trails, mistakes.at_leftovers(ended, event, left))
                else:
                    found.extend(ended, ended_trails)
        return found

    def _ended(self, position: Position, trails: list[Trail]) -> Frontier:
        """The position if the run may end there, else what forbidden steps make of it."""
        found = Frontier()
        if position.part == "over" or (position.part == "pause" and position.state != "resuming"):
            found.extend(position, trails)
            return found
        if position.note == LATE:
            return found
        further = Frontier()
        self._take(further, trails, self.mistakes.at_deadline(position, at_end=True))
        for new, new_trails in further.items():
            for ended, ended_trails in self._ended(self.mistakes.settle(new), new_trails).items():
                found.extend(ended, ended_trails)
        return found
