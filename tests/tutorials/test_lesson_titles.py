"""What `explain` calls a lesson is what the lesson is called."""

from __future__ import annotations

import re
from pathlib import Path

from taskloop_conformance.model.rules import lesson_of, load_rules

FOLDER = Path(__file__).parents[2] / "tutorials" / "lessons"


def titles() -> set[str]:
    """The titles of the lessons without their numbers."""
    found = (re.search(r"^\d+\. (.+)$", path.read_text("utf-8"), re.M) for path in FOLDER.glob("plot_*.py"))
    return {match[1] for match in found if match}


def test_every_rule_names_a_lesson_that_exists() -> None:
    """Each rule, or its area, names a lesson under the title that the lesson has."""
    assert set() == {lesson_of(rule) for rule in load_rules().values()} - titles()
