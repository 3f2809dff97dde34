"""Wrong data in the specification's files is refused, with the file, the entry and the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from taskloop_conformance.model.entries import SpecError
from taskloop_conformance.model.rules import Profile, Rule, check_references, load_rules, parse_areas, parse_rules
from taskloop_conformance.model.vocabulary import load_vocabulary, parse_vocabulary
from tests.model.conftest import ENTRY


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('level = "MUST"', 'level = "OUGHT"'),
            r"level is 'OUGHT' \(text\), not one of MUST, SHOULD, MAY",
        ),
        (('id = "STOP.early"', 'id = "stop 1"'), "stop 1: an id is AREA.some-words"),
        (('id = "STOP.early"', ""), "rule 1, which has no name: id is missing"),
        (('id = "STOP.early"', "id = 7"), r"rule 1, which has no name: id is 7 \(a number\), not text"),
        (('text = "-"', 'text = " "'), r"STOP\.early: text is empty"),
        (('text = "-"', ""), r"STOP\.early: text is missing"),
        (('title = "-"', "title = 3"), r"STOP\.early: title is 3 \(a number\), not text"),
        (('title = "-"', 'titel = "-"'), r"STOP\.early: unknown field titel; the fields are id, title, level"),
        (('origin = "source"', 'origin = "resolved"'), r"STOP\.early: reason is empty"),
        (('text = "-"', 'text = "-"\nretired = "no"'), r"STOP\.early: retired is 'no' \(text\), not true or false"),
        (('text = "-"', 'text = "-"\nretired = 0'), r"STOP\.early: retired is 0 \(a number\), not true or false"),
        (
            ('text = "-"', 'text = "-"\nmay_also_break = "STOP.ends"'),
            r"may_also_break is 'STOP.ends' .*, not a list",
        ),
        (('text = "-"', 'text = "-"\nmay_also_break = [true]'), r"may_also_break, item 1 is True .*, not text"),
        (('text = "-"', 'text = "-"\nfacts = [{ begins = "x" }]'), r"STOP\.early: facts, item 1: allowed is missing"),
        (('text = "-"', 'text = "-"\nfacts = ["x"]'), r"STOP\.early: facts, item 1: it is 'x' \(text\), not a table"),
        (
            ('text = "-"', 'text = "-"\nrefines = [{ rule = "STOP.ends", if = "x" }]'),
            r"STOP\.early: refines, item 1: unknown field if; the fields are rule, when",
        ),
        (("[[rule]]", "[rule]"), r"stop\.toml: rule is .* \(a table\), not a list of tables: write \[\[rule\]\]"),
        (("[[rule]]", "[[rules]]"), r"stop\.toml: unknown field rules; the file holds a list \[\[rule\]\] alone"),
    ],
)
def test_bad_rule_is_refused(change: tuple[str, str], message: str) -> None:
    """A rule with a wrong, missing or unknown field is refused by its id and the field."""
    assert ENTRY != ENTRY.replace(*change)
    with pytest.raises(SpecError, match=message):
        parse_rules(ENTRY.replace(*change), "stop.toml")


def test_every_rule_says_why_a_program_needs_it() -> None:
    """A rule has a reason, whether it comes from the source text or was resolved here."""
    assert [] == [rule.id for rule in load_rules().values() if not rule.reason]


def test_text_is_stripped() -> None:
    """The lines around a text that stands on lines of its own don't belong to it."""
    (rule,) = parse_rules(ENTRY.replace('text = "-"', 'text = """\nOne.\n"""'), "stop.toml").values()
    assert rule.text == "One."


@pytest.mark.parametrize("other", ["STOP.late", "STOP.early"])
@pytest.mark.parametrize("field", ['refines = [{{ rule = "{}", when = "-" }}]', 'may_also_break = ["{}"]'])
def test_bad_reference_is_refused(field: str, other: str) -> None:
    """A rule can't refer to one that doesn't exist, nor to itself."""
    rules = parse_rules(ENTRY + field.format(other), "stop.toml")
    with pytest.raises(SpecError, match=f"names {other}, which is no other rule"):
        check_references(rules)


def test_reference_to_a_retired_rule_is_refused(rules: Mapping[str, Rule]) -> None:
    """A rule can't refer to one that isn't in force any more."""
    early = rules["STOP.early"]
    late = replace(early, id="STOP.late", may_also_break=("STOP.early",))
    check_references({early.id: early, late.id: late})
    with pytest.raises(SpecError, match=r"STOP\.late: may_also_break names STOP\.early"):
        check_references({early.id: replace(early, retired=True), late.id: late})


def test_retired_rule_that_would_be_named_is_refused(rules: Mapping[str, Rule]) -> None:
    """A rule that isn't in force any more keeps nothing by which a finding could name it."""
    early = replace(rules["STOP.early"], values=("out",))
    check_references({early.id: early})
    with pytest.raises(SpecError, match=r"STOP\.early: it is retired, and its values would .*: take them out"):
        check_references({early.id: replace(early, retired=True)})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[areas]]\nid = "STOP"\ntitle = 1\nabout = "-"\nlesson = "-"', r"STOP: title is 1 \(a number\), not text"),
        ('[[areas]]\nid = "STOP"\ntitle = "-"\nabout = "-"', "STOP: lesson is missing"),
        ('[[area]]\nid = "STOP"', "unknown field area; the file holds a list"),
        (2 * '[[areas]]\nid = "STOP"\ntitle = "-"\nabout = "-"\nlesson = "-"\n', "an id stands twice"),
    ],
)
def test_bad_area_is_refused(text: str, message: str) -> None:
    """An area with a wrong or missing field is refused by its id and the field."""
    with pytest.raises(SpecError, match=rf"areas\.toml: {message}"):
        parse_areas(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[term]]\nname = "task"\nmeaning = 1', r"task: meaning is 1 \(a number\), not text"),
        ('[[term]]\nname = "task"', "task: meaning is missing"),
        ('[[term]]\nname = "task"\nmeaning = "-"\nsee = "chain"', r"task: see is 'chain' \(text\), not a list"),
        ('[[term]]\nname = "task"\nmeaning = "-"\nsee = ["chian"]', "task: see names 'chian', which is no other term"),
        ('[[term]]\nname = "task"\nmeaning = "-"\nsee = ["task"]', "task: see names 'task', which is no other term"),
        ('[[term]]\nname = "task"\nmeaning = "-"\nalso = []', "task: unknown field also"),
        (2 * '[[term]]\nname = "task"\nmeaning = "-"\n', "task: the term stands twice"),
    ],
)
def test_bad_term_is_refused(text: str, message: str) -> None:
    """A term with a wrong field, or that refers to one that isn't there, is refused by its name and the field."""
    with pytest.raises(SpecError, match=rf"vocabulary\.toml: {message}"):
        parse_vocabulary(text)


def test_vocabulary_is_sound() -> None:
    """The specification's own terms can be read, and refer to each other."""
    assert "decision" in load_vocabulary()["signal"].see


# Profiles


@pytest.mark.parametrize(
    ("profile", "claimed", "concerned"),
    [
        ("functions", {"functions"}, True),
        ("functions", {"control"}, False),
        ("control", {"functions", "control"}, True),
        ("any", {"functions"}, True),
        ("any", {"control"}, True),
        ("any", set(), False),
    ],
)
def test_which_rules_concern_an_implementation(
    rules: Mapping[str, Rule], profile: Profile, claimed: set[str], concerned: bool
) -> None:
    """A rule of one profile holds where that is claimed, a rule about any chain where anything is claimed."""
    assert concerned == replace(rules["STOP.early"], profile=profile).concerns(claimed)


def test_id_stands_once() -> None:
    """An id can't be given twice."""
    with pytest.raises(SpecError, match=r"STOP\.early: the id stands twice"):
        parse_rules(ENTRY + ENTRY, "stop.toml")
