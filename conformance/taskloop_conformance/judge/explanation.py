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
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model.forbidden import Forbidden
from ..model.history import SIGNALS, Event, History
from ..model.labels import ANY, parse_leftovers, parse_refusal
from .mistakes import LATE, Mistakes
from .positions import SAME, Position, telling_first
from .steps import Steps

#: A forbidden step that was taken before costs this much: an implementation makes its mistake whenever it can.
_AGAIN = 0.1

#: Explanations whose costs differ by less than this are told both: smaller differences are for their order alone.
_TIE = 5.0

#: How much dearer than the cheapest an explanation may be meanwhile: about two more mistakes.
_SLACK = 90.0

#: After any other step it isn't known when the chain was to end, and what is left then can't be held against it.
_LEAVE_THE_END = ("payload", "fargs", "refused")

#: So many explanations that are equally cheap are kept for a position.
_TIES = 3

#: Where a chain is of which nothing can be said any more: after two iterations at once, every event is possible.
_LOST = Position("ended", "lost", ANY, 0.0)


@dataclass(eq=False)
class Trail:
    """The forbidden steps up to here, of which there is none yet.

    ``kinds`` are the entries of those steps, the first one first.  ``positions`` are those that explain all events up
    to the event ``alive`` by exactly these steps.
    """

    cost: float = 0.0
    kinds: tuple[Forbidden, ...] = ()
    alive: int = -1
    positions: list[Position] = field(default_factory=list)

    def then(self, entry: Forbidden, index: int, cost: int) -> Taken:
        """This trail and one more forbidden step, taken at the event ``index``."""
        if entry in self.kinds:
            return Taken(self.cost + _AGAIN, self.kinds, parent=self, entry=entry, index=index)
        return Taken(self.cost + cost, (*self.kinds, entry), parent=self, entry=entry, index=index)

    def steps(self) -> list[Taken]:
        """The forbidden steps, first one first."""
        found: list[Taken] = []
        trail = self
        while isinstance(trail, Taken):
            found.append(trail)
            trail = trail.parent
        return found[::-1]


@dataclass(eq=False, kw_only=True)
class Taken(Trail):
    """A trail whose last forbidden step is ``entry``, taken at the event ``index``; ``parent`` is the trail before."""

    parent: Trail
    entry: Forbidden
    index: int


Frontier = dict[Position, list[Trail]]


class Way(NamedTuple):
    """A way through the whole history: its forbidden steps and where it ends."""

    trail: Trail
    position: Position


class Explanation:
    """The search for one chain.

    ``charged`` says whether what is left at the end of the run is this chain's: None where nothing is.
    """

    def __init__(self, chain: str, history: History, steps: Steps, charged: bool) -> None:
        self.chain, self.history, self.charged = chain, history, charged
        self.mistakes = Mistakes(chain, history, steps)
        self.forbidden = self.mistakes.forbidden
        self.frontier: Frontier = {}
        self.index = 0
        self.relevant: list[int] = []
        self.skip: set[int] = set()

    # The search

    def run(self) -> list[Way]:
        """The cheapest ways, cheapest first: those that cost the same as the first."""
        events = self.history.events
        self.frontier = {Position(self.mistakes.table.initial, "due", "p0", self._begin()): [Trail()]}
        for index, event in enumerate(events):
            own = event.chain in (self.chain, "")
            if event.kind in ("fact", "report") or not (own or event.kind in SIGNALS) or index in self.skip:
                continue
            self.index = index
            self.relevant.append(index)
            self._advance(event)
            self._follow(event)
            self._prune()
        return self._cheapest()

    def _begin(self) -> float:
        return next((e.at for e in self.history.events if e.chain == self.chain and e.kind != "fact"), 0.0)

    def shown(self, node: Taken) -> int:
        """The first event that can't be explained without a forbidden step."""
        alive = -1
        before: Trail = node
        while isinstance(before, Taken):  # two steps may be taken at one event: nothing is explained by the first alone
            before = before.parent
            alive = max(alive, before.alive)
        index = next((index for index in self.relevant if index > alive), self.relevant[-1])
        if node.entry.step == "refused":
            events = self.history.events
            return next(i for i in range(index, len(events)) if i in self.skip)
        return index

    def until(self, way: Way) -> float:
        """Until when a chain that is explained so may have something left, in seconds."""
        trail, position = way
        _, part, _, since, _ = position
        if any(step.step not in _LEAVE_THE_END for step in trail.kinds):
            return float("inf")
        if part == "over":
            return since + SAME
        if part == "pause" and position.state in ("paused-stopping", "paused-cancelling"):
            return since + (self.mistakes.pause if position.state == "paused-stopping" else SAME)
        return float("inf")

    def _cheapest(self) -> list[Way]:
        ways = [Way(trail, position) for position, trails in self.frontier.items() for trail in trails]
        ways.sort(key=lambda way: (way.trail.cost, telling_first(way.position)))
        if not ways[0].trail.cost:
            raise AssertionError(f"chain {self.chain} is judged illegal, and no forbidden step is needed to explain it")
        return [way for way in ways if way.trail.cost < ways[0].trail.cost + _TIE]

    def _prune(self) -> None:
        best = min((trails[0].cost for trails in self.frontier.values()), default=0.0)
        self.frontier = {p: t for p, t in self.frontier.items() if t[0].cost <= best + _SLACK}
        for position, trails in self.frontier.items():
            for trail in trails:
                if trail.alive != self.index:
                    trail.alive, trail.positions = self.index, []
                trail.positions.append(position)

    def _add(self, frontier: Frontier, position: Position, trail: Trail) -> None:
        """Keep the cheapest trails to a position."""
        known = frontier.setdefault(position, [])
        if not known or trail.cost < known[0].cost - _TIE:
            frontier[position] = [trail]
        elif trail.cost <= known[0].cost + _TIE and len(known) < _TIES:
            firsts = {_first(other) for other in known}
            if _first(trail) not in firsts:
                known.append(trail)
                known.sort(key=lambda each: each.cost)
            else:
                for number, other in enumerate(known):
                    if _first(other) == _first(trail) and trail.cost < other.cost:
                        known[number] = trail
                        known.sort(key=lambda each: each.cost)

    def _take(self, frontier: Frontier, trails: Iterable[Trail], steps: Iterable[tuple[Position, Forbidden]]) -> None:
        """Take forbidden steps."""
        for to, entry in steps:
            for trail in trails:
                self._add(frontier, to, trail.then(entry, self.index, self.forbidden.cost(entry)))

    # Time

    def _advance(self, event: Event) -> None:
        mistakes = self.mistakes
        if event.at > mistakes.now + SAME:
            found: Frontier = {}
            for position, trails in self.frontier.items():
                self._pass(found, position, trails, event.at)
            self.frontier = found or self.frontier
        mistakes.now = max(mistakes.now, event.at)

    def _pass(self, found: Frontier, position: Position, trails: list[Trail], to: float) -> None:
        mistakes = self.mistakes
        if position.part == "lost":
            return self._extend(found, position, trails)
        if position.note != LATE:
            self._take(found, trails, mistakes.at_decision(position))
            position = mistakes.settle(position)
        if not mistakes.owes(position, to):
            return self._extend(found, position, trails)
        for late, entry in mistakes.at_deadline(position):
            after = mistakes.settle(late) if late.part == "finished" else late
            further: Frontier = {}
            self._take(further, trails, [(after, entry)])
            for new, new_trails in further.items():
                if new.part == "due" and new.note != LATE:
                    self._pass(found, new, new_trails, to)
                else:
                    self._extend(found, new, new_trails)

    def _extend(self, found: Frontier, position: Position, trails: Iterable[Trail]) -> None:
        for trail in trails:
            self._add(found, position, trail)

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
            self.mistakes.calls += event.kind == "call"
        if not found:
            found = self._unexplained()
        self.frontier = found

    def _unexplained(self) -> Frontier:
        entry = next(s for s in self.mistakes.forbidden.steps if s.step == "unexplained")
        found: Frontier = {}
        for trails in self.frontier.values():
            self._take(found, trails, [(_LOST, entry)])
        return found

    def _unseen(self) -> Frontier:
        """The frontier, and where decisions without a visible trace can have led by now."""
        found: Frontier = {}
        for position, trails in self.frontier.items():
            self._extend(found, position, trails)
            late = position.note == LATE
            if position.part == "pause" or not (late or position.part == "lost"):
                ready = position._replace(note="", since=self.mistakes.now) if late else position
                after = self.mistakes.unseen(ready)
                if after is not None:
                    self._extend(found, after, trails)
        return found

    def _signal(self, event: Event) -> Frontier:
        found: Frontier = {}
        refused = self._is_refused(event)
        for position, trails in self._unseen().items():
            if position.part == "lost":
                self._extend(found, position, trails)
                continue
            if not refused:
                self._extend(found, self._signalled(position, event.kind), trails)
            self._take(found, trails, self.mistakes.at_signal(position, event.kind, refused))
        return found

    def _signalled(self, position: Position, kind: str) -> Position:
        after = self.mistakes.signal(position, kind)
        return after

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
        found: Frontier = {}
        for position, trails in self._unseen().items():
            self._extend(found, position, trails)
            if position.part != "lost":
                self._take(found, trails, self.mistakes.at_foreign_signal(position, event.kind))
        return found

    def _killed(self) -> Frontier:
        found: Frontier = {}
        for position, trails in self._unseen().items():
            for after in [position] if position.part == "lost" else self.mistakes.killed(position):
                self._extend(found, after, trails)
            self._take(found, trails, self.mistakes.at_kill(position))
        return found

    def _user(self, event: Event) -> Frontier:
        found: Frontier = {}
        mistakes = self.mistakes
        before = self._unseen()
        if event.kind == "call":
            for position, trails in list(before.items()):
                if position.part != "lost":
                    self._take(before, trails, mistakes.before_call(position))
        for position, trails in before.items():
            if position.part == "lost":
                self._extend(found, position, trails)
                continue
            after = mistakes.explain(position, event)
            if after is not None:
                self._extend(found, after, trails)
                continue
            for to, entry in mistakes.at_event(position, event):
                lost = entry.step == "overlaps" and entry.case != ("returned",)
                self._take(found, trails, [(_LOST if lost else to, entry)])
        return found

    # The end of the run

    def _end(self, event: Event) -> Frontier:
        found: Frontier = {}
        mistakes = self.mistakes
        left = parse_leftovers(event.detail)
        for position, trails in self.frontier.items():
            if position.part == "lost":
                self._extend(found, position, trails)
                continue
            settled = position if position.note == LATE else mistakes.settle(position)
            self._take(found, trails, mistakes.at_decision(position))
            if event.kind == "spin":
                self._take(found, trails, mistakes.at_spin(settled))
                continue
            if position.part == "called" and (left.tasks or event.kind == "busy"):
                # After a mistake an iteration may be running where the run is brought to its end, or cut off.
                self._extend(found, position, [trail for trail in trails if trail.cost])
            for ended, ended_trails in self._ended(settled, trails).items():
                if self.charged and not (ended.part == "pause" and ended.state == "paused"):
                    self._take(found, ended_trails, mistakes.at_leftovers(ended, event, left))
                else:
                    self._extend(found, ended, ended_trails)
        return found

    def _ended(self, position: Position, trails: list[Trail]) -> Frontier:
        """The position if the run may end there, else what forbidden steps make of it."""
        found: Frontier = {}
        if position.part == "over" or (position.part == "pause" and position.state != "resuming"):
            self._extend(found, position, trails)
            return found
        if position.note == LATE:
            return found
        further: Frontier = {}
        self._take(further, trails, self.mistakes.at_deadline(position, at_end=True))
        for new, new_trails in further.items():
            for ended, ended_trails in self._ended(self.mistakes.settle(new), new_trails).items():
                self._extend(found, ended, ended_trails)
        return found


def _first(trail: Trail) -> str:
    return trail.kinds[0].rule if trail.kinds else ""
