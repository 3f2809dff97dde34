"""What the search for an explanation remembers: positions, and by which forbidden steps each was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model.forbidden import Forbidden
from .positions import Position

#: A forbidden step that was taken before costs this much: an implementation makes its mistake whenever it can.
_AGAIN = 0.1

#: Explanations whose costs differ by less than this are told both: smaller differences are for their order alone.
TIE = 5.0

#: How much dearer than the cheapest an explanation may be meanwhile: about two more mistakes.
_SLACK = 90.0

#: So many explanations that are equally cheap are kept for a position.
_TIES = 3


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

    @property
    def first(self) -> str:
        """The rule of the first forbidden step, or nothing."""
        return self.kinds[0].rule if self.kinds else ""

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

    def explained_without(self) -> int:
        """The last event that is explained without this step, by its index; -1 where there is none.

        Two steps may be taken at one event: nothing is explained by the first of them alone.
        """
        alive = -1
        before: Trail = self
        while isinstance(before, Taken):
            before = before.parent
            alive = max(alive, before.alive)
        return alive


class Way(NamedTuple):
    """A way through the whole history: its forbidden steps and where it ends."""

    trail: Trail
    position: Position


class Frontier(dict[Position, list[Trail]]):
    """The positions that explain all events so far, each with the cheapest trails that lead to it, cheapest first.

    Of trails that cost about the same, one is kept for each rule that would be named first.
    """

    def extend(self, position: Position, trails: Iterable[Trail]) -> None:
        """A position that these trails lead to."""
        for trail in trails:
            known = self.get(position, [])
            rivals = [other for other in known if other.first == trail.first]
            if not all(trail.cost < other.cost for other in rivals):
                continue
            kept = sorted([trail, *(other for other in known if other not in rivals)], key=lambda each: each.cost)
            self[position] = [each for each in kept if each.cost <= kept[0].cost + TIE][:_TIES]

    def cheap(self) -> Frontier:
        """Without what costs so much more than the cheapest that it can't be the explanation in the end."""
        limit = min((trails[0].cost for trails in self.values()), default=0.0) + _SLACK
        return Frontier({position: trails for position, trails in self.items() if trails[0].cost <= limit})

    def mark(self, index: int) -> None:
        """Remember of each trail that it explains the event ``index``, and by which positions."""
        for position, trails in self.items():
            for trail in trails:
                if trail.alive != index:
                    trail.alive, trail.positions = index, []
                trail.positions.append(position)

    def ways(self) -> list[Way]:
        """Every position with every trail."""
        return [Way(trail, position) for position, trails in self.items() for trail in trails]
