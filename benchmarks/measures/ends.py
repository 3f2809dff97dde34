"""Measure: the start and the end of very many loops, and what they leave behind."""

from __future__ import annotations

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Section, at_most, figure
from benchmarks.harness.processes import Job, Setting, interleaved
from benchmarks.harness.progress import Progress


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Start and end loops, twice in one process."""
    section = Section(
        "ends",
        f"Starting and ending {effort.started:,} loops",
        "Twice in one process, ended by STOP and then by CANCEL; what is left is counted after a garbage collection.",
        ("what", "measured"),
    )
    jobs = [Job("TaskLoop", "groups.ends", {"loops": effort.started})]
    for values in interleaved(jobs, Setting(), effort.rounds, progress).values():
        for what, key, unit, wanted in (
            ("start, CPU time for each", "start", "µs", None),
            ("end, CPU time for each", "end", "µs", None),
            ("tasks left", "tasks", "", at_most(0)),
            ("chains left in the registry", "chains", "", at_most(0)),
            ("TaskLoop objects left", "objects", "", at_most(0)),
            ("memory grown by the second time, each loop", "bytes", "bytes", at_most(64)),
        ):
            scale = effort.started if key == "bytes" else 1
            section.rows.append((what, [figure([max(0.0, each[key]) / scale for each in values], unit, wanted)]))
    return [section]
