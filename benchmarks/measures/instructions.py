"""Measure: the instructions of an iteration, where something counts them."""

from __future__ import annotations

from benchmarks.harness.callgrind import instructions, valgrind
from benchmarks.harness.effort import Effort
from benchmarks.harness.environments import Absent
from benchmarks.harness.figures import Figure, Section, at_least, figure
from benchmarks.harness.processes import Job, Setting
from benchmarks.harness.progress import Progress
from benchmarks.measures.throughput import CHECKED, HAND, OURS, RULED

#: Who is counted, by the column and the starter: the reference first, then what hands write.
COUNTED = (
    (OURS, "taskloop"),
    (RULED, "ruled"),
    (CHECKED, "checked"),
    (HAND, "controlled"),
    ("chain by hand", "chain"),
    ("while True with an Event", "event"),
    ("bare", "bare"),
)


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Count two runs of different lengths for each peer: their difference holds iterations only."""
    setting = Setting()
    sizes = [f"{loops:,} loop{'s' if loops > 1 else ''}" for loops, _, _ in effort.counted]
    section = Section(
        "instructions",
        "Instructions of an iteration",
        f"Counted by valgrind's callgrind, Python and event loop {setting}: the difference of two runs of different"
        " lengths, divided by that of their iterations, so that the start is no part of it. Counted again it is the"
        " same number. Beside it stands how many times the instructions of `TaskLoop` that is.",
        ("peer", *(column for size in sizes for column in (size, f"{size}, against TaskLoop"))),
    )
    try:
        valgrind()
    except Absent as absent:
        progress.note(f"left out: instructions: {absent}")
        section.notes.append(f"not counted: {absent}")
        return [section]
    ours: dict[int, float] = {}
    for name, peer in COUNTED:
        cells: list[Figure | str] = []
        for loops, fewer, more in effort.counted:
            progress.show(f"{name}, {loops:,} loops")
            try:
                counts = [
                    instructions(_job(name, peer, loops, iterations), setting, progress.say)
                    for iterations in (fewer, more)
                ]
            except (Absent, RuntimeError) as error:
                progress.note(f"left out: instructions: {error}")
                cells += ["absent", "absent"]
                continue
            each = (counts[1] - counts[0]) / (more - fewer)
            if name == OURS:
                ours[loops] = each
            cells.append(figure([each]))
            wanted = at_least(1.0) if name == RULED else None
            cells.append(figure([each / ours[loops]], "x", wanted) if loops in ours else "absent")
        section.rows.append((name, cells))
    return [section]


def _job(name: str, peer: str, loops: int, iterations: int) -> Job:
    return Job(name, "instructions.iterate", {"peer": peer, "loops": loops, "iterations": iterations})
