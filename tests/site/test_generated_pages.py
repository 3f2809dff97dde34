"""The pages that are made from the specification, from measured data and from docstrings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from site_tools import api_pages, model_pages, spec_pages, verdict_pages
from site_tools.rule_links import UnknownRule, link_rules, rule_page, rules_named
from site_tools.swimlanes import example
from taskloop_conformance.model.rules import Rule, load_areas, load_rules
from taskloop_conformance.model.transitions import load_table

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NOTHING = spec_pages.Evidence({}, None)
FAULT = {
    "name": "forgets",
    "about": "It forgets.",
    "breaks": ["PAUSE.holds"],
    "may_break": [],
    "equivalent": "",
    "blamed": {"PAUSE.holds": "seen", "PAUSE.lasts": "seen"},
}
KILLS = {
    "faults": [FAULT],
    "rules": [{"id": "PAUSE.holds", "level": "MUST", "killers": ["forgets"]}],
    "found": 1.0,
    "precision": 0.5,
}


def test_every_rule_has_its_anchor() -> None:
    """The page of an area has the anchor AREA.slug for each of its rules, in their order."""
    pages = "".join(spec_pages.area_page(area, NOTHING) for area in load_areas())
    assert list(load_rules()) == re.findall(r"^## .*\{ #([A-Z]+\.[a-z-]+) ", pages, re.M)


def test_an_area_page_shows_both_histories_of_each_rule() -> None:
    """Each rule has one legal and one illegal example."""
    area = next(area for area in load_areas() if area.id == "PAUSE")
    page = spec_pages.area_page(area, NOTHING)
    rules = [rule for rule in load_rules() if rule.startswith("PAUSE.")]
    assert [len(rules)] * 2 == [page.count("tl-example tl-legal"), page.count("tl-example tl-illegal")]


def test_an_illegal_history_that_breaks_nothing_is_refused() -> None:
    """A history that the oracle accepts is never shown as illegal."""
    with pytest.raises(ValueError, match=r"PAUSE\.holds doesn't break it"):
        example(load_rules()["PAUSE.holds"].legal, "PAUSE.holds", False)


def test_a_rule_names_its_lessons_and_faults() -> None:
    """Lessons and faulty implementations are linked from the rule that they are about."""
    evidence = spec_pages.Evidence(
        {"PAUSE.holds": [("A lesson", "tutorial/plot_1.md")]}, verdict_pages.faults_by_rule(KILLS)
    )
    area = next(area for area in load_areas() if area.id == "PAUSE")
    page = spec_pages.area_page(area, evidence)
    links = {"[A lesson](../tutorial/plot_1.md)", "[`forgets`](../verdicts/kill-table.md#forgets)"}
    assert links == {link for link in links if link in page}


def test_an_unknown_rule_is_an_error_that_names_near_ones() -> None:
    """A link to a rule that doesn't exist fails and says which rules do."""
    with pytest.raises(UnknownRule, match=r"no rule 'PAUSE\.hold'; did you mean PAUSE\.holds"):
        rule_page("PAUSE.hold")


def test_the_role_becomes_a_link_in_hand_written_pages() -> None:
    """``:rule:`` in Markdown is a relative link to the rule's anchor."""
    assert "See [`PAUSE.holds`](../specification/pause.md#PAUSE.holds)." == link_rules(
        "See :rule:`PAUSE.holds`.", "validate/index.md"
    )


def test_the_rules_of_an_example_are_found_once_each() -> None:
    """The roles in a script name its rules, in the order of their first mention."""
    assert ["PAUSE.lasts", "PAUSE.holds"] == rules_named(
        "# :rule:`PAUSE.lasts` :rule:`PAUSE.holds` :rule:`PAUSE.lasts`"
    )


def test_every_cell_of_the_table_stands_on_its_page() -> None:
    """The transition page has one row for each state and event."""
    page, table = model_pages.transitions_page(), load_table()
    rows = [line for line in page.splitlines() if re.match(r"\| `[A-Za-z-]+` \| ", line)]
    assert len(table.states) * len(table.events) + len(table.events) + len(table.actions) == len(rows)


def test_pages_without_data_say_so() -> None:
    """Nothing is claimed that wasn't measured."""
    pages = [verdict_pages.matrix_page(None), verdict_pages.kill_page(None)]
    assert [True, True] == ["Not measured yet" in page for page in pages]


def test_the_fault_that_is_about_a_rule_comes_first() -> None:
    """A fault is listed with every rule that it reddens."""
    found = verdict_pages.faults_by_rule(KILLS) or {}
    assert [("forgets", "It forgets.")] * 2 == [*found["PAUSE.holds"], *found["PAUSE.lasts"]]


def test_a_failing_cell_opens_its_history() -> None:
    """The heat map links its rules, and a failure has a dialog with the picture."""
    rule = load_rules()["PAUSE.holds"]
    entry = {"id": rule.id, "outcome": "failed", "message": "broken", "trace": rule.illegal.splitlines()}
    drawn = verdict_pages.matrix_map([{"implementation": {"target": "x"}, "rules": [entry]}])
    wanted = ['href="../../specification/pause/#PAUSE.holds"', "data-tl-open=", "<dialog", "<svg"]
    assert wanted == [part for part in wanted if part in drawn]


def test_every_table_of_a_generated_page_has_its_headers() -> None:
    """No column is without a header: a screen reader says it before each cell."""
    pages = {
        "kills": verdict_pages.kill_page(KILLS | {"rules": []}),
        "verdicts": verdict_pages.matrix_page({"reports": [], "suite": {"version": "1", "spec": "1"}}),
        "transitions": model_pages.transitions_page(),
        "rules": spec_pages.index_page(),
    }
    heads = [
        (name, cell)
        for name, page in pages.items()
        for head in re.findall(r"^\|(.*)\|\n\|(?:---\|)+$", page, re.M)
        for cell in head.split("|")
    ]
    assert [] == [(name, cell) for name, cell in heads if not cell.strip()]
    assert set(pages) == {name for name, _ in heads}


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.relative_to(DOCS).as_posix())
def test_what_a_page_includes_exists(page: Path) -> None:
    """An include is written as one, or the page would show the directive in its place."""
    lines = [line.strip() for line in page.read_text("utf-8").splitlines() if line.strip().startswith("--8")]
    names = [re.fullmatch(r'--8<-- "([^"]+)"', line) for line in lines]
    assert [] == [line for line, name in zip(lines, names, strict=True) if not name or not (ROOT / name[1]).is_file()]


def test_an_example_uses_what_it_imports_from_a_module() -> None:
    """``asyncio.Event`` isn't the suite's Event, and a class that an example defines isn't the reference's."""
    source = "import asyncio\nfrom tasktools.taskloop import renew as again\nasyncio.Event()\nclass TaskLoop: pass\n"
    assert {"tasktools.taskloop.renew"} == api_pages.names_used(source)


@pytest.mark.parametrize("rule", [rule for rule in load_rules().values() if not rule.retired], ids=lambda rule: rule.id)
def test_a_rule_has_all_its_parts(rule: Rule) -> None:
    """Each rule says why, where it comes from, what verifies it and which faulty implementations it catches."""
    area = next(area for area in load_areas() if area.id == rule.area)
    faults = verdict_pages.faults_by_rule(verdict_pages.load("kill-table.json"))
    page = spec_pages.area_page(area, spec_pages.Evidence({}, faults))
    entry = page.partition(f"{{ #{rule.id} ")[2].partition("\n## ")[0]
    parts = {
        "why": r"\*\*Why:\*\* \S",
        "origin": r"from the source|resolved here",
        "place": r"\*\*Place in the source:\*\* \S",
        "verified": r"\*\*(Verified by:\*\* `|Not checked:\*\* \S)",
        "catches": r"that it catches:\*\* \[`",
        "legal": r"tl-example tl-legal",
        "illegal": r"tl-example tl-illegal",
    }
    assert [] == [name for name, pattern in parts.items() if not re.search(pattern, entry)]


def test_the_api_pages_link_rules_and_users() -> None:
    """An object's entry names its areas and the scripts that use it."""
    script = ROOT / "tutorials" / "gallery" / "sources" / "plot_many_sources.py"
    page = api_pages.api_pages({script: ("An example", "gallery/x.md")})["api/taskloop.md"]
    entry = page.partition("{ #tasktools.taskloop.TaskLoop }")[2].partition("\n## ")[0]
    wanted = ["[PAUSE](../specification/pause.md)", "[An example](../gallery/x.md)"]
    assert wanted == [part for part in wanted if part in entry]
