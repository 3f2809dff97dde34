"""The page of the course says what the program has."""

from __future__ import annotations

import argparse

import pytest

from site_tools.markup.course import exercises
from site_tools.paths import ROOT
from taskloop_conformance.command import learn
from taskloop_conformance.teach.exercises import load_course


@pytest.mark.parametrize("kind", ["build", "break"])
def test_every_exercise_is_a_row(kind: str) -> None:
    """Each exercise of the kind has a row below the two lines of the head, with its rules."""
    course = [each for each in load_course() if each.kind == kind]
    rows = exercises(kind).splitlines()[2:]
    assert len(course) == len(rows)
    assert [] == [each.name for each, row in zip(course, rows, strict=True) if not all(r in row for r in each.rules)]


def test_the_quizzes_are_counted() -> None:
    """A quiz doesn't tell its rule; how many there are is said."""
    assert f"{sum(each.kind == 'quiz' for each in load_course())} quizzes" in exercises("quiz")


def test_the_page_tells_every_option_of_the_command() -> None:
    """Each option of ``learn`` has a row."""
    text = (ROOT / "docs" / "learn.md").read_text("utf-8")
    parser = argparse.ArgumentParser(add_help=False)
    learn.configure(parser)
    options = {option for action in parser._actions for option in action.option_strings}
    assert set() == {option for option in options if f"| `{option}` |" not in text}
