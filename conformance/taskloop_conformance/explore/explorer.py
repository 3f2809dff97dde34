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
* a pair comes at one point of each segment, which stands for the others: the points of a segment differ in what the
  event loop is about, and what an implementation does wrong there doesn't take two of them. Where one input of a pair
  comes at any point whatever, the other one comes in the middle of the iteration or of the pause, or at once;
* what the event loop is about doesn't depend on how many rounds there were, so that later rounds have fewer points: the
  second one of each segment, the others one in the iteration and one in the pause;
* nor does it depend on both the number and the way to a round: pairs come in rounds that were reached in one way, and
  in the next round in the other one, and every single input in both; a round far out is dear, and each state is reached
  there in one way.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..model.history import SIGNALS
from ..record.scenario import Scenario, Step
from .rounds import INPUTS, SPARSE, Script, coarse_points, detailed_points, extend, far_out, in_round, ways
from .turns import USUAL, Turns
from .void_scripts import void_scripts

#: The behaviours of the chains, and the script.
_Combination = tuple[tuple[str, ...], tuple[Step, ...]]


@dataclass(frozen=True)
class Depth:
    """How far to explore.

    ``rounds``: in each of so many rounds every state meets every input and every ``inputs`` of them together;
    ``detailed``: in the first so many rounds one of them at every point, in the first ``coarse`` at one of each
    segment; ``both``: so many rounds are reached in both ways before several inputs; ``far``: rounds far out, in which
    every state meets every input; ``single``: so many rounds after those have one input only, and are reached through
    pauses; ``others``: so many inputs for coroutines that never suspend or handle a cancellation, and over two chains.
    """

    rounds: int
    detailed: int
    coarse: int
    far: tuple[int, ...]
    inputs: int = 2
    others: int = 2
    single: int = 0
    both: int = 1

    @property
    def few(self) -> bool:
        """Whether it is a first answer, which leaves out what another one stands for."""
        return not self.detailed

    def points(self, number: int, turns: Turns) -> tuple[Sequence[str], Sequence[str]]:
        """The points of a round at which inputs come, and those at which one of them may come."""
        if self.inputs > 2 and number <= self.coarse:
            return (detailed_points(turns) if number <= self.detailed else coarse_points(turns)), ()
        if number <= self.detailed:
            return coarse_points(turns), detailed_points(turns)
        if self.few and number <= self.coarse:
            return [point for point in coarse_points(turns) if point != "f"], ()  # what comes inside fargs comes alone
        return SPARSE, (coarse_points(turns) if number <= self.coarse else ())

    def ways(self, number: int) -> list[Script]:
        """The ways in which a round is reached before several inputs."""
        every = ways(number)
        return every if number <= self.both else [every[number % 2]]

    def __str__(self) -> str:
        far = f", one input in round {' and '.join(map(str, self.far))}" if self.far else ""
        then = f", one input in the next {self.single} after a pause in each" if self.single else ""
        within = f"{self.rounds} rounds and {self.inputs} inputs in one of them"
        return f"every deviation that shows within {within}{then}{far}"


DEPTHS = {
    # A first answer: half the rounds, two of them with one input, and fewer points.
    "quick": Depth(rounds=2, detailed=0, coarse=1, far=(), others=1, single=2),
    # Eight: an implementation that counts (a cache of a few, a limit of retries) is beyond its count by then, and the
    # sixty-fourth round is beyond the usual size of a ring buffer.
    "default": Depth(rounds=8, detailed=1, coarse=2, far=(64,)),
    "thorough": Depth(rounds=12, detailed=2, coarse=8, far=(64, 130), inputs=3, others=3, both=12),
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
    yield from void_scripts(depth.far, few=depth.few, look=turns.look)
    yield from _other_behaviours(depth, turns)
    yield from _failing(depth)
    yield from _two_chains(depth)


# One chain that waits


def _one_chain(depth: Depth, turns: Turns) -> Iterator[Script]:
    # With the fewest points, too, each gap of one round: what decides late may lose what comes in one gap alone.
    yield from in_round((), 1, detailed_points(turns), 1)
    for way in ways(2):
        yield from in_round(way, 2, coarse_points(turns), 1)
    for number in range(1, depth.rounds + 1):
        points, fine = depth.points(number, turns)
        for way in ways(number):
            inputs = depth.inputs if way in depth.ways(number) else 1
            yield from in_round(way, number, points, inputs, fine)
    for number in range(depth.rounds + 1, depth.rounds + depth.single + 1):
        # Through pauses only: an implementation that counts its iterations, or its pauses, has counted to the same.
        yield from in_round(ways(number)[-1], number, SPARSE, 1)
    for number in depth.far:
        yield from far_out(number)


# Other coroutines


def _other_behaviours(depth: Depth, turns: Turns) -> Iterator[_Combination]:
    """Coroutines that never suspend, and those that do something about a cancellation."""
    for behaviour in ("ready", "turn"):
        for number in (1, 2):
            for way in ways(number)[: 1 if depth.few else 2]:
                every = ["c", *(point for point in coarse_points(turns) if behaviour == "turn" or point != "w")]
                points = [point for point in every if point in ("c", *SPARSE)]
                if depth.few and number > 1:
                    every = points  # each turn has had its inputs in the first round
                pairs = in_round(way, number, points, depth.others) if number == 1 else ()
                for script in itertools.chain(in_round(way, number, every, 1), pairs):
                    if behaviour == "turn" or not any(step.point == "w" for step in script):
                        yield (behaviour,), script
                    else:  # what never waits gets its signals as it begins
                        yield (behaviour,), tuple(s._replace(point="c") if s.point == "w" else s for s in script)
    for behaviour, number in itertools.product(("swallow", "clean"), (1, 2)):
        for script in in_round((), number, ("c", "w", "l", "s1", "+0.5"), depth.others if number == 1 else 1):
            if any(step.signal in ("CANCEL", "KILL") and step.point in ("c", "w") for step in script):
                yield (behaviour,), script
    for number in range(depth.detailed + 1):
        for point, signal in itertools.product(("s0", *(f"s{turn}" for turn in range(1, turns.start + 1))), INPUTS):
            if number == 0 and signal != "KILL":
                first = Step("A", 0, point, signal)
                yield ("wait",), (first,)
                yield from ((("wait",), (first, Step("A", 1, "w", other))) for other in INPUTS)


def _failing(depth: Depth) -> Iterator[_Combination]:
    """An iteration that fails, in each round, with each input before or after it."""
    for kind in ("raise", "fargs-raise", "bad", "cancel-self", "raise-now"):
        rounds = (1, 2, 4) if depth.few else (*range(1, depth.rounds + 1), *depth.far)
        if kind == "raise-now":
            rounds = (2,)
        for number in rounds:
            behaviour = (f"{kind}@{number}",)
            for way in ways(number):
                yield behaviour, way
                points = (
                    ("c", "s1", "+0.5") if kind in ("raise-now", "cancel-self", "raise") else ("c", "f", "s1", "+0.5")
                )
                # A cancellation in the turn in which an error is to be reported may hit the task that reports it, also
                # where fargs gives it and then raises: a supervisor waits for the iteration's task.
                wanted = way in depth.ways(number) and number not in depth.far
                for point, signal in itertools.product(points, SIGNALS if wanted else ()):
                    if signal != "CANCEL" or point == "+0.5":
                        yield behaviour, (*way, Step("A", number, point, signal))


def _two_chains(depth: Depth) -> Iterator[_Combination]:
    """Two chains that share the signals between them, at least one each way round.

    Where the chains differ in what they do, one input tells whether they disturb each other.
    """
    yield from _both_paused()
    each: list[list[Script]] = [[()]]
    points = ("c", "w", "s1", "+0.5")
    for count in range(1, depth.others + 1):
        each.append(list(extend((), 1, points, count, points)))
    for behaviours in (("wait", "wait"), ("wait", "ready"), ("raise@2", "wait")):
        yield behaviours, ()
        alike = len(set(behaviours)) == 1
        for total in range(1, (depth.others if alike else depth.others - 1 or 1) + 1):
            # Several inputs of one chain alone are given to the first one: to the second they'd be the same again.
            for first in range(0 if total == 1 else 1, total + 1):
                for one, two in itertools.product(each[first], each[total - first]):
                    if not any(step.signal == "KILL" and step.point not in ("c", "w") for step in (*one, *two)):
                        yield behaviours, (*one, *(step._replace(chain="B") for step in two))


def _both_paused() -> Iterator[_Combination]:
    """Two chains pause at once, one is given a signal, and then the other one: pauses may share a clock, or a task.

    The pauses begin at different times where the coroutines wait, and in one instant where they take a turn.
    """
    for behaviour, one, two in (("wait", "A", "B"), ("wait", "B", "A"), ("turn", "A", "B"), ("turn", "B", "A")):
        for signal, then in itertools.product(SIGNALS, ("CONTINUE", "STOP", "CANCEL")):
            pauses = (Step("A", 1, "w", "PAUSE"), Step("B", 1, "w", "PAUSE"))
            yield (behaviour, behaviour), (*pauses, Step(one, 1, "+4.5", signal), Step(two, 1, "+8.5", then))


def contains(script: tuple[Step, ...], part: tuple[Step, ...]) -> bool:
    """Whether ``part`` is left of ``script`` when some signals are left out."""
    rest = iter(script)
    return all(step in rest for step in part)
