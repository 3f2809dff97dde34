"""Measure: signals during a pause, and what paused loops cost."""

from __future__ import annotations

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Figure, Section, Wanted, at_most, figure, percentile
from benchmarks.harness.processes import Job, Setting, interleaved
from benchmarks.harness.progress import Progress

IMPLEMENTATIONS = (("TaskLoop", False), ("1.2.0 TaskLoop", True))


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Measure one loop's answer to CONTINUE and STOP, then a crowd of paused loops."""
    return [_latency(effort, progress), _crowd(effort, progress)]


def _latency(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "pause",
        "From a signal during a pause to its effect",
        "Wall time on a loop with nothing else to do: from CONTINUE to the first line of the user coroutine, from STOP"
        " until no task of the chain is left. The published loop polls once in time_pause.",
        ("signal, time_pause", "TaskLoop median", "TaskLoop 99th", "1.2.0 median", "1.2.0 99th"),
    )
    for signal, do in (("CONTINUE", "pauses.resumes"), ("STOP", "pauses.stops")):
        for time_pause in effort.pauses:
            jobs = [
                Job(name, do, {"time_pause": time_pause, "samples": _samples(effort, time_pause, published)}, published)
                for name, published in IMPLEMENTATIONS
                if _samples(effort, time_pause, published)
            ]
            figures = interleaved(jobs, Setting(), 1, progress)
            cells: list[Figure | str] = []
            for name, published in IMPLEMENTATIONS:
                milliseconds = [second * 1e3 for second in (figures.get(name) or [[]])[0]]
                cells.append(_percentile(milliseconds, 50))
                cells.append(_percentile(milliseconds, 99, None if published else at_most(1.0)))
            section.rows.append((f"{signal}, {time_pause:g} s", cells))
    return section


def _samples(effort: Effort, time_pause: float, published: bool) -> int:
    """How many samples: fewer of an implementation that takes a whole pause for each, none of long pauses."""
    if not published:
        return effort.samples
    return max(3, effort.samples // 5) if time_pause <= 0.1 else 0


def _percentile(values: list[float], percent: float, wanted: Wanted | None = None) -> Figure | str:
    if not values:
        return "not run"
    value = percentile(values, percent)
    return Figure(value, value, value, "ms", wanted)


def _crowd(effort: Effort, progress: Progress) -> Section:
    section = Section(
        "crowd",
        f"{effort.paused:,} paused loops",
        f"Share of one core while all are paused (time_pause 0.1 s, watched for {effort.watch:g} s); then all are"
        " resumed at once: wall time until every user coroutine was called.",
        ("implementation", "share of a core", "resuming all", "CPU time of that"),
    )
    arguments = {"loops": effort.paused, "watch": effort.watch}
    jobs = [Job(name, "pauses.crowd", arguments, published) for name, published in IMPLEMENTATIONS]
    for name, figures in interleaved(jobs, Setting(), effort.rounds, progress).items():
        ours = name == "TaskLoop"
        section.rows.append(
            (
                name,
                [
                    figure([each["share"] * 100 for each in figures], "%", at_most(2.0) if ours else None),
                    figure([each["resume_seconds"] for each in figures], "s", at_most(0.2) if ours else None),
                    figure([each["resume_cpu"] for each in figures], "s"),
                ],
            )
        )
    return section
