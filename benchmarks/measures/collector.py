"""Measure: what the garbage collector takes of many loops, and what a larger threshold gives back."""

from __future__ import annotations

from benchmarks.harness.alternation import alternating, ratio, speed
from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Figure, Section
from benchmarks.harness.processes import Job
from benchmarks.harness.progress import Progress
from benchmarks.measures.throughput import OURS, settings

#: What is given to ``gc.set_threshold``.
THRESHOLDS = (10_000, 100_000)


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Run the reference with the most loops, with Python's own threshold and with larger ones."""
    loops = effort.many
    section = Section(
        "collector",
        f"The garbage collector's share, {loops:,} loops",
        "Iterations per CPU second of `TaskLoop` with a larger first threshold of the garbage collector, divided by"
        " those with Python's own in the same round.",
        ("Python, loop", f"{OURS}, 1/s", *(f"gc.set_threshold({threshold:_})" for threshold in THRESHOLDS)),
    )
    size = {"peer": "taskloop", "loops": loops, "seconds": effort.slice_seconds}
    jobs = [Job(OURS, "throughput.throughput", size)] + [
        Job(f"{threshold:,}", "throughput.throughput", {**size, "threshold": threshold}) for threshold in THRESHOLDS
    ]
    for setting in settings(effort, progress):
        speeds = alternating(jobs, setting, effort.rounds, effort.slices, progress)
        cells: list[Figure | str] = ["absent"] * len(jobs)
        if OURS in speeds:
            cells[0] = speed(speeds[OURS])
            for place, job in enumerate(jobs[1:], start=1):
                if job.label in speeds:
                    cells[place] = ratio(speeds[job.label], speeds[OURS])
        section.rows.append((str(setting), cells))
    return [section]
