"""Measure: the suite's histories per CPU second, and what a second worker process brings."""

from __future__ import annotations

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Figure, Section, at_least, figure, ratio
from benchmarks.harness.processes import Job, Setting, interleaved
from benchmarks.harness.progress import Progress
from benchmarks.harness.suite_runs import run_suite


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Explore in one process, and run the whole suite with one and with two workers."""
    section = Section(
        "suite",
        "The suite",
        "Histories are recorded on the reference and judged, in one process, by CPU time; then the whole command, by"
        " wall time: what a second worker brings depends on whether a second core is free.",
        ("what", "measured"),
    )
    jobs = [Job("histories", "suite.histories", {"depth": effort.depth, "shards": effort.shards})]
    for values in interleaved(jobs, Setting(), effort.rounds, progress).values():
        wanted = figure([each["per_second"] for each in values], "1/s", at_least(3_000))
        section.rows.append(("histories per CPU second on one core", [wanted]))
    if effort.workers:
        section.rows.append(("speed of -j 2 against -j 1", [_two_workers(effort, progress)]))
    return [section]


def _two_workers(effort: Effort, progress: Progress) -> Figure | str:
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for turn in range(effort.rounds):
        for workers, passed in seconds.items():
            progress.show(f"the whole suite with -j {workers}, round {turn + 1} of {effort.rounds}")
            try:
                passed.append(run_suite(workers, effort.suite).wall)
            except RuntimeError as error:
                progress.note(f"left out: -j 2 against -j 1: {error}")
                return "absent"
    return ratio(seconds[1], seconds[2], at_least(1.7))
