"""The explorer: which scripts of signals are run, and what may be concluded when all of them are legal.

How it works.  A chain is a small machine: a few states (the transition table's), and inputs that arrive in one of
them.  An implementation that decides wrongly does so in some state, on some input, the first time that it gets there or
only in a later round.  So the axes are *state*, *round* and *inputs*: for each state, reached in round n, every input
and every pair of inputs.  A round is one iteration and the pause after it, if there is one.  Later rounds are reached
in two ways: through plain iterations, and through iterations with a pause after each.

Why not simply every script up to a length?  Because length buys little: of the scripts with four signals most play in
the first two iterations, and the fault that shows in the third pause needs seven.  Why not at random?  Because then
nobody can say what a green run means.  Random walks come on top (``checks/test_exploration.py``).

Points of time fall into segments: an iteration (as it begins, while it waits, just before it ends, inside fargs), the
turns of the loop after its end, and the pause (in it, in the turns after that, as its first ``time_pause`` ends, in the
next one).  How many turns there are depends on the implementation: a dry run counts them (``turns.py``).

Scripts that can't differ are made once, by argument:

* a point in a pause is used only when the signals so far can have led to a pause there: elsewhere it never comes, and
  the script equals a shorter one;
* after STOP, CANCEL or KILL one more input is tried, not more: the model has left every state that a second one could
  tell apart;
* a swallowed or cleaned-up cancellation differs from none only in scripts with a cancellation;
* from the second round on, inputs come at one point of each segment, and from the fourth on at one in the iteration
  and one in the pause: the points of a segment differ in what the event loop is about, and that doesn't depend on how
  many rounds there were.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.history import SIGNALS
from ..record.scenario import Scenario, Step
from .turns import USUAL, Turns
from .void_scripts import void_scripts

FINAL = ("STOP", "CANCEL", "KILL")
_INPUTS = ("PAUSE", "CONTINUE", "STOP", "CANCEL", "KILL")

#: The behaviours of the chains, and the script.
_Combination = tuple[tuple[str, ...], tuple[Step, ...]]
_Script = tuple[Step, ...]


@dataclass(frozen=True)
class Depth:
    """How far to explore.

    ``rounds``: in each of so many rounds every state meets every input and every ``inputs`` of them together;
    ``detailed``: in the first so many rounds at every point, in the first ``coarse`` at one of each segment; ``far``:
    rounds far out, in which every state meets every input; ``others``: so many inputs for coroutines that never suspend
    or handle a cancellation, and over two chains.
    """

    rounds: int
    detailed: int
    coarse: int
    far: tuple[int, ...]
    inputs: int = 2
    others: int = 2

    def points(self, number: int, turns: Turns) -> tuple[str, ...]:
        """The points of a round at which inputs come."""
        if number <= self.detailed:
            return detailed_points(turns)
        return coarse_points(turns) if number <= self.coarse else _SPARSE

    def __str__(self) -> str:
        far = f", one input in round {' and '.join(map(str, self.far))}" if self.far else ""
        return f"every deviation that shows within {self.rounds} rounds and {self.inputs} inputs in one of them{far}"


DEPTHS = {
    # A first answer: half the rounds, and fewer points.
    "quick": Depth(rounds=4, detailed=0, coarse=1, far=(), others=1),
    # Eight: an implementation that counts (a cache of a few, a limit of retries) is beyond its count by then, and the
    # sixty-fourth round is beyond the usual size of a ring buffer.
    "default": Depth(rounds=8, detailed=1, coarse=3, far=(64,)),
    "thorough": Depth(rounds=12, detailed=2, coarse=8, far=(64, 130), inputs=3, others=3),
}


def scenarios(depth: Depth, shard: int = 0, shards: int = 1, turns: Turns = USUAL) -> Iterator[Scenario]:
    """Every scenario of a depth, those with few inputs first; of several shards, the share of one."""
    for behaviours, script in itertools.islice(combinations(depth, turns), shard, None, shards):
        yield Scenario(behaviours, script)


# A process runs several shards of one depth, and to make all combinations takes a tenth of what a shard does.
@functools.lru_cache(maxsize=1)
def combinations(depth: Depth, turns: Turns = USUAL) -> Sequence[_Combination]:
    """Behaviours and scripts, each combination once, in the order of how much they ask for."""
    found: dict[_Combination, None] = {}
    for combination in _every(depth, turns):
        found.setdefault(combination)
    return tuple(sorted(found, key=lambda each: len(each[1])))


def _every(depth: Depth, turns: Turns) -> Iterator[_Combination]:
    for behaviour in ("wait", "ready", "turn"):
        yield (behaviour,), ()
    for script in _one_chain(depth, turns):
        yield ("wait",), script
    yield from void_scripts(depth.far, few=depth.detailed == 0, look=turns.look)
    yield from _other_behaviours(depth, turns)
    yield from _failing(depth)
    yield from _two_chains(depth)


# One chain that waits


def _one_chain(depth: Depth, turns: Turns) -> Iterator[_Script]:
    if not depth.detailed:
        # The fewest points, but each gap of one round: what decides late may lose what comes in one gap alone.
        yield from in_round((), 1, detailed_points(turns), 1)
    for number in range(1, depth.rounds + 1):
        for way in ways(number):
            yield from in_round(way, number, depth.points(number, turns), depth.inputs)
    for number in depth.far:
        for way in ways(number):
            yield from in_round(way, number, coarse_points(turns), 1)


def ways(number: int) -> list[_Script]:
    """The ways to a round: through plain iterations, and through iterations with a pause after each."""
    pausing = [
        step for n in range(1, number) for step in (Step("A", n, "w", "PAUSE"), Step("A", n, "+0.5", "CONTINUE"))
    ]
    return [(), tuple(pausing)] if number > 1 else [()]


def detailed_points(turns: Turns) -> tuple[str, ...]:
    """Every point of a round."""
    after = tuple(f"s{turn}" for turn in range(1, turns.decision + 1))
    woken = tuple(f"+0.5s{turn}" for turn in range(1, turns.resume + 1))
    return ("c", "w", "l", "f", *after, "+0.5", *woken, "+1", "+1.5")


def coarse_points(turns: Turns) -> tuple[str, ...]:
    """One point of each segment of a round."""
    return ("w", "f", f"s{(turns.decision + 1) // 2}", "+0.5", "+1.5")


#: Points at which no piece of a pause begins or ends, whatever it is made of.
_MIDDLES = ("+0.5", "+1.5")

#: One point in the iteration, one in the pause.
_SPARSE = ("w", "+0.5")


#: How each state is reached within a round: the inputs that lead there, and the first point after them.
_STATES: dict[str, tuple[tuple[str, str], ...]] = {
    "running": (),
    "pausing": (("c", "PAUSE"),),
    "stopping": (("c", "STOP"),),
    "paused": (("w", "PAUSE"),),
    "resuming": (("w", "PAUSE"), ("+0.5", "CONTINUE")),
    "paused-stopping": (("w", "PAUSE"), ("+0.5", "STOP")),
    "paused-cancelling": (("w", "PAUSE"), ("+0.5", "CANCEL")),
    "ended": (("w", "STOP"),),
}


def in_round(way: _Script, number: int, points: Sequence[str], inputs: int) -> Iterator[_Script]:
    """Every state in this round with up to so many inputs."""
    for state, reach in _STATES.items():
        reached = (*way, *(Step("A", number, point, signal) for point, signal in reach))
        begin = reach[-1][0] if reach else ""
        later = _points_of(state, points, begin)
        for count in range(inputs + 1):
            yield from _extend(reached, number, later, count, len(way))


def _points_of(state: str, points: Sequence[str], begin: str) -> list[str]:
    """The points at which a state can still get an input, ``begin`` being where it was reached."""
    if state == "ended":
        return ["+3"]
    of_pause = [point for point in points if point.startswith("+")]
    if state in ("running", "pausing", "stopping"):
        order = ["c", *(point for point in points if point != "c")] if begin else list(points)
        return [point for point in order if state != "stopping" or not point.startswith("+")]
    return of_pause


def _extend(script: _Script, number: int, points: Sequence[str], more: int, kept: int) -> Iterator[_Script]:
    """The script with so many more inputs at these points of the round, in their order."""
    if more == 0:
        yield script
        return
    finals = [i for i, step in enumerate(script) if step.signal in FINAL]
    if finals and len(script) - finals[0] > 1:
        return
    for index, point in enumerate(points):
        killed = bool(script) and script[-1].signal == "KILL"
        if killed and _same_instant(script[-1].point, point) and not _in_a_standing_pause(script):
            continue  # whether a signal finds the chain still there depends on how far the cancellation has come
        if point.startswith("+") and not (_may_pause(script, number) or finals):
            continue
        for signal in _INPUTS:
            step = Step("A", number, point, signal)
            yield from _extend((*script, step), number, points[index:], more - 1, kept)


def _same_instant(one: str, other: str) -> bool:
    """Whether two points after an iteration's end belong to one instant, turns apart at most."""
    ends = [point.partition("s")[0] for point in (one, other)]
    return ends[0] == ends[1] and not (one in "cwlf" and other in "cwlf")


def _in_a_standing_pause(script: _Script) -> bool:
    """Whether the latest input comes in the middle of a pause, where a cancellation finds the pause's task waiting."""
    *before, latest = script
    return latest.point in _MIDDLES and not any(step.point == latest.point for step in before[-1:])


def _may_pause(script: _Script, number: int) -> bool:
    """Whether a pause after this round's iteration is possible after these signals."""
    wishes = [step for step in script if step.signal in ("PAUSE", "CONTINUE") and step.iteration == number]
    in_pause = any(step.point.startswith("+") for step in wishes)
    return bool(wishes) and (in_pause or wishes[-1].signal == "PAUSE" or wishes[-1].point.startswith("s"))


# Other coroutines


def _other_behaviours(depth: Depth, turns: Turns) -> Iterator[_Combination]:
    """Coroutines that never suspend, and those that do something about a cancellation."""
    for behaviour in ("ready", "turn"):
        for number in (1, 2):
            for way in ways(number):
                points = [point for point in coarse_points(turns) if behaviour == "turn" or point != "w"]
                for script in in_round(way, number, ["c", *points], depth.others if number == 1 else 1):
                    if behaviour == "turn" or not any(step.point == "w" for step in script):
                        yield (behaviour,), script
                    else:  # what never waits gets its signals as it begins
                        yield (behaviour,), tuple(s._replace(point="c") if s.point == "w" else s for s in script)
    for behaviour, number in itertools.product(("swallow", "clean"), (1, 2)):
        for script in in_round((), number, ("c", "w", "l", "s1", "+0.5"), depth.others):
            if any(step.signal in ("CANCEL", "KILL") and step.point in ("c", "w") for step in script):
                yield (behaviour,), script
    for number in range(depth.detailed + 1):
        for point, signal in itertools.product(("s0", *(f"s{turn}" for turn in range(1, turns.start + 1))), _INPUTS):
            if number == 0 and signal != "KILL":
                first = Step("A", 0, point, signal)
                yield ("wait",), (first,)
                yield from ((("wait",), (first, Step("A", 1, "w", other))) for other in _INPUTS)


def _failing(depth: Depth) -> Iterator[_Combination]:
    """An iteration that fails, in each round, with each input before or after it."""
    for kind in ("raise", "fargs-raise", "bad", "cancel-self", "raise-now"):
        rounds = (2,) if kind == "raise-now" else (*range(1, depth.rounds + 1), *depth.far)
        for number in rounds:
            behaviour = (f"{kind}@{number}",)
            for way in ways(number):
                yield behaviour, way
                points = (
                    ("c", "s1", "+0.5") if kind in ("raise-now", "cancel-self", "raise") else ("c", "f", "s1", "+0.5")
                )
                # A cancellation in the turn in which an error is to be reported may hit the task that reports it.
                for point, signal in itertools.product(points, SIGNALS if number not in depth.far else ()):
                    if signal != "CANCEL" or point in ("f", "+0.5"):
                        yield behaviour, (*way, Step("A", number, point, signal))


def _two_chains(depth: Depth) -> Iterator[_Combination]:
    """Two chains that share the signals between them, at least one each way round."""
    each: list[list[_Script]] = [[()]]
    points = ("c", "w", "s1", "+0.5")
    for count in range(1, depth.others + 1):
        each.append(list(_extend((), 1, points, count, 0)))
    for behaviours in (("wait", "wait"), ("wait", "ready"), ("raise@2", "wait")):
        yield behaviours, ()
        for total in range(1, depth.others + 1):
            for first in range(total + 1):
                for one, two in itertools.product(each[first], each[total - first]):
                    if not any(step.signal == "KILL" and step.point not in ("c", "w") for step in (*one, *two)):
                        yield behaviours, (*one, *(step._replace(chain="B") for step in two))


def contains(script: tuple[Step, ...], part: tuple[Step, ...]) -> bool:
    """Whether ``part`` is left of ``script`` when some signals are left out."""
    rest = iter(script)
    return all(step in rest for step in part)
