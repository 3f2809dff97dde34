"""The progress line and the colours: only for a person at a terminal."""

import io

import pytest

from taskloop_conformance.report import text as report_text
from taskloop_conformance.report.text import Progress, Style

RECORD = {"outcome": "passed", "rules": ["STOP.ends"]}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(stream: io.StringIO, patience: float, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(report_text, "_PATIENCE", patience)
    progress = Progress(stream)
    progress(RECORD, [("1", ["STOP.ends"]), ("2", ["STOP.ends"])])
    return stream.getvalue()


def test_long_work_on_a_terminal_shows_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line says how many checks of how many are done."""
    assert "1 of 2 checks, 0 not passed" in written(Terminal(), -1.0, monkeypatch)


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that is over soon needs no progress line."""
    assert written(Terminal(), 60.0, monkeypatch) == ""


def test_a_file_gets_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """What isn't a terminal gets no line that is written over."""
    assert written(io.StringIO(), -1.0, monkeypatch) == ""


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colours, unless NO_COLOR is set; anything else gets none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style(Terminal()).paint("x", "failed") == "\x1b[31mx\x1b[0m"
    assert Style(io.StringIO()).paint("x", "failed") == "x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Style(Terminal()).paint("x", "failed") == "x"
