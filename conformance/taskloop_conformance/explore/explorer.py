"""The explorer: every script of a few signals, at every point that a signal can tell apart.

Points fall into segments: an iteration (as it begins, while it waits, just before it ends), the turns after
its end (before the decision, around it, before the first step of what follows), and a pause (in it, as
its first ``time_pause`` ends, in the next one).  Scripts that can't differ are made once, by argument:

* a point in a pause is used only when the signals so far can have led to a pause there, and the next
  iteration only when they can have led to it: elsewhere the point would never come, and the script
  equals a shorter one;
* after STOP or CANCEL one more signal is tried, not more: the model has left every state that a second
  one could tell apart;
* a swallowed or cleaned-up cancellation differs from none only in scripts with CANCEL.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from ..model.history import SIGNALS
from ..record.scenario import Scenario, Step

_RUN, _AFTER, _PAUSE = ("c", "w", "l"), ("s1", "s2", "s3"), ("+0.5", "+1", "+1.5")
FINAL = ("STOP", "CANCEL")
#: The behaviours of the chains, and the script.
_Combination = tuple[tuple[str, ...], tuple[Step, ...]]


@dataclass(frozen=True)
class Depth:
    """How far to explore: signals in one chain, per kind of coroutine, and over two chains together."""

    waiting: int
    others: int
    failing: int
    pairs: int
    iterations: int = 2


DEPTHS = {
    "quick": Depth(waiting=2, others=2, failing=1, pairs=1),
    "default": Depth(waiting=3, others=2, failing=1, pairs=2),
    "thorough": Depth(waiting=4, others=4, failing=4, pairs=3),
}


def scripts(longest: int, *, waits: bool = True, iterations: int = 2) -> Iterator[tuple[Step, ...]]:
    """Every script of up to ``longest`` signals for one chain, over its first iterations."""
    for length in range(longest + 1):
        yield from _extend((), length, waits, iterations)


def _extend(script: tuple[Step, ...], more: int, waits: bool, iterations: int) -> Iterator[tuple[Step, ...]]:
    if more == 0:
        yield script
        return
    finals = [i for i, step in enumerate(script) if step.signal in FINAL]
    if finals and len(script) - finals[0] > 1:
        return
    for iteration, point in _points_after(script, waits, iterations):
        for signal in SIGNALS:
            yield from _extend((*script, Step("A", iteration, point, signal)), more - 1, waits, iterations)


def _points_after(script: tuple[Step, ...], waits: bool, iterations: int) -> Iterator[tuple[int, str]]:
    """The points at which one more signal can come after those of ``script``."""
    at = (script[-1].iteration, script[-1].point) if script else (0, "s0")
    if at == (0, "s0"):
        yield 0, "s0"
    ended = any(step.signal in FINAL for step in script)
    for n in range(max(at[0], 1), iterations + 1):
        if not _may_begin(script, n) or (ended and n > at[0] + 1):
            return
        points = [*(p for p in _RUN if waits or p != "w"), *_AFTER]
        if _may_pause(script, n):
            points += _PAUSE
        if at[0] == n:
            points = points[points.index(at[1]) :] if at[1] in points else []
        for point in points:
            yield n, point


def _wish(script: tuple[Step, ...]) -> Step | None:
    """The latest of PAUSE and CONTINUE."""
    return next((step for step in reversed(script) if step.signal in ("PAUSE", "CONTINUE")), None)


def _may_pause(script: tuple[Step, ...], n: int) -> bool:
    """Whether a pause after iteration ``n`` is possible after these signals."""
    if any(step.iteration == n and step.point in _PAUSE for step in script):
        return True
    wish = _wish(script)
    return wish is not None and wish.signal == "PAUSE"


def _may_begin(script: tuple[Step, ...], n: int) -> bool:
    """Whether iteration ``n`` can begin after these signals."""
    wish = _wish(script)
    surely_paused = wish is not None and wish.signal == "PAUSE" and wish.iteration < n and wish.point not in _AFTER
    return n == 1 or not surely_paused


def scenarios(depth: Depth, shard: int = 0, shards: int = 1) -> Iterator[Scenario]:
    """Every scenario of a depth, in a fixed order; of several shards, the share of one."""
    for behaviours, script in itertools.islice(_combinations(depth), shard, None, shards):
        yield Scenario(behaviours, script)


def _combinations(depth: Depth) -> Iterator[_Combination]:
    """Every behaviour with every script: a scenario is made only of what is run."""
    for script in scripts(depth.waiting, iterations=depth.iterations):
        yield ("wait",), script
    for behaviour in ("ready", "turn"):
        for script in scripts(depth.others, waits=behaviour == "turn", iterations=depth.iterations):
            yield (behaviour,), script
    for behaviour in ("swallow", "clean"):
        for script in scripts(depth.others, iterations=depth.iterations):
            if any(step.signal == "CANCEL" for step in script):
                yield (behaviour,), script
    for behaviour, waits in (
        ("raise@2", True),
        ("raise-now@2", False),
        ("fargs-raise@2", True),
        ("bad@2", True),
    ):
        for script in scripts(depth.failing, waits=waits, iterations=depth.iterations):
            yield (behaviour,), script
    yield from _pairs(depth)


def _pairs(depth: Depth) -> Iterator[_Combination]:
    """Two chains that share the signals between them, at least one each way round."""
    each = [list(_exactly(length)) for length in range(depth.pairs + 1)]
    of_b = [[tuple(step._replace(chain="B") for step in script) for script in same_length] for same_length in each]
    for behaviours in (("wait", "wait"), ("wait", "ready"), ("raise@2", "wait")):
        for total in range(depth.pairs + 1):
            for first in range(total + 1):
                for one, two in itertools.product(each[first], of_b[total - first]):
                    yield behaviours, (*one, *two)


def _exactly(length: int) -> Iterator[tuple[Step, ...]]:
    return _extend((), length, True, 1)


def contains(script: tuple[Step, ...], part: tuple[Step, ...]) -> bool:
    """Whether ``part`` is left of ``script`` when some signals are left out."""
    rest = iter(script)
    return all(step in rest for step in part)
