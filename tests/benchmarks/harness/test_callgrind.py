"""Counting instructions, with a program in valgrind's place that makes up what it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness.callgrind import instructions
from benchmarks.harness.environments import Absent
from benchmarks.harness.processes import Setting
from tests.benchmarks.counter import a_counter

RUNS = [{"peer": "bare", "loops": 1, "iterations": iterations} for iterations in (10, 30)]


def test_the_counts_of_the_runs_are_read_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What callgrind says that it collected in each process is the figure; that of the first one is no run's."""
    a_counter(tmp_path, monkeypatch)
    assert [1_070, 1_210] == instructions(RUNS, Setting(), print)


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("print('==1== ERROR', file=sys.stderr); sys.exit('it is broken')", "it is broken"),
        ("print('[100, 101]'); print('==100== Collected : 5', file=sys.stderr)", "valgrind didn't say what it counted"),
    ],
)
def test_a_count_that_fails_has_a_reason(does: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line that isn't valgrind's own, or that a run has no count."""
    a_counter(tmp_path, monkeypatch, does)
    with pytest.raises(RuntimeError, match=f"^{Setting()}: {says}$"):
        instructions(RUNS, Setting(), print)


def test_without_valgrind_there_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lacks it gets a word, not a traceback."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Absent, match="valgrind isn't on the PATH"):
        instructions(RUNS, Setting(), print)
