"""Counting instructions, with a program in valgrind's place that makes up what it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness.callgrind import instructions, valgrind
from benchmarks.harness.environments import Absent
from benchmarks.harness.processes import Job, Setting
from tests.benchmarks.counter import a_counter

JOB = Job("a", "instructions.iterate", {"peer": "bare", "loops": 1, "iterations": 10})


def test_the_count_of_the_whole_run_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What callgrind says that it collected is the figure."""
    a_counter(tmp_path, monkeypatch)
    assert 1_000 + 7 * 10 == instructions(JOB, Setting(), print)


def test_a_counter_that_fails_is_no_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the peer, where it ran, and the last line of what was said."""
    a_counter(tmp_path, monkeypatch, "echo it is broken >&2; exit 1")
    with pytest.raises(RuntimeError, match=f"^a on {Setting()}: it is broken$"):
        instructions(JOB, Setting(), print)


def test_without_valgrind_there_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lacks it gets a word, not a traceback."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Absent, match="valgrind isn't on the PATH"):
        valgrind()
