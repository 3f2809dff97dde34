"""The page that the site check looks at: what `replay --html` writes of a history that breaks a rule."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from site_tools.browser import history


def test_the_page_is_the_command_line_s(tmp_path: Path) -> None:
    """It shows the divergence of the playground's first faulty implementation, step by step."""
    page = history.write(tmp_path).read_text("utf-8")
    assert "PAUSE.lasts" in page
    assert "<tl-history " in page


def test_no_page_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of an earlier run doesn't stand for one that wasn't written."""
    (tmp_path / "history.html").write_text("old", "utf-8")

    def nothing(command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", nothing)
    with pytest.raises(FileNotFoundError, match="wrote no page"):
        history.write(tmp_path)
