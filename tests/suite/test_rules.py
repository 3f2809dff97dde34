"""The rules: their examples are executed, and what doesn't fit the specification fails the collection."""

from __future__ import annotations

from dataclasses import replace

import pytest

from taskloop_conformance.coverage import SpecGate, checks_by_rule, unverified
from taskloop_conformance.notation import format_history, parse_history
from taskloop_conformance.oracle import judge
from taskloop_conformance.rules import SpecError, load_areas, load_rules, parse_rules
from taskloop_conformance.transitions import load_table

RULES = load_rules()
EXAMPLE = """
[[rule]]
id = "MASK.example"
title = "An example"
level = "MUST"
profile = "functions"
origin = "source"
place = "nowhere"
text = "It holds."
legal = "0 call p0"
illegal = "0 call p1"
"""


@pytest.mark.parametrize("rule_id", RULES)
def test_the_legal_example_is_accepted(rule_id: str) -> None:
    """The oracle finds nothing in a rule's legal history."""
    assert judge(parse_history(RULES[rule_id].legal)) is None


@pytest.mark.parametrize("rule_id", RULES)
def test_the_illegal_example_is_rejected_by_name(rule_id: str) -> None:
    """The oracle rejects a rule's illegal history and names that very rule."""
    found = judge(parse_history(RULES[rule_id].illegal))
    assert found is not None
    assert rule_id == found.rule


@pytest.mark.parametrize("rule_id", RULES)
def test_the_notation_reads_what_it_writes(rule_id: str) -> None:
    """A history that is written and read again is the same history."""
    for text in (RULES[rule_id].legal, RULES[rule_id].illegal):
        history = parse_history(text)
        assert history == parse_history(format_history(history))


def test_every_rule_of_the_table_exists() -> None:
    """A cell of the transition table names a rule of the specification."""
    assert set() == {cell.rule for cell in load_table().cells.values()} - RULES.keys()


def test_every_area_has_rules() -> None:
    """The areas are those of the rules, in reading order."""
    assert list(dict.fromkeys(rule.area for rule in RULES.values())) == [area.id for area in load_areas()]


def test_the_suite_verifies_every_required_rule() -> None:
    """Each required rule has a check, or says why none can exist."""
    assert [] == unverified(RULES, checks_by_rule())


def test_a_required_rule_without_a_check_is_refused() -> None:
    """A required rule needs a check or a written reason; a recommended one doesn't."""
    rule = parse_rules(EXAMPLE, "example.toml")["MASK.example"]
    assert len(unverified({rule.id: rule}, {})) == 1
    assert [] == unverified({rule.id: replace(rule, unchecked="it can't be observed")}, {})
    assert [] == unverified({rule.id: replace(rule, level="SHOULD")}, {})


@pytest.mark.parametrize(
    ("ids", "complaint"),
    [((), "names no rule"), (("MASK.nonsense",), "doesn't have"), (("MASK.old",), "is retired")],
)
def test_a_check_that_does_not_fit_is_refused(ids: tuple[str, ...], complaint: str) -> None:
    """A check names at least one rule, and only rules that exist and aren't retired."""
    rule = parse_rules(EXAMPLE, "example.toml")["MASK.example"]
    gate = SpecGate({"MASK.example": rule, "MASK.old": replace(rule, id="MASK.old", retired=True)})
    gate.add("test_good", ["MASK.example"])
    assert [] == gate.problems()
    gate.add("test_bad", ids)
    assert [True] == [complaint in problem for problem in gate.problems()]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("MUST", "OUGHT"), "level is 'OUGHT'"),
        (('profile = "functions"', 'profile = "all"'), "profile is 'all'"),
        (('origin = "source"', 'origin = "resolved"'), "reason is empty"),
        (("MASK.example", "MASK.Example"), "an id is AREA.some-words"),
        (('text = "It holds."', ""), "text"),
        (("title", "tilte"), "tilte"),
    ],
)
def test_wrong_data_is_named(change: tuple[str, str], complaint: str) -> None:
    """An error in the rules' data names the file, the rule and the field."""
    with pytest.raises(SpecError, match=complaint) as raised:
        parse_rules(EXAMPLE.replace(*change), "example.toml")
    assert "example.toml: MASK." in str(raised.value)


def test_an_id_stands_once() -> None:
    """Two rules with one id are an error."""
    with pytest.raises(SpecError, match="stands twice"):
        parse_rules(EXAMPLE + EXAMPLE, "example.toml")
