"""`taskloop-conformance learn`: the course as a new user walks through it in the terminal."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from taskloop_conformance.command.learn import watch
from taskloop_conformance.command.program import main
from taskloop_conformance.teach.exercises import find, load_course
from taskloop_conformance.teach.folder import Folder

Learn = Callable[..., tuple[int, str]]


@pytest.fixture
def learn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Learn:
    """Run the command over a folder and give its exit code and what it printed."""

    def run(*options: str) -> tuple[int, str]:
        code = main(["learn", str(tmp_path / "course"), *options])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return run


def test_the_first_call_writes_every_exercise(learn: Learn, tmp_path: Path) -> None:
    """A new folder holds a file for each exercise, and the first one is judged and not done."""
    code, said = learn()
    assert 1 == code
    assert "12 exercises in which you build" in said
    assert "Exercise 1 of 12: The mask" in said
    files = {path.name for path in (tmp_path / "course").iterdir()}
    assert {exercise.file for exercise in load_course()} | {"progress.json"} == files


def test_a_solved_exercise_leads_to_the_next(learn: Learn, tmp_path: Path) -> None:
    """What solves the exercise at hand is remembered, in the next call too."""
    learn("--list")
    (tmp_path / "course" / "01_mask.py").write_text(find("mask").solution)
    code, said = learn()
    assert 0 == code
    assert "Done: 5 rules are green" in said
    assert "Next: Exercise 2 of 12: The two helpers" in said
    assert "done  01_mask.py" in learn("--list")[1]


def test_hints_come_one_by_one(learn: Learn) -> None:
    """Each call of --hint gives the next of three hints, and the last one again after that."""
    levels = [learn("--hint")[1].partition(" for ")[0].splitlines()[-1] for _ in range(4)]
    assert ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 3 of 3"] == levels


def test_the_solution_is_shown(learn: Learn) -> None:
    """--solution prints the model solution of the exercise at hand, and marks nothing as done."""
    learn("--list")
    assert (0, find("mask").solution) == learn("--solution")
    assert f"0 of {len(load_course())} done" in learn("--list")[1]


def test_reset_keeps_the_readers_text(learn: Learn, tmp_path: Path) -> None:
    """--reset brings the beginning back, and keeps what was there beside it."""
    learn("--list")
    file = tmp_path / "course" / "01_mask.py"
    file.write_text("mine = 1\n")
    code, _ = learn("--reset")
    assert (0, find("mask").start, "mine = 1\n") == (code, file.read_text(), file.with_suffix(".py.bak").read_text())


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        # On a machine that has no processor time to spare, somebody who watches the process may be first to end it.
        ("while True:\n        pass", ("one turn of the event loop took all the processor time", "no sign of life")),
        ("import threading\n    threading.Semaphore(0).acquire()", ("no sign of life",)),
        ("import time\n    time.sleep(3600)", ("MASK.arguments: One await, with the arguments given",)),
    ],
)
def test_a_solution_that_never_comes_back_is_ended(
    learn: Learn, tmp_path: Path, body: str, messages: tuple[str, ...]
) -> None:
    """Code that never gives the event loop back is ended, and the message says what it did: compute, or nothing.

    Time that it sleeps is virtual, and passes at once.
    """
    learn("--list")
    file = tmp_path / "course" / "01_mask.py"
    file.write_text(f"async def coromask(coro, args, kwargs, fargs):\n    {body}\n")
    code, said = learn()
    assert 1 == code
    assert any(message in said for message in messages), said


def test_a_file_that_went_missing_is_written_again(learn: Learn, tmp_path: Path) -> None:
    """An exercise's file that was deleted comes back as it was at the beginning."""
    learn("--list")
    file = tmp_path / "course" / "05_held.py"
    file.unlink()
    learn("--list")
    assert find("held").start == file.read_text()


@pytest.mark.parametrize("text", ["{", "[]", '{"done": 3}', '{"done": [], "hints": {"mask": "x"}}'])
def test_progress_that_can_not_be_read(text: str, learn: Learn, tmp_path: Path) -> None:
    """A damaged progress file is named in one line, and the exit code is that of a usage error."""
    learn("--list")
    (tmp_path / "course" / "progress.json").write_text(text)
    code, said = learn("--list")
    assert 2 == code
    assert "progress.json can't be read: delete it" in said
    assert 1 == len(said.splitlines())


def test_a_folder_with_other_files_is_left_alone(learn: Learn, tmp_path: Path) -> None:
    """A folder that holds something else isn't written into."""
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "thesis.txt").write_text("mine")
    code, said = learn()
    assert (2, True) == (code, "holds other files" in said)
    assert ["thesis.txt"] == os.listdir(tmp_path / "course")


def test_all_done(learn: Learn, tmp_path: Path) -> None:
    """When every exercise is done the command says what comes next."""
    learn("--list")
    done = {"done": [exercise.name for exercise in load_course()], "hints": {}}
    (tmp_path / "course" / "progress.json").write_text(json.dumps(done))
    code, said = learn()
    assert (0, True) == (code, "Every exercise is done" in said)


def test_watch_judges_what_is_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--watch judges the exercise at hand, then each file that is saved, until Ctrl-C."""
    folder, _ = Folder.open(tmp_path / "course")
    saved = iter(["mask", "quiz-3", ""])

    def sleep(seconds: float) -> None:
        assert 0 < seconds < 1
        name = next(saved)
        if not name:
            raise KeyboardInterrupt
        file = folder.file(find(name))
        file.write_text(find(name).solution)
        later = file.stat().st_mtime_ns + 1_000_000_000
        os.utime(file, ns=(later, later))

    assert 0 == watch(folder, sleep)
    said = capsys.readouterr().out
    assert "Not done yet. 0 of 5 rules are green" in said
    assert "Done: 5 rules are green" in said
    assert "right: PAUSE.holds" in said
    assert ["mask", "quiz-3"] == folder.done
