"""Measure: a signal to a whole group, as the group grows."""

from __future__ import annotations

import math

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Section, at_most, figure
from benchmarks.harness.processes import Job, Setting, interleaved
from benchmarks.harness.progress import Progress


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Give PAUSE and CONTINUE to groups of several sizes."""
    section = Section(
        "group",
        "A signal to a group of N loops",
        "CPU time for each loop of the group; the exponent says how the whole signal grows with N: 1 is in proportion"
        " (what a larger group costs beyond it are the processor's caches).",
        ("loops", "each loop"),
    )
    jobs = [
        Job(f"{size:,}", "groups.signals", {"loops": size, "repeats": max(1, effort.signals // (2 * size))})
        for size in effort.groups
    ]
    costs = {
        name: [each["nanoseconds"] for each in figures]
        for name, figures in interleaved(jobs, Setting(), effort.rounds, progress).items()
    }
    section.rows += [(name, [figure(values, "ns")]) for name, values in costs.items()]
    small, large = (f"{size:,}" for size in (effort.groups[0], effort.groups[-1]))
    if small in costs and large in costs:
        scale = math.log(effort.groups[-1] / effort.groups[0])
        exponents = [1 + math.log(b / a) / scale for a, b in zip(costs[small], costs[large], strict=True)]
        section.rows.append((f"exponent, {small} to {large}", [figure(exponents, "", at_most(1.1))]))
    return [section]
