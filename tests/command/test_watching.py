"""`run --watch`: what counts as a change, and when the run is repeated."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest

from taskloop_conformance.command import watching
from taskloop_conformance.command.watching import folders_of, snapshot, wait_for_change, watch


def test_sources_are_seen_and_nothing_else(tmp_path: Path) -> None:
    """Python files count; environments, hidden folders and caches don't."""
    for name in ("a.py", "b.txt", "pkg/c.py", ".git/d.py", "__pycache__/e.py", "env/pyvenv.cfg", "env/f.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert ["a.py", "pkg/c.py"] == [str(Path(name).relative_to(tmp_path)) for name in snapshot([tmp_path])]


@pytest.mark.parametrize("change", ["written", "touched", "removed", "added"])
def test_every_change_is_noticed(change: str, tmp_path: Path) -> None:
    """A file that is written, touched, removed or added ends the waiting, by its name."""
    file, other = tmp_path / "a.py", tmp_path / "b.py"
    file.write_text("x = 1\n")
    before = snapshot([tmp_path])
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if change == "written":
            file.write_text("x = 22\n")
        elif change == "touched":
            os.utime(file, ns=(1, 1))
        elif change == "removed":
            file.unlink()
        else:
            other.write_text("")

    assert str(other if change == "added" else file) == wait_for_change([tmp_path], before, sleep)
    assert 1 == len(slept)


def test_each_report_is_there_before_the_next_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Standard output into a file or a pipe doesn't keep it back until the watching ends."""
    file = tmp_path / "out"
    seen: list[str] = []

    def wait(folders: list[Path], before: watching.Snapshot) -> str:
        seen.append(file.read_text())
        raise KeyboardInterrupt

    def run() -> int:
        print("the report")
        return 0

    monkeypatch.setattr(watching, "wait_for_change", wait)
    with file.open("w") as out, contextlib.redirect_stdout(out):
        watch(run, "a.py", None, lambda text: None)
    assert ["the report\n"] == seen


def test_the_run_is_repeated_until_the_user_ends_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each change is a run, Ctrl-C ends the watching, and the last run's exit code is the program's."""
    codes, changes = iter([1, 0]), iter([str(tmp_path / "a.py")])

    def wait(folders: list[Path], before: watching.Snapshot) -> str:
        name = next(changes, "")
        if not name:
            raise KeyboardInterrupt
        return name

    monkeypatch.setattr(watching, "wait_for_change", wait)
    said: list[str] = []
    assert 0 == watch(lambda: next(codes), "a.py", None, said.append)
    assert 1 == sum("has changed: running again" in line for line in said)


def test_what_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder, the folder of --path, that of a file, and that of a package that was found elsewhere."""
    package = tmp_path / "lib" / "somewhere_else"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('watching imports nothing')\n")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.syspath_prepend(tmp_path / "lib")
    assert [tmp_path / "here", tmp_path / "lib"] == folders_of("x.py:a", str(tmp_path / "lib"))[:2]
    assert [tmp_path / "here", package] == folders_of("somewhere_else.adapter:adapter", None)
    assert [tmp_path / "here", tmp_path / "lib"] == folders_of("../lib/x.py", None)
