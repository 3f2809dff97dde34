"""The implementations that the site check judges twice."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from site_tools.browser import check_site, history, verdicts


def test_there_are_ten_that_stand_alone() -> None:
    """The playground's seven beginnings and three legal ones, no two alike, none of which needs a file beside it."""
    texts = dict(verdicts.implementations())
    assert (10, 10) == (len(texts), len(set(texts.values())))
    assert 3 == sum(title.startswith("Legal: ") for title in texts)
    assert [] == [title for title, text in texts.items() if "from ." in text or "import tests" in text]


def test_the_command_line_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text is judged as the playground does it, and the outcome of each rule is kept."""
    asked: list[list[str]] = []

    def run(command: list[str], cwd: Path, **more: Any) -> None:
        asked.append(command[3:])
        assert "x = 1" == (cwd / "implementation.py").read_text("utf-8")
        report = {"verdict": "not-conformant", "rules": [{"id": "MASK.arguments", "outcome": "failed"}]}
        (cwd / "report.json").write_text(json.dumps(report), "utf-8")

    monkeypatch.setattr(subprocess, "run", run)
    judged = verdicts.judge("one", "x = 1", tmp_path)
    assert ("not-conformant", {"MASK.arguments": "failed"}) == (judged.verdict, judged.rules)
    assert [["run", "implementation.py", "--quick", "--in-process", "--json", "report.json"]] == asked


def test_the_check_is_given_the_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--judge-all`` stands for the file with the verdicts; others are handed on, with the page of a history."""
    (tmp_path / "index.html").write_text("", "utf-8")
    monkeypatch.setattr(check_site, "ready", lambda: "")
    monkeypatch.setattr(verdicts, "write", lambda folder: Path("verdicts.json"))
    monkeypatch.setattr(history, "write", lambda folder: Path("history.html"))
    asked: list[list[str]] = []

    def run(command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command[4:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    assert 0 == check_site.main([str(tmp_path), "--judge-all", "--journeys"])
    assert [["--judge", "verdicts.json", "--journeys", "--history", "history.html"]] == asked
