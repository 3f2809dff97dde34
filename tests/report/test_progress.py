"""The progress line and the colours: only for a person at a terminal."""

import io

import pytest

from taskloop_conformance.report import progress as report_progress
from taskloop_conformance.report.progress import Progress
from taskloop_conformance.report.text import Style
from taskloop_conformance.run.records import Collected
from tests.report.results import FINDING

RECORD = {"outcome": "passed", "rules": ["STOP.ends"], "findings": []}
BROKEN = {"outcome": "failed", "rules": ["STOP.ends"], "findings": [FINDING.to_json()]}
PLAN = [("1", ["STOP.ends"]), ("2", ["STOP.ends"])]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def written(stream: io.StringIO, patience: float, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(report_progress, "_PATIENCE", patience)
    progress = Progress(stream)
    progress(RECORD, Collected(plan=PLAN))
    return stream.getvalue()


def test_long_work_on_a_terminal_shows_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line says how many checks of how many are done."""
    assert "1 of 2 checks, 0 rules broken" in written(Terminal(), -1.0, monkeypatch)


def test_short_work_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that is over soon needs no progress line."""
    assert written(Terminal(), 60.0, monkeypatch) == ""


def test_a_file_gets_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """What isn't a terminal gets no line that is written over."""
    assert written(io.StringIO(), -1.0, monkeypatch) == ""


def told(stream: io.StringIO, known: tuple[str, ...] = ()) -> str:
    progress = Progress(stream, known)
    for _ in range(2):
        progress(BROKEN, Collected(plan=PLAN))
    return stream.getvalue()


def test_a_failure_is_told_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a terminal sees each broken rule once, at once; a known failure and a file get no such line."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert told(Terminal()) == "FAILED  STOP.ends (MUST): a call: p0, 100%; allowed: nothing\n"
    assert told(Terminal(), ("STOP.ends",)) == ""
    assert told(io.StringIO()) == ""


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets colours, unless NO_COLOR is set; anything else gets none."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Style(Terminal()).paint("x", "failed") == "\x1b[31mx\x1b[0m"
    assert Style(io.StringIO()).paint("x", "failed") == "x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Style(Terminal()).paint("x", "failed") == "x"
