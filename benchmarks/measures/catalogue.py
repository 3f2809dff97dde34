"""Every measure by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Section
from benchmarks.harness.progress import Progress
from benchmarks.measures import (
    bound,
    collector,
    ends,
    groups,
    instead,
    instructions,
    many,
    memory,
    pauses,
    suite,
    throughput,
)


@dataclass(frozen=True)
class Measure:
    """One measure: its name on the command line, what it tells, and the function that runs it."""

    name: str
    tells: str
    run: Callable[[Effort, Progress], list[Section]]


MEASURES = (
    Measure(
        "throughput", "iterations per CPU second: all peers, event loops, Pythons, numbers of loops", throughput.measure
    ),
    Measure("instead", "speed and memory of what a user would take instead: asyncio, other libraries", instead.measure),
    Measure("many", "iterations per CPU second of a hundred thousand loops, fewer peers", many.measure),
    Measure(
        "instructions", "instructions of an iteration, TaskLoop and the peers by hand (valgrind)", instructions.measure
    ),
    Measure("collector", "what the garbage collector takes of many loops", collector.measure),
    Measure("memory", "memory of each idle loop, and growth over millions of iterations", memory.measure),
    Measure("pause", "CONTINUE and STOP during a pause; what ten thousand paused loops cost", pauses.measure),
    Measure("group", "a signal to a group, as the group grows", groups.measure),
    Measure("ends", "starting and ending a hundred thousand loops, and what is left", ends.measure),
    Measure("suite", "the suite's histories per second, and what a second worker brings", suite.measure),
    Measure("bound", "what each depth of the suite covers, and its processor seconds", bound.measure),
)
