"""The scripts of one round of one chain: every state, reached in that round, and every input at its points.

A round is one iteration and the pause after it, if there is one.  Why scripts are made like this says the explorer
(``explorer.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..record.scenario import Step
from .turns import Turns

FINAL = ("STOP", "CANCEL", "KILL")
INPUTS = ("PAUSE", "CONTINUE", "STOP", "CANCEL", "KILL")

Script = tuple[Step, ...]


def ways(number: int) -> list[Script]:
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
SPARSE = ("w", "+0.5")


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


#: The inputs that lead from a state to another one of these, in which every input comes next.
_LEADING = {"running": ("PAUSE", "STOP"), "paused": ("CONTINUE", "STOP", "CANCEL")}


def in_round(
    way: Script, number: int, points: Sequence[str], inputs: int, fine: Sequence[str] = ()
) -> Iterator[Script]:
    """Every state in this round with up to so many inputs at these points, or with one of them at a ``fine`` one."""
    for state in _STATES:
        yield from _with_inputs(state, way, number, points, inputs)
        if fine:
            yield from _with_inputs(state, way, number, points, inputs, fine)


def _with_inputs(
    state: str, way: Script, number: int, points: Sequence[str], inputs: int, fine: Sequence[str] = ()
) -> Iterator[Script]:
    """One state, reached in a round in one way, with up to so many inputs."""
    reach = _STATES[state]
    reached = (*way, *(Step("A", number, point, signal) for point, signal in reach))
    begin = reach[-1][0] if reach else ""
    later = _points_of(state, fine or points, begin)
    # Beside an input at any point the other one comes in the middle of the iteration or of the pause, or at once.
    usual = {*SPARSE, *later[:1]} if fine else frozenset(later)
    # With few points, two inputs of which the first leads to another state are that state with one input.
    leading = _LEADING.get(state, ()) if points == SPARSE and not fine else ()
    for count in range(inputs + 1):
        for script in extend(reached, number, later, count, usual):
            if count < 2 or script[len(reached)].signal not in leading:
                yield script


#: The states of an iteration, and of a chain that has ended.
_OF_ITERATIONS = ("running", "pausing", "stopping", "ended")


def far_out(number: int) -> Iterator[Script]:
    """Every state in a round far out with one input, each state reached in one way.

    A long way is dear, as every round of it is run: a hundred times as dear as a short one. What counts pauses shows
    in a pause, and what counts iterations in an iteration; the plain state is tried after both.
    """
    plain, pausing = ways(number)
    for state in _STATES:
        yield from _with_inputs(state, plain if state in _OF_ITERATIONS else pausing, number, SPARSE, 1)
    yield from _with_inputs("running", pausing, number, SPARSE, 1)


def _points_of(state: str, points: Sequence[str], begin: str) -> list[str]:
    """The points at which a state can still get an input, ``begin`` being where it was reached."""
    if state == "ended":
        return ["+3"]
    of_pause = [point for point in points if point.startswith("+")]
    if state in ("running", "pausing", "stopping"):
        order = ["c", *(point for point in points if point != "c")] if begin else list(points)
        return [point for point in order if state != "stopping" or not point.startswith("+")]
    return of_pause


def extend(script: Script, number: int, points: Sequence[str], more: int, usual: Collection[str]) -> Iterator[Script]:
    """The script with so many more inputs at these points of the round, in their order; one may come elsewhere."""
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
        later = points[index:] if point in usual else [p for p in points[index:] if p in usual]
        for signal in INPUTS:
            step = Step("A", number, point, signal)
            yield from extend((*script, step), number, later, more - 1, usual)


def _same_instant(one: str, other: str) -> bool:
    """Whether two points after an iteration's end belong to one instant, turns apart at most."""
    ends = [point.partition("s")[0] for point in (one, other)]
    return ends[0] == ends[1] and not (one in "cwlf" and other in "cwlf")


def _in_a_standing_pause(script: Script) -> bool:
    """Whether the latest input comes in the middle of a pause, where a cancellation finds the pause's task waiting."""
    *before, latest = script
    return latest.point in _MIDDLES and not any(step.point == latest.point for step in before[-1:])


def _may_pause(script: Script, number: int) -> bool:
    """Whether a pause after this round's iteration is possible after these signals."""
    wishes = [step for step in script if step.signal in ("PAUSE", "CONTINUE") and step.iteration == number]
    in_pause = any(step.point.startswith("+") for step in wishes)
    return bool(wishes) and (in_pause or wishes[-1].signal == "PAUSE" or wishes[-1].point.startswith("s"))
