"""Virtual seconds to positions: even, but for long stretches in which nothing happens.

A pause of a day beside an iteration of a second would leave no room for the second; such a stretch is cut
short and the cut is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from ..model.text import seconds

#: From here on (seconds) nobody reads seconds any more: the axis counts hours.
LONG = 2 * 3600.0


class TimeScale:
    """Maps times (virtual seconds) to 0..``length``.

    ``times`` are the moments that matter; ``cuts`` are the stretches (from, to) that were shortened.  ``unit`` is what
    the axis counts, in seconds: hours when it is longer than :data:`LONG`.  An axis with cuts keeps its seconds, since
    a pause of a day stands there beside iterations of a second.
    """

    def __init__(self, times: Iterable[float], length: float) -> None:
        self.times = sorted({0.0, *times})
        self.length = length
        gaps = [b - a for a, b in zip(self.times, self.times[1:], strict=False)]
        usual = sorted(gaps)[len(gaps) // 2] if gaps else 1.0
        longest = max(6 * usual, sum(sorted(gaps)[: -(-len(gaps) * 3 // 4)]), 4.0)
        shown = [min(gap, longest) for gap in gaps]
        self.cuts = [(a, b) for a, b in zip(self.times, self.times[1:], strict=False) if b - a > longest]
        self.unit = 3600.0 if self.times[-1] > LONG and not self.cuts else 1.0
        self._places = [0.0]
        for width in shown:
            self._places.append(self._places[-1] + width)
        self.span = self._places[-1] or 1.0

    def __call__(self, at: float) -> float:
        """The position of a time; times outside are put at the nearer end."""
        index = min(bisect_right(self.times, at) - 1, len(self.times) - 2)
        if index < 0:
            return 0.0
        start, end = self.times[index], self.times[index + 1]
        share = min(max((at - start) / (end - start), 0.0), 1.0)
        place = self._places[index] + share * (self._places[index + 1] - self._places[index])
        return place / self.span * self.length

    def ticks(self, apart: float) -> list[tuple[float, str]]:
        """Round times at least ``apart`` apart, none within a cut, with their labels."""
        if self.cuts:
            return self._spread([(self(at), seconds(at)) for at in self.times], apart)
        wanted = self.span / self.unit * apart / self.length
        step = next(s for s in _STEPS if s >= wanted or s == _STEPS[-1])
        count = int(self.times[-1] / self.unit / step + 1e-9)
        return [(self(i * step * self.unit), seconds(i * step)) for i in range(count + 1)]

    def _spread(self, ticks: list[tuple[float, str]], apart: float) -> list[tuple[float, str]]:
        kept: list[tuple[float, str]] = []
        for tick in ticks:
            if not kept or tick[0] - kept[-1][0] >= apart:
                kept.append(tick)
        return kept


_STEPS = [base * 10.0**power for power in range(-5, 6) for base in (1, 2, 2.5, 5)]
