"""Measure: the instructions of an iteration, where something counts them."""

from __future__ import annotations

import subprocess

from benchmarks.harness.callgrind import instructions
from benchmarks.harness.effort import Effort
from benchmarks.harness.environments import Absent
from benchmarks.harness.figures import Figure, Section, at_least, figure
from benchmarks.harness.processes import Setting
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
    runs = [
        {"peer": peer, "loops": loops, "iterations": iterations}
        for _, peer in COUNTED
        for loops, *lengths in effort.counted
        for iterations in lengths
    ]
    progress.show(f"{len(runs)} runs of {len(COUNTED)} peers")
    try:
        counts = iter(instructions(runs, setting, progress.say))
    except (Absent, RuntimeError, subprocess.TimeoutExpired) as error:
        progress.note(f"left out: instructions: {error}")
        section.notes.append(f"not counted: {error}")
        return [section]
    each = {
        (name, loops): (-next(counts) + next(counts)) / (more - fewer)
        for name, _ in COUNTED
        for loops, fewer, more in effort.counted
    }
    for name, _ in COUNTED:
        cells: list[Figure | str] = []
        for loops, _, _ in effort.counted:
            cells.append(figure([each[name, loops]]))
            wanted = at_least(1.0) if name == RULED else None
            cells.append(figure([each[name, loops] / each[OURS, loops]], "x", wanted))
        section.rows.append((name, cells))
    return [section]
