"""Measure: iterations per CPU second, as a ratio to the floor and to the peers."""

from __future__ import annotations

from benchmarks.effort import Effort
from benchmarks.environments import OWN, Absent, newest_python
from benchmarks.figures import Figure, Section, Wanted, at_least, figure, ratio
from benchmarks.processes import Job, Setting, interleaved
from benchmarks.progress import Progress

#: Column, starter, and whether the published package runs it.
PEERS = (
    ("bare", "bare", False),
    ("chain by hand", "chain", False),
    ("+ mask, name, control", "controlled", False),
    ("1.2.0 renew", "renew", True),
    ("1.2.0 TaskLoop", "taskloop", True),
    ("renew", "renew", False),
    ("TaskLoop", "taskloop", False),
)


def settings(effort: Effort, progress: Progress) -> list[Setting]:
    """Every interpreter and event loop that is measured; what is absent is noted."""
    pythons = [OWN]
    if effort.both_pythons:
        try:
            pythons.append(newest_python())
        except Absent as absent:
            progress.note(f"left out: a newer Python: {absent}")
    return [
        Setting(python, loop) for python in pythons for loop in (["stock", "uvloop"] if effort.uvloop else ["stock"])
    ]


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Run all peers in every setting with every number of loops."""
    floor = Section(
        "throughput",
        "Iterations per CPU second, as a share of the bare loop",
        "Each loop awaits `asyncio.sleep(0)` and goes on with the payload `([], {})`. 1 would be as fast as a single"
        " task with `while True`; every chain pays for a new task each iteration.",
        ("Python, loop, loops", "bare, 1/s", *(column for column, _, _ in PEERS[1:])),
    )
    wanted = Section(
        "throughput wanted",
        "TaskLoop against its peers",
        "Iterations per CPU second of the reference's `TaskLoop`, divided by the peer's in the same round.",
        ("Python, loop, loops", "chain by hand with mask, name, control", "1.2.0 TaskLoop", "1.2.0 renew"),
    )
    for setting in settings(effort, progress):
        for loops in effort.loops:
            jobs = [
                Job(
                    column,
                    "throughput.throughput",
                    {"peer": peer, "loops": loops, "seconds": effort.cpu_seconds},
                    published,
                )
                for column, peer, published in PEERS
            ]
            results = interleaved(jobs, setting, effort.rounds, progress)
            rates = {label: [each["per_second"] for each in figures] for label, figures in results.items()}
            label = f"{setting}, {loops:,}"
            cells: list[Figure | str] = [figure(rates["bare"]) if "bare" in rates else "absent"]
            cells += [_ratio(rates, column, "bare") for column, _, _ in PEERS[1:]]
            floor.rows.append((label, cells))
            times = {1: at_least(1.6), 1_000: at_least(2.0)}.get(loops)
            wanted.rows.append(
                (
                    label,
                    [
                        _ratio(rates, "TaskLoop", "+ mask, name, control", at_least(1.0)),
                        _ratio(rates, "TaskLoop", "1.2.0 TaskLoop", times),
                        _ratio(rates, "TaskLoop", "1.2.0 renew"),
                    ],
                )
            )
    return [floor, wanted]


def _ratio(rates: dict[str, list[float]], over: str, under: str, wanted: Wanted | None = None) -> Figure | str:
    if over not in rates or under not in rates:
        return "absent"
    return ratio(rates[over], rates[under], wanted)
