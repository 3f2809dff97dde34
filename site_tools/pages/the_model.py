"""The model on one page: need, steps, control model, functions, example, each with its rules, lesson and source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from site_tools.markup.histories import one_line
from site_tools.markup.places import PAGE, rules_by_anchor
from site_tools.pages.render import render
from site_tools.paths import DATA, ROOT
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.pictures.svg import Picture


def the_model_page(lessons: Mapping[int, tuple[str, str]]) -> str:
    """The page.  ``lessons`` holds (title, page) of each lesson by its number; KeyError for one that isn't there."""
    data = tomllib.loads((DATA / "model.toml").read_text("utf-8"))
    found = rules_by_anchor(rule for rule in load_rules().values() if not rule.retired)
    return render(
        "the-model",
        page=PAGE,
        found=found,
        steps=data["step"],
        signals=data["signal"],
        lessons={number: title for number, (title, _) in lessons.items()},
        lesson=lambda number: lessons[number][1],
        cycle=one_line(Picture(_drawn("cycle"), _drawn("cycle-narrow")).html),
    )


def _drawn(name: str) -> str:
    return (ROOT / "docs" / "assets" / f"{name}.svg").read_text("utf-8").strip()
