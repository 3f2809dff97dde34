"""Measure: what a user would take instead of a chain, beside `TaskLoop`."""

from __future__ import annotations

from typing import NamedTuple

from benchmarks.harness.alternation import alternating
from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Figure, Section, figure, ratio
from benchmarks.harness.processes import Job, Setting, interleaved
from benchmarks.harness.progress import Progress
from benchmarks.measures.memory import KIB
from benchmarks.measures.throughput import OURS, ratio_or_absent, settings, speed_or_absent


class Instead(NamedTuple):
    """A column: its name, who runs in it, where that comes from, and whether it is fast enough for very many loops."""

    column: str
    starter: str
    libraries: bool = False
    published: bool = False
    very_many: bool = True

    def job(self, do: str, **arguments: object) -> Job:
        """Its child's work."""
        return Job(self.column, do, {"peer": self.starter, **arguments}, self.published, self.libraries)


#: With a hundred thousand loops one iteration of all of them takes some of these several seconds.
INSTEAD = (
    Instead("while True, Event", "event"),
    Instead("TaskGroup of these", "TaskGroup"),
    Instead("discord.ext.tasks", "ext.tasks", libraries=True),
    Instead("LoopingCall", "LoopingCall", libraries=True, very_many=False),
    Instead("aiojobs", "aiojobs", libraries=True, very_many=False),
    Instead("1.2.0 TaskLoop", "taskloop", published=True, very_many=False),
)
REFERENCE = Instead(OURS, "taskloop")


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Let all take turns in every setting; then measure the memory of idle loops."""
    return [_speed(effort, progress), _memory(effort, progress)]


def _speed(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "instead",
        "What you would take instead: speed",
        "Iterations per CPU second, divided by those of `TaskLoop` in the same round: above 1 is faster than it. The"
        " same coroutine is awaited again and again, without a time in between. Only 1.2.0 hands a payload on, too.",
        ("Python, loop, loops", f"{OURS}, 1/s", *(peer.column for peer in INSTEAD)),
    )
    # Twisted's asyncio reactor is for asyncio's own event loop, and so all are compared there.
    for setting in (each for each in settings(effort, progress) if each.loop == "stock"):
        for loops in effort.loops:
            jobs = [
                peer.job("throughput.throughput", loops=loops, seconds=effort.slice_seconds)
                for peer in (REFERENCE, *INSTEAD)
            ]
            speeds = alternating(jobs, setting, effort.rounds, effort.slices, progress)
            cells = [speed_or_absent(speeds, OURS)]
            cells += [ratio_or_absent(speeds, peer.column, OURS) for peer in INSTEAD]
            section.rows.append((f"{setting}, {loops:,}", cells))
    return section


def _memory(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "instead memory",
        f"What you would take instead: memory, {effort.paused:,} loops",
        "Resident memory of a process for each loop that sleeps in its second iteration.",
        ("peer", "KiB", "against TaskLoop"),
    )
    jobs = [peer.job("memory.idle", loops=effort.paused) for peer in (REFERENCE, *INSTEAD)]
    sizes = {
        name: [each["bytes"] / KIB for each in figures]
        for name, figures in interleaved(jobs, Setting(), effort.rounds, progress).items()
    }
    for name, values in sizes.items():
        share: Figure | str = ratio(values, sizes[OURS]) if OURS in sizes else "absent"
        section.rows.append((name, [figure(values, "KiB"), share]))
    return section
