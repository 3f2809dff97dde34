"""Every measure by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks import measure_throughput
from benchmarks.effort import Effort
from benchmarks.figures import Section
from benchmarks.progress import Progress


@dataclass(frozen=True)
class Measure:
    """One measure: its name on the command line, what it tells, and the function that runs it."""

    name: str
    tells: str
    run: Callable[[Effort, Progress], list[Section]]


MEASURES = (
    Measure("throughput", "iterations per CPU second, all peers, loops and Pythons", measure_throughput.measure),
)
