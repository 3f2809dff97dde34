"""Measure: memory of idle loops, and over many iterations."""

from __future__ import annotations

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Figure, Section, at_most, figure, ratio
from benchmarks.harness.processes import Job, Setting, interleaved
from benchmarks.harness.progress import Progress
from benchmarks.measures.throughput import PEERS

KIB = 1024.0
#: So many loops share the iterations of the long run.
LONG_RUN_LOOPS = 100


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Measure idle loops of every peer, then a long run of the reference."""
    return [_idle(effort, progress), _flat(effort, progress)]


def _idle(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "memory",
        f"Memory per idle loop, {effort.idle:,} loops",
        "Resident memory of a process for each loop that sleeps in its second iteration.",
        ("peer", "KiB", "against the chain by hand"),
    )
    jobs = [
        Job(peer.column, "memory.idle", {"peer": peer.starter, "loops": effort.idle}, peer.published)
        for peer in PEERS
        if not peer.eager
    ]
    sizes = {
        name: [each["bytes"] / KIB for each in figures]
        for name, figures in interleaved(jobs, Setting(), effort.rounds, progress).items()
    }
    for name, values in sizes.items():
        share: Figure | str = "absent"
        if "chain by hand" in sizes:
            share = ratio(values, sizes["chain by hand"], at_most(1.3) if name == "TaskLoop" else None)
        section.rows.append((name, [figure(values, "KiB"), share]))
    return section


def _flat(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "flat memory",
        f"Growth over {effort.iterations:,} iterations",
        f"By how much resident memory grows in the last nine tenths of them, {LONG_RUN_LOOPS} loops.",
        ("peer", "KiB"),
    )
    jobs = [
        Job(name, "memory.flat", {"peer": peer, "loops": LONG_RUN_LOOPS, "iterations": effort.iterations})
        for name, peer in (("renew", "renew"), ("TaskLoop", "taskloop"))
    ]
    for name, figures in interleaved(jobs, Setting(), 1, progress).items():
        grown = [max(0.0, each["bytes"] / KIB) for each in figures]
        section.rows.append((name, [figure(grown, "KiB", at_most(256))]))
    return section
