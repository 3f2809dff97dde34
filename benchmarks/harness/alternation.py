"""Peers that take turns: a child process for each, all started at once, of which one runs at a time for a moment.

Where the speed of a machine changes from one second to the next, a ratio is worth something only between slices that
lie side by side. All slices of a round count together: with many loops not every one meets the garbage collector.
"""

from __future__ import annotations

import json
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO

from benchmarks.harness.environments import Absent
from benchmarks.harness.figures import Figure, Wanted, figure
from benchmarks.harness.processes import Job, Setting, command_of, last_line
from benchmarks.harness.progress import Progress

#: So many slices there are in a round, however long they take: with fewer, one run of the garbage collector more or
#: less would move the ratio of two peers with many loops by a tenth.
FEWEST = 6
#: A peer that is silent for so many seconds in its slice has hung.
DEADLINE = 120.0
#: A round of so many seconds ends, however many slices were asked for.
ROUND = 15.0

#: What may keep a peer from running here.
FAILURES = (Absent, RuntimeError, OSError)

#: What one peer did: for each round the iterations and the seconds of each of its slices.
Slices = Sequence[Sequence[tuple[int, float]]]


class Child:
    """One peer's process, which runs for a slice each time that it is asked; it waits in between."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self.process = process
        self.errors = errors

    @classmethod
    @contextmanager
    def started(cls, job: Job, setting: Setting, say: Callable[[str], None]) -> Iterator[Child]:
        """Start a job's process and end it afterwards; Absent or OSError when it can't be started."""
        command, environment = command_of(job, setting, say)
        pipe = subprocess.PIPE
        # Errors go to a file: a pipe that nobody reads would stop a peer that says much.
        with (
            tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
            subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True, env=environment) as process,
        ):
            try:
                yield cls(process, errors)
            finally:
                process.kill()
                # Closes the pipes also where the process has ended before it read what was asked.
                process.communicate()

    def ask(self) -> tuple[int, float]:
        """Let it run for one slice, and give the iterations and the seconds; RuntimeError when it fails or hangs."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        if not select.select([self.process.stdout], [], [], DEADLINE)[0]:
            raise RuntimeError(f"nothing came within {DEADLINE:g} s")
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            raise RuntimeError(last_line(self.errors.read()) or "it ended without a word")
        iterations, seconds = json.loads(line)
        return iterations, seconds


def alternating(
    jobs: Iterable[Job], setting: Setting, rounds: int, slices: int, progress: Progress
) -> dict[str, list[list[tuple[int, float]]]]:
    """Let all jobs take turns in so many rounds of slices, with fresh processes in each round.

    Gives for each label its slices, a list a round. A job that can't run here is left out, and the progress notes
    why.
    """
    jobs = list(jobs)
    figures: dict[str, list[list[tuple[int, float]]]] = {job.label: [] for job in jobs}
    for turn in range(rounds):
        progress.show(f"{setting}: round {turn + 1} of {rounds}, {len(figures)} peers take turns")
        for label, found in _round([job for job in jobs if job.label in figures], setting, slices, progress).items():
            if found is None:
                del figures[label]
            else:
                figures[label].append(found)
    return figures


def _round(
    jobs: list[Job], setting: Setting, slices: int, progress: Progress
) -> dict[str, list[tuple[int, float]] | None]:
    """One round; None for a job that failed."""
    figures: dict[str, list[tuple[int, float]]] = {}
    children: dict[str, Child] = {}

    def failed(label: str, error: Exception) -> None:
        figures.pop(label, None)
        children.pop(label, None)
        progress.note(f"left out: {label} on {setting}: {error}")

    with ExitStack() as stack:
        for job in jobs:
            try:
                child = stack.enter_context(Child.started(job, setting, progress.say))
                child.ask()
            except FAILURES as error:
                failed(job.label, error)
            else:
                children[job.label], figures[job.label] = child, []
        began = time.monotonic()
        for number in range(slices):
            if number >= FEWEST and time.monotonic() - began > ROUND:
                break
            # There and back: nobody is always the first, nor always behind the same neighbour.
            for label in list(children)[:: -1 if number % 2 else 1]:
                try:
                    figures[label].append(children[label].ask())
                except FAILURES as error:
                    failed(label, error)
    return {job.label: figures.get(job.label) for job in jobs}


def speed(slices: Slices) -> Figure:
    """Iterations per second: the median of the rounds."""
    return figure(_speeds(slices))


def ratio(over: Slices, under: Slices, wanted: Wanted | None = None) -> Figure:
    """The median of the rounds' ratios: slices that lay side by side met the same load."""
    return figure([mine / theirs for mine, theirs in zip(_speeds(over), _speeds(under), strict=True)], "x", wanted)


def _speeds(slices: Slices) -> list[float]:
    """Of each round: all its iterations over all its seconds, since not every slice meets the garbage collector."""
    return [sum(count for count, _ in each) / sum(seconds for _, seconds in each) for each in slices]
