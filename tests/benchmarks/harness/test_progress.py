"""Progress in a file: a line now and then."""

from __future__ import annotations

import time

import pytest

from benchmarks.harness.progress import QUIET, Progress


def test_a_file_gets_a_line_when_nothing_was_said_for_a_while(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three rounds within the quiet time give no line; the next one gives one, with the time and the measure."""
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    progress = Progress()
    progress.begin("memory")
    for now in (100.0, 101.0, 100.0 + QUIET - 1, 100.0 + QUIET, 101.0 + QUIET):
        progress.show(f"at {now:.0f}")
    assert ["measuring: memory", "   30 s  memory: at 130"] == capsys.readouterr().err.splitlines()
