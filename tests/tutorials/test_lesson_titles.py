"""What `explain` calls a lesson is what the lesson is called."""

from __future__ import annotations

import re
from pathlib import Path

from taskloop_conformance.model.rules import load_areas
from taskloop_conformance.report.narrative import LESSONS

FOLDER = Path(__file__).parents[2] / "tutorials" / "lessons"


def titles() -> set[str]:
    """The titles of the lessons without their numbers."""
    found = (re.search(r"^\d+\. (.+)$", path.read_text("utf-8"), re.M) for path in FOLDER.glob("plot_*.py"))
    return {match[1] for match in found if match}


def test_every_area_names_a_lesson_that_exists() -> None:
    """Each area of rules has a lesson, under the title that the lesson has."""
    assert {area.id for area in load_areas()} == LESSONS.keys()
    assert set() == set(LESSONS.values()) - titles()
