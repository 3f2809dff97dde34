"""Where reports go: whatever can't be written costs no verdict, and what can be written is whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from taskloop_conformance.command.output import write_file
from tests.command.program import CHECKS, DRAWN, Outcome

Write = Callable[..., Path]
Run = Callable[..., Outcome]
PROGRAM = [sys.executable, "-P", "-m", "taskloop_conformance"]
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")


def program(*arguments: str | Path, shell: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program by a shell, with ``shell`` behind the command: a redirection or a pipe."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; "$@" {shell}', "bash", *command],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def miniature(target: Path, *more: str | Path) -> list[str | Path]:
    return ["run", target, "--checks", CHECKS, "-j1", *more]


def test_a_report_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that can't be written to its end leaves the one before untouched and nothing beside it."""
    file = tmp_path / "report.json"
    assert "" == write_file(str(file), "before")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert f"can't write {file}: No space left on device" == write_file(str(file), "after")
    assert "before" == file.read_text()
    assert [file] == list(tmp_path.iterdir())


def test_a_report_keeps_what_its_file_is(tmp_path: Path) -> None:
    """A link stays a link, rights stay as they were, and a new file has the rights that any new file has."""
    file, link = tmp_path / "there", tmp_path / "link"
    file.touch(0o640)
    file.chmod(0o640)
    link.symlink_to(file)
    assert ["", ""] == [write_file(str(link), "text"), write_file(str(tmp_path / "new"), "text")]
    assert (True, "text", 0o640) == (link.is_symlink(), file.read_text(), file.stat().st_mode & 0o777)
    umask = os.umask(0)
    os.umask(umask)
    assert 0o666 & ~umask == (tmp_path / "new").stat().st_mode & 0o777


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    """A device or a pipe isn't replaced by a file."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert "" == write_file(str(pipe), "text")
    assert b"text" == os.read(reader, 100)
    os.close(reader)
    assert pipe.is_fifo()


@needs_full
def test_a_full_disk(implementation: Write) -> None:
    """The exit code stands, each report that couldn't be written is named, and the verdict is printed."""
    target = implementation("return 1")
    done = program(*miniature(target, "--json", "/dev/full", "--html", "/dev/full"))
    assert (1, 2) == (done.returncode, done.stderr.count("can't write /dev/full: No space left on device"))
    assert "not-conformant" in done.stdout


@needs_full
@pytest.mark.parametrize("more", [[], ["--json", "-"]])
def test_a_full_standard_output(more: list[str], implementation: Write) -> None:
    """The exit code stands, and standard error says what happened."""
    done = program(*miniature(implementation("return 1"), *more), shell=">/dev/full")
    assert (1, "taskloop-conformance: can't write standard output: No space left on device\n") == (
        done.returncode,
        done.stderr,
    )


@pytest.mark.parametrize("shell", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "| true", "| head -c1", "2>&1 | true"])
def test_closed_streams(shell: str, implementation: Write, tmp_path: Path) -> None:
    """Without an output, or with a reader that goes away, the exit code stands and the reports are there."""
    report = tmp_path / "report.json"
    done = program(*miniature(implementation("return 1"), "--json", report), shell=shell)
    assert 1 == done.returncode, done.stderr
    assert "not-conformant" == json.loads(report.read_text("utf-8"))["verdict"]
    assert "Exception ignored" not in done.stderr


def test_an_ascii_terminal(implementation: Write) -> None:
    """What the terminal can't show is escaped; the verdict is printed and the exit code stands."""
    target = implementation("assert False, '\N{LATIN SMALL LETTER E WITH ACUTE} \N{SNOWMAN}'")
    done = program(*miniature(target), PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    assert (1, "") == (done.returncode, done.stderr)
    assert r"\xe9 \u2603" in done.stdout


def test_two_badges(implementation: Write, run: Run, tmp_path: Path) -> None:
    """An option that is given twice writes two files."""
    files = [tmp_path / "badge.svg", tmp_path / "badge.json"]
    run(implementation(), *(part for file in files for part in ("--badge", str(file))))
    assert "<svg" in files[0].read_text("utf-8")
    assert 1 == json.loads(files[1].read_text("utf-8"))["schemaVersion"]


@pytest.mark.parametrize("options", [[], ["--in-process"]])
def test_nothing_is_written_into_the_user_s_folders(options: list[str], implementation: Write, tmp_path: Path) -> None:
    """A run with Hypothesis writes neither into the current folder nor beside the target; HOME has a cache alone."""
    home, folder = tmp_path / "home", tmp_path / "folder"
    home.mkdir()
    folder.mkdir()
    target = implementation()
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(
        [*PROGRAM, "run", str(target), "--checks", str(DRAWN), "-j1", *options],
        cwd=folder,
        env={**{name: value for name, value in os.environ.items() if name != "XDG_CACHE_HOME"}, "HOME": str(home)},
        capture_output=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    cache = home / ".cache"
    assert before == sorted(file for file in tmp_path.rglob("*") if not file.is_relative_to(cache))
    assert not cache.exists() or ["taskloop-conformance"] == os.listdir(cache)
