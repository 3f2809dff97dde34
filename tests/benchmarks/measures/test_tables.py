"""Tables of peers, instructions and bounds, with tiny sizes and without anything that has to be installed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness import processes
from benchmarks.harness.effort import TINY
from benchmarks.harness.environments import Absent
from benchmarks.harness.figures import Figure, Section
from benchmarks.harness.processes import Setting
from benchmarks.harness.progress import Progress
from benchmarks.harness.suite_runs import SuiteRun
from benchmarks.measures import bound, instead, instructions, many, throughput
from taskloop_conformance.explore.bound import bound_of
from taskloop_conformance.explore.explorer import DEPTHS
from tests.benchmarks.counter import a_counter

ONE_LOOP = replace(TINY, loops=(1,), paused=500)


@pytest.fixture(name="offline")
def nothing_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise Absent("there is no network")

    monkeypatch.setattr(processes, "installed", refuse)
    monkeypatch.setattr(processes, "installed_peers", refuse)


def columns_of(section: Section, row: int = 0) -> dict[str, str]:
    """Of one row the kind of each cell: a word, or the kind of a figure with what was wanted."""
    kinds = [
        cell if isinstance(cell, str) else f"figure{cell.unit and f' {cell.unit}'}{' wanted' if cell.wanted else ''}"
        for cell in section.rows[row][1]
    ]
    return dict(zip(section.columns[1:], kinds, strict=True))


@pytest.mark.usefixtures("offline")
def test_libraries_that_are_absent_leave_the_others_in_the_table() -> None:
    """What needs no library is measured; the reason stands in the notes, once for each peer and table."""
    progress = Progress()
    speed, memory = instead.measure(ONE_LOOP, progress)
    measured = {"TaskLoop, 1/s": "figure", "while True, Event": "figure x", "TaskGroup of these": "figure x"}
    absent = {peer.column: "absent" for peer in instead.INSTEAD if peer.libraries or peer.published}
    assert measured | absent == columns_of(speed)
    assert ["TaskLoop", "while True, Event", "TaskGroup of these"] == [label for label, _ in memory.rows]
    assert {f"left out: {name} on {Setting()}: there is no network" for name in absent} == set(progress.notes)


@pytest.mark.usefixtures("offline")
def test_no_slower_than_the_chain_by_hand_with_all_rules_is_wanted() -> None:
    """It is the only bound of that table."""
    _, against = throughput.measure(ONE_LOOP, Progress())
    kinds = columns_of(against)
    assert ["by hand, all rules"] == [column for column, kind in kinds.items() if kind == "figure x wanted"]
    assert "figure x" == kinds["+ payload check"]


@pytest.mark.usefixtures("offline")
def test_with_very_many_loops_few_peers_are_measured() -> None:
    """The floor, the reference, and the chains by hand with all rules, which it is wanted to be no slower than."""
    chains, others = many.measure(TINY, Progress())
    hands = ("by hand, all rules", "by hand, and current()")
    shares = dict.fromkeys((*hands, "TaskLoop"), "figure x")
    wanted = {f"TaskLoop against {hand}": "figure x wanted" for hand in hands}
    assert {"bare, 1/s": "figure"} | shares | wanted == columns_of(chains)
    assert ["figure", "figure x", "figure x", "absent"] == list(columns_of(others).values())


def test_instructions_of_an_iteration_are_the_difference_of_two_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A counter that counts 7 for each iteration, beside any start, gives 7 for each peer."""
    a_counter(tmp_path, monkeypatch)
    (section,) = instructions.measure(TINY, Progress())
    assert {name for name, _ in instructions.COUNTED} == {label for label, _ in section.rows}
    values = {tuple(cell.value for cell in cells if isinstance(cell, Figure)) for _, cells in section.rows}
    assert {(7.0, 1.0)} == values


def test_without_a_counter_the_table_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The measure is absent, with the reason in the table's notes and in the run's."""
    monkeypatch.setenv("PATH", str(tmp_path))
    progress = Progress()
    (section,) = instructions.measure(TINY, progress)
    assert ([], ["not counted: valgrind isn't on the PATH"]) == (section.rows, section.notes)
    assert ["left out: instructions: valgrind isn't on the PATH"] == progress.notes


@pytest.mark.parametrize("depth", list(DEPTHS))
def test_the_numbers_of_a_bound_are_those_of_the_depth(depth: str) -> None:
    """The words of a report are read as they are written now."""
    words = bound_of("" if depth == "default" else depth, ["control", "functions"])
    read, expected = bound.bound_in({"bound": words}), DEPTHS[depth]
    far = " and ".join(map(str, expected.far))
    assert (expected.rounds, expected.inputs, far) == (read.rounds, read.inputs, read.far)
    assert f"{read.combinations} combinations" in words


def test_a_bound_in_other_words_is_no_bound() -> None:
    """A changed sentence is named rather than guessed at."""
    with pytest.raises(ValueError, match="something else"):
        bound.bound_in({"bound": "something else"})


def test_the_bound_table_has_a_row_for_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the report says and the processor time; a run that isn't conformant is left out and noted."""

    def run(workers: int, option: str) -> SuiteRun:
        if option:
            raise RuntimeError("not conformant")
        explored: dict[str, Any] = {"histories": 300, "bound": bound_of("", ["control"])}
        return SuiteRun(9.0, 3.0, explored)

    monkeypatch.setattr(bound, "run_suite", run)
    progress = Progress()
    (section,) = bound.measure(replace(TINY, bounds=("--quick", "")), progress)
    ((label, cells),) = section.rows
    assert ("(default)", ["8", "64", "2"], "300") == (label, cells[:3], cells[4])
    assert [3.0, 100.0] == [cell.value for cell in cells if isinstance(cell, Figure)]
    assert ["left out: the bound of --quick: not conformant"] == progress.notes
