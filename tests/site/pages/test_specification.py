"""The specification's pages: every rule in full, with its histories and its evidence."""

from __future__ import annotations

import re

import pytest

from site_tools.pages import specification, verdicts
from taskloop_conformance.model.rules import Rule, load_areas, load_rules
from tests.site.pages.data import KILLS

NOTHING = specification.Evidence({}, None)


def test_every_rule_has_its_anchor() -> None:
    """The page of an area has the anchor AREA.slug for each of its rules, in their order."""
    pages = "".join(specification.area_page(area, NOTHING) for area in load_areas())
    assert list(load_rules()) == re.findall(r"^## .*\{ #([A-Z]+\.[a-z-]+) ", pages, re.M)


def test_an_area_page_shows_both_histories_of_each_rule() -> None:
    """Each rule has one legal and one illegal example."""
    area = next(area for area in load_areas() if area.id == "PAUSE")
    page = specification.area_page(area, NOTHING)
    rules = [rule for rule in load_rules() if rule.startswith("PAUSE.")]
    assert [len(rules)] * 2 == [page.count("tl-example tl-legal"), page.count("tl-example tl-illegal")]


def test_a_rule_names_its_lessons_and_faults() -> None:
    """Lessons and faulty implementations are linked from the rule that they are about."""
    evidence = specification.Evidence(
        {"PAUSE.holds": [("A lesson", "tutorial/plot_1.md")]}, verdicts.faults_by_rule(KILLS)
    )
    area = next(area for area in load_areas() if area.id == "PAUSE")
    page = specification.area_page(area, evidence)
    links = {"[A lesson](../tutorial/plot_1.md)", "[`forgets`](../verdicts/kill-table.md#forgets)"}
    assert links == {link for link in links if link in page}


@pytest.mark.parametrize("rule", [rule for rule in load_rules().values() if not rule.retired], ids=lambda rule: rule.id)
def test_a_rule_has_all_its_parts(rule: Rule) -> None:
    """Each rule says why, where it comes from, what verifies it and which faulty implementations it catches."""
    area = next(area for area in load_areas() if area.id == rule.area)
    faults = verdicts.faults_by_rule(verdicts.load("kill-table.json"))
    page = specification.area_page(area, specification.Evidence({}, faults))
    entry = page.partition(f"{{ #{rule.id} ")[2].partition("\n## ")[0]
    parts = {
        "why": r"\*\*Why:\*\* \S",
        "origin": r"from the model|resolved here",
        "place": r"\*\*Place in the model:\*\* \[[^\]]+\]\(\.\./model\.md#",
        "verified": r"\*\*(Verified by:\*\* `|Not checked:\*\* \S)",
        # A recommended rule may have no faulty implementation of its own.
        "catches": r"that it catches:\*\* \[`" if rule.level == "MUST" else r"that it catches:\*\* (none|\[`)",
        "legal": r"tl-example tl-legal",
        "illegal": r"tl-example tl-illegal",
    }
    assert [] == [name for name, pattern in parts.items() if not re.search(pattern, entry)]


def test_every_rule_is_linked_from_the_decisions() -> None:
    """The page of the decisions leads to each rule in force."""
    linked = re.findall(r"\]\([a-z]+\.md#([A-Z]+\.[a-z-]+)\)", specification.decisions_page())
    assert {rule.id for rule in load_rules().values() if not rule.retired} == {*linked}
