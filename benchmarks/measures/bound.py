"""Measure: what each depth of the suite covers, and the processor time of the whole command."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from benchmarks.harness.effort import Effort
from benchmarks.harness.figures import Figure, Section, at_most, figure
from benchmarks.harness.progress import Progress
from benchmarks.harness.suite_runs import run_suite

#: The numbers in the words in which a report says what it covers.
_BOUND = re.compile(
    r"within (?P<rounds>\d+) rounds and (?P<inputs>\d+) inputs in one of them"
    r"(?:, one input in the next \d+ after a pause in each)?(?:, one input in round (?P<far>[^;]+))?"
    r"; (?P<combinations>\d+) combinations of values"
)
#: So many processor seconds a run may take.
_WANTED = {"--quick": at_most(8), "": at_most(25)}


class Bound(NamedTuple):
    """What a run covers: rounds, inputs in one of them, rounds far out (as text), combinations of values."""

    rounds: int
    inputs: int
    far: str
    combinations: int


def bound_in(explored: dict[str, Any]) -> Bound:
    """Read the bound of a report's ``explored``; ValueError when its words are others."""
    found = _BOUND.search(explored["bound"])
    if found is None:
        raise ValueError(f"no rounds, inputs and combinations in {explored['bound']!r}")
    return Bound(int(found["rounds"]), int(found["inputs"]), found["far"] or "", int(found["combinations"]))


def measure(effort: Effort, progress: Progress) -> list[Section]:
    """Run the whole command once with each depth."""
    section = Section(
        "bound",
        "The bound for a processor second",
        "`taskloop-conformance run tasktools.taskloop -j 1`, with and without an option, once each: how much a run"
        " covers, and the processor seconds of the whole command with its worker. The numbers are those of its report:"
        " every deviation that shows within so many rounds and so many inputs in one of them, or with one input in a"
        " round far out.",
        (
            "run",
            "rounds",
            "far out",
            "inputs",
            "value combinations",
            "histories",
            "processor seconds",
            "histories a second",
        ),
    )
    for option in effort.bounds:
        name = option or "(default)"
        progress.show(f"the whole suite, {name}")
        try:
            run = run_suite(1, option)
        except RuntimeError as error:
            progress.note(f"left out: the bound of {name}: {error}")
            continue
        bound, histories = bound_in(run.explored), run.explored["histories"]
        cells: list[Figure | str] = [str(bound.rounds), bound.far or "none", str(bound.inputs)]
        cells += [f"{bound.combinations:,}", f"{histories:,}"]
        cells += [figure([run.processor], "s", _WANTED.get(option)), figure([histories / run.processor], "1/s")]
        section.rows.append((name, cells))
    return [section]
