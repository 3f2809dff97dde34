"""The course in the page: what its worker calls says what the terminal says, and its data is the suite's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from site_tools.paths import ROOT
from site_tools.play.course import data
from taskloop_conformance.command import page
from taskloop_conformance.command.assess import assess
from taskloop_conformance.command.course_words import hints, said
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.teach.exercises import Exercise, answered, find, load_course

QUIZ = find("quiz-3")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker writes the reader's text into its current folder."""
    monkeypatch.chdir(tmp_path)


def attempt(name: str, text: str) -> dict[str, Any]:
    """The last message of an attempt, as the JSON that crosses over to the page."""
    messages: list[dict[str, Any]] = []
    page.attempt(name, text, lambda message: messages.append(json.loads(json.dumps(message))))
    assert {"alive"} >= {message["kind"] for message in messages[:-1]}
    return messages[-1]


def solution(name: str) -> str:
    """What the page gets as the solution."""
    messages: list[dict[str, Any]] = []
    page.solution(name, messages.append)
    return str(messages[0]["text"])


def in_terminal(exercise: Exercise, text: str, folder: Path) -> tuple[str, list[str]]:
    """What the terminal says of a file, and its hints."""
    file = folder / exercise.file
    file.write_text(text, "utf-8")
    result = assess(exercise, file, in_process=True)
    return said(result), hints(result)


def test_an_attempt_says_what_the_terminal_says(tmp_path: Path) -> None:
    """The page says the same of the same text, and gives the same hints."""
    exercise = find("mask")
    expected, expected_hints = in_terminal(exercise, exercise.start, tmp_path)
    result = attempt("mask", exercise.start)
    assert (False, expected) == (result["done"], result["said"])
    assert expected_hints == [each["text"] for each in result["hints"]]
    assert set(exercise.rules) == set(result["red"])


def test_a_solved_exercise_is_done() -> None:
    """The solution that the page shows is done, with nothing red and no hint."""
    result = attempt("mask", solution("mask"))
    assert (True, [], []) == (result["done"], result["hints"], result["red"])
    assert "Done: 5 rules are green" in result["said"]


def test_a_hint_is_drawn_once() -> None:
    """The first hint has the swimlane as a picture and not in characters, the second the diagram, the third none."""
    changed = find("pause").solution.replace("self.pausing = True", "pass", 1)
    first, second, third = attempt("pause", changed)["hints"]
    assert [True, True, ""] == ["<svg" in first["picture"], "<svg" in second["picture"], third["picture"]]
    assert "cell for" in second["text"]
    assert "<- first divergence" in first["text"]
    result = assess(find("pause"), Path(find("pause").file), in_process=True)
    assert len(first["text"]) < len(hints(result)[0])


def test_every_check_is_a_sign_of_life() -> None:
    """While an attempt is judged the page hears of it, so it can tell a slow check from an endless loop."""
    messages: list[dict[str, Any]] = []
    page.attempt("mask", find("mask").start, messages.append)
    assert 5 <= sum(message["kind"] == "alive" for message in messages)


@pytest.mark.parametrize("right", [True, False])
def test_a_quiz_is_answered_with_a_rule(right: bool, tmp_path: Path) -> None:
    """The page sends the rule that was chosen, and gets what the terminal says of a file with that answer."""
    rule = next(choice for choice in QUIZ.choices if (choice == solution("quiz-3")) == right)
    expected, expected_hints = in_terminal(QUIZ, answered(QUIZ, rule), tmp_path)
    result = attempt("quiz-3", rule)
    assert (right, expected, []) == (result["done"], result["said"], result["red"])
    assert expected_hints == [each["text"] for each in result["hints"]]


def test_the_exercises_are_those_of_the_terminal() -> None:
    """The page gets every exercise in the terminal's order, with the text that one begins with."""
    exercises = data(str)["exercises"]
    assert [exercise.name for exercise in load_course()] == [each["name"] for each in exercises]
    files = {exercise.name: exercise.start for exercise in load_course() if exercise.kind != "quiz"}
    assert files == {each["name"]: each["start"] for each in exercises if each["kind"] != "quiz"}
    assert {each["kind"] for each in exercises} == {each["kind"] for each in data(str)["parts"]}


def test_no_answer_comes_with_the_exercises() -> None:
    """A quiz comes with its four rules and a history, and nothing says which rule it is; no solution comes along."""
    quizzes = [each for each in data(str)["exercises"] if each["kind"] == "quiz"]
    assert [] == [each["name"] for each in quizzes if each["rules"] or len(each["choices"]) != 4]
    assert all(each["history"] and each["code"] for each in quizzes)
    assert all(each.solution not in json.dumps(data(str)) for each in load_course())


def test_a_quiz_shows_what_its_file_shows() -> None:
    """The change and the history that the page shows stand in the terminal's file."""
    lines = [line.removeprefix("#").strip() for line in QUIZ.start.splitlines()]
    wanted = [line.strip() for line in f"{QUIZ.code}\n{QUIZ.history}".splitlines()]
    assert [] == [line for line in wanted if line not in lines]


def test_rules_lead_to_their_pages() -> None:
    """Every rule that is asked for has the address of its text and of its lesson."""
    pages = data(str)["pages"]
    required = {rule.id for rule in load_rules().values() if rule.level == "MUST" and not rule.retired}
    assert set() == required - set(pages)
    assert "specification/pause.html#PAUSE.holds" == pages["PAUSE.holds"]["text"]
    assert "tutorial/plot_07_pause_and_continue.html" == pages["PAUSE.holds"]["lesson"]


def test_the_page_says_what_else_there_is() -> None:
    """Without scripts the page names the course in the terminal, which names the page."""
    inner = (ROOT / "docs" / "course.md").read_text("utf-8").partition('<div class="tl-course"')[2]
    assert 'href="learn.html"' in inner.partition("</div>")[0]
    assert "(course.md)" in (ROOT / "docs" / "learn.md").read_text("utf-8")
