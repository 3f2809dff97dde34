"""The data of the course's page: the exercises as the suite has them, and where rules and lessons stand on the site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from site_tools.markup.course import lesson_pages
from site_tools.markup.links import rule_page
from taskloop_conformance.command.page import course_data
from taskloop_conformance.model.rules import lesson_of, load_rules


def data(written: Callable[[str], str]) -> dict[str, Any]:
    """What the suite says of the course, and ``pages``: for each rule the address of its text and of its lesson.

    Addresses begin at the site's root.  ``{"parts", "exercises", "pages": {rule: {"text", "lesson", "title"}}}``
    ``written`` makes HTML of an exercise's task, without the line that says which exercise it is.
    """
    lessons = lesson_pages()
    pages = {}
    for rule in load_rules().values():
        if not rule.retired:
            title = lesson_of(rule)
            pages[rule.id] = {"text": _html(rule_page(rule.id)), "lesson": _html(lessons[title]), "title": title}
    course = course_data()
    for exercise in course["exercises"]:
        exercise["task"] = written(exercise["task"].partition("\n\n")[2])
    return {**course, "pages": pages}


def html(task: str) -> str:
    """A task as HTML: the marks that it uses (paragraphs, a list, double backticks) mean the same in Markdown."""
    # Only what builds the site has this package, and tests of the data need no HTML.
    from markdown import markdown

    return str(markdown(task))


def _html(page: str) -> str:
    path, hash_, anchor = page.partition("#")
    return path.removesuffix(".md") + ".html" + hash_ + anchor
