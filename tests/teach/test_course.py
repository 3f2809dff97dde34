"""The course: what readers begin with is wrong in the right places, solutions are right, hints tell them apart."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from taskloop_conformance.command.assess import Assessment, assess
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.teach.exercises import Exercise, find, load_course, without_marks
from taskloop_conformance.teach.hints import hint
from tests.faults import quizzes
from tests.tutorials.test_lesson_titles import titles

WRONG: dict[str, list[dict[str, Any]]] = tomllib.loads(Path(__file__).with_name("wrong.toml").read_text("utf-8"))
BUILDS = [exercise.name for exercise in load_course() if exercise.kind == "build"]
BREAKS = [exercise.name for exercise in load_course() if exercise.kind == "break"]


def judged(exercise: Exercise, text: str, folder: Path) -> Assessment:
    """Judge a text as the reader's file."""
    file = folder / exercise.file
    file.write_text(text, "utf-8")
    return assess(exercise, file, in_process=True)


def test_there_are_twelve() -> None:
    """Twelve exercises build an implementation, and each has a task of its own."""
    assert 12 == len(BUILDS)
    assert 12 == len({find(name).task for name in BUILDS})


def test_every_required_rule_is_asked_for_once() -> None:
    """Every required rule belongs to one exercise, and no rule to two."""
    asked = [rule for name in BUILDS for rule in find(name).rules]
    required = {rule.id for rule in load_rules().values() if rule.level == "MUST" and not rule.retired}
    assert len(asked) == len(set(asked))
    assert set() == required - set(asked)


def test_lessons_exist() -> None:
    """The lesson that an exercise names is called so in the tutorial."""
    assert set() == {find(name).lesson for name in BUILDS} - titles()


@pytest.mark.parametrize("name", BUILDS)
def test_the_start_breaks_the_rules_of_its_exercise(name: str, tmp_path: Path) -> None:
    """What a reader begins with has exactly the exercise's own rules red, of those that are asked for so far."""
    exercise = find(name)
    assert set(exercise.rules) == set(judged(exercise, exercise.start, tmp_path).red)


@pytest.mark.parametrize("name", BUILDS + BREAKS)
def test_the_solution_solves(name: str, tmp_path: Path) -> None:
    """The model solution of an exercise is done by the rules of its own and of all earlier exercises."""
    exercise = find(name)
    result = judged(exercise, exercise.solution, tmp_path)
    assert (True, ()) == (result.done, result.red), result.message


@pytest.mark.parametrize("name", BREAKS)
def test_a_good_implementation_breaks_nothing(name: str, tmp_path: Path) -> None:
    """An exercise in breaking begins with an implementation that keeps every rule, and isn't done."""
    exercise = find(name)
    result = judged(exercise, exercise.start, tmp_path)
    assert (False, exercise.rules, f"{exercise.rules[0]} still holds") == (result.done, result.red, result.message)


def test_breaking_too_much_is_said(tmp_path: Path) -> None:
    """An exercise in breaking isn't done when another rule is broken as well, and names it."""
    exercise = find("break-cancel-swallowed")
    result = judged(exercise, exercise.solution.replace("self.held_back = True", "pass"), tmp_path)
    assert not result.done
    assert "PAUSE.holds" in result.message


@cache
def wrong(name: str, number: int) -> str:
    """The text of a wrong solution."""
    text = find(name).solution
    change = WRONG[name][number]["change"]
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old in text, f"{name}: {old!r} isn't in the solution"
        text = text.replace(old, new)
    return text


#: Three whole judgements for each exercise: every change waits for three exercises far apart, the others are measured.
THREE_EACH = [
    pytest.param(name, marks=() if number % 4 == 1 else pytest.mark.measured) for number, name in enumerate(BUILDS)
]


@pytest.mark.parametrize("name", THREE_EACH)
def test_three_wrong_solutions_get_three_hints(name: str, tmp_path: Path) -> None:
    """The commonest wrong solutions of an exercise aren't done, and their first hints differ."""
    exercise, hints = find(name), set()
    for number in range(3):
        result = judged(exercise, wrong(name, number), tmp_path)
        assert not result.done, WRONG[name][number]["about"]
        hints.add(hint(1, result.red[0], result.message, result.finding))
    assert 3 == len(hints)


def test_a_hint_shows_the_history_the_cell_and_the_lesson(tmp_path: Path) -> None:
    """The first hint shows what was allowed, the second the table's cell, the third the lesson."""
    exercise = find("pause")
    result = judged(exercise, wrong("pause", 2), tmp_path)
    first, second, third = (hint(level, result.red[0], result.message, result.finding) for level in (1, 2, 3))
    assert "Allowed:  a pause that keeps p1" in first
    assert "<- first divergence" in first
    assert "cell for pause-ended while paused" in second
    assert '"PAUSE and CONTINUE"' in third


def test_a_mask_hint_shows_the_smallest_histories(tmp_path: Path) -> None:
    """Where the transition table has no cell, the second hint shows the rule's own legal and illegal history."""
    exercise = find("mask")
    result = judged(exercise, wrong("mask", 1), tmp_path)
    assert re.search(r"legal history of MASK\.\S+:\n.*\n0? +0 ", hint(2, result.red[0], result.message, result.finding))


def test_quizzes_are_current() -> None:
    """The committed quizzes are what the catalogue of faults gives: python -m tests.faults.quizzes writes them."""
    assert quizzes.dumps() == quizzes.FILE.read_text("utf-8")


@pytest.mark.parametrize("answer", ["", "right", "wrong", "unknown"])
def test_a_quiz(answer: str, tmp_path: Path) -> None:
    """A quiz is done when ANSWER is the broken rule; another rule is answered with what it says."""
    quiz = find("quiz-3")
    (rule,) = quiz.rules
    other = next(choice for choice in quiz.choices if choice != rule)
    given = {"right": rule, "wrong": other, "unknown": "PAUSE.never", "": ""}[answer]
    result = judged(quiz, quiz.start.replace('ANSWER = ""', f'ANSWER = "{given}"'), tmp_path)
    said = {"right": load_rules()[rule].text, "wrong": load_rules()[other].text, "unknown": "none of", "": "quotes"}
    assert (answer == "right") == result.done
    assert said[answer] in result.message


def test_a_file_that_can_not_be_read_is_said(tmp_path: Path) -> None:
    """A file with a mistake in its syntax isn't done, and the message names the mistake."""
    result = judged(find("mask"), "async def coromask(:\n", tmp_path)
    assert not result.done
    assert "SyntaxError" in result.message


def test_marks_leave_two_texts() -> None:
    """A file with marks is two texts: lines of the beginning lose their comment sign, those of the solution stay."""
    text = "a\n    #: start\n    # b\n    #\n    #: solution\n    c\n    #: end\nd\n"
    assert "a\n    b\n\nd\n" == without_marks(text, "start")
    assert "a\n    c\nd\n" == without_marks(text, "solution")
