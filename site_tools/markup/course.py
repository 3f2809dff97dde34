"""The exercises of the course on a page: ``<!-- course: KIND -->``, read from the same data as the program's."""

from __future__ import annotations

import re

from site_tools.markup.links import rule_page
from site_tools.paths import TUTORIALS, example_page
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.teach.exercises import Exercise, load_course


def exercises(kind: str) -> str:
    """The exercises of a kind (build, break or quiz) as a table, or a sentence; KeyError for another kind."""
    of_kind = [each for each in load_course() if each.kind == kind]
    return {"build": _build, "break": _break, "quiz": _quiz}[kind](of_kind)


def _build(course: list[Exercise]) -> str:
    pages = lesson_pages()
    rows = [
        f"| {each.number} | {each.title} | {', '.join(map(_link, each.rules))} "
        f"| [{each.lesson}]({pages[each.lesson]}) |"
        for each in course
    ]
    return "\n".join(["| No. | You build | Rules that it adds | Lesson |", "|---|---|---|---|", *rows])


def _break(course: list[Exercise]) -> str:
    rows = [f"| {each.number} | {_link(rule)} | {load_rules()[rule].title} |" for each in course for rule in each.rules]
    return "\n".join(["| No. | You break | It says |", "|---|---|---|", *rows])


def _quiz(course: list[Exercise]) -> str:
    """A sentence: whose rule it is, is the question."""
    return f"There are {len(course)} quizzes."


def lesson_pages() -> dict[str, str]:
    """Title of a lesson without its number -> its page, below the docs folder."""
    found = {}
    for script in (TUTORIALS / "lessons").glob("plot_*.py"):
        if match := re.search(r"^\d+\. (.+)$", script.read_text("utf-8"), re.M):
            found[match[1]] = example_page(script)
    return found


def _link(rule: str) -> str:
    return f"[`{rule}`]({rule_page(rule)})"
