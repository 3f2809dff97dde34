"""The specification's pages, made from ``spec/``: a page for each area, with every rule in full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from site_tools.markup.histories import example
from site_tools.markup.links import rule_link
from site_tools.pages.render import render
from site_tools.pages.verdicts import KILLS
from site_tools.paths import ROOT
from taskloop_conformance.model.rules import Area, Rule, load_areas, load_rules
from taskloop_conformance.report.coverage import checks_by_rule

DECISIONS = "specification/decisions.md"
_NAMED = re.compile(r"`([A-Z]+\.[a-z-]+)`")

#: The model's text is a source too, but that word is taken: on these pages a source is what a chain reads.
ORIGINS = {"source": "from the model", "resolved": "resolved here"}


@dataclass(frozen=True)
class Evidence:
    """What the site knows about rules beside the specification.

    ``lessons`` holds the examples that link to a rule, as (title, page); ``faults`` the faulty
    implementations that a rule finds, as (name, what goes wrong), or None when that wasn't measured yet.
    """

    lessons: Mapping[str, Sequence[tuple[str, str]]]
    faults: Mapping[str, Sequence[tuple[str, str]]] | None


def area_page_path(area: Area) -> str:
    """The page of an area, below the docs folder."""
    return f"specification/{area.id.lower()}.md"


def heading(area: Area) -> str:
    """The area's id, with its title where that says more."""
    return area.id if area.title == area.id else f"{area.id}: {area.title}"


def area_page(area: Area, evidence: Evidence) -> str:
    """The page of an area in Markdown."""
    entries = [_entry(rule, evidence) for rule in load_rules().values() if rule.area == area.id]
    return render("area", heading=heading(area), area=area, entries=entries, page=area_page_path(area))


def _entry(rule: Rule, evidence: Evidence) -> dict[str, Any]:
    faults = None
    if evidence.faults is not None:
        faults = [(f"`{name}`", f"{KILLS}#{name}") for name, _ in evidence.faults.get(rule.id, ())]
    return {
        "rule": rule,
        "chips": list(_chips(rule)),
        "legal": example(rule.legal, rule.id, True, not rule.retired),
        "illegal": example(rule.illegal, rule.id, False, not rule.retired),
        "checks": [f"`{check}`" for check in checks_by_rule().get(rule.id, ())],
        "faults": faults,
        "lessons": evidence.lessons.get(rule.id, ()),
    }


def _chips(rule: Rule) -> Iterator[tuple[str, str]]:
    """What stands in the line below a rule's heading: texts, and what their classes end with."""
    yield rule.level, f" tl-{rule.level.lower()}"
    yield f"profile {rule.profile}", ""
    yield ORIGINS[rule.origin], ""
    if rule.retired:
        yield "retired", ""


def index_page() -> str:
    """The contents of the specification: what it is, and every rule in one table."""
    areas = [{"id": area.id, "about": area.about, "heading": heading(area)} for area in load_areas()]
    return render("rules", areas=areas, rules=list(load_rules().values()))


def decisions_page() -> str:
    """The prose of ``spec/decisions.md``, with a link at every rule that it names."""
    prose = (ROOT / "spec" / "decisions.md").read_text("utf-8")
    return _NAMED.sub(lambda match: rule_link(match[1], DECISIONS), prose)
