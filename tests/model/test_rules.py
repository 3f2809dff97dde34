"""The rules as data: their examples are executed, and what is written is read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.history import KINDS, Event, History
from taskloop_conformance.model.notation import NotationError, format_history, parse_history
from taskloop_conformance.model.rules import Rule, load_areas, load_rules
from taskloop_conformance.model.transitions import load_table
from taskloop_conformance.paths import SPEC

RULES = load_rules()
IN_FORCE = {rule.id: rule for rule in RULES.values() if not rule.retired}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
every_rule_in_force = pytest.mark.parametrize("rule", IN_FORCE.values(), ids=IN_FORCE)
reproducible = settings(max_examples=150, deadline=None, derandomize=True, database=None)


# The examples


@every_rule_in_force
def test_legal_example_is_accepted(rule: Rule) -> None:
    """The oracle accepts the rule's legal history."""
    assert judge(parse_history(rule.legal)) is None


@every_rule_in_force
def test_illegal_example_is_rejected(rule: Rule) -> None:
    """The oracle rejects the rule's illegal history and names this very rule."""
    divergence = judge(parse_history(rule.illegal))
    named = divergence.rule if divergence else "no rule"
    assert rule.id == named, f"the judge names {named}: see CONTRIBUTING.md, How a rule is added, step 3"


@every_rule
def test_example_survives_the_notation(rule: Rule) -> None:
    """An example that is read, written and read again is the same history."""
    for text in (rule.legal, rule.illegal):
        history = parse_history(text)
        assert parse_history(format_history(history)) == history


def test_every_rule_of_the_table_exists() -> None:
    """The transition table names rules in force only."""
    assert {cell.rule for cell in load_table().cells.values()} <= set(IN_FORCE)


def test_every_area_has_rules() -> None:
    """Each area has at least one rule, and each rule belongs to an area."""
    assert {rule.area for rule in RULES.values()} == {area.id for area in load_areas()}


def test_every_rule_has_its_decision() -> None:
    """The prose names every rule in force, so that whoever changes one finds why it is as it is, and no other."""
    prose = (SPEC / "decisions.md").read_text("utf-8")
    assert set(IN_FORCE) == set(re.findall(r"`([A-Z]+\.[a-z-]+)`", prose))


# Round trips

_times = st.integers(0, 400_000).map(lambda n: n / 4)
_details = st.sampled_from(["", "p0", "p0 -> p1", "copy of p2", "tasks 0 timers 0", "B:p3/k1"])
_kinds = st.sampled_from([kind for kind in KINDS if kind not in ("idle", "busy", "spin")])
_events = st.lists(st.tuples(_times, st.sampled_from("ABC"), _kinds, _details), min_size=1, max_size=12)


@reproducible
@given(events=_events, pause=st.sampled_from([0.001, 0.25, 3600.0]), register=st.sampled_from(["", "keyword"]))
def test_history_survives_the_notation(events: list[tuple[float, str, str, str]], pause: float, register: str) -> None:
    """Any history that is written in the notation is read back as it was."""
    conditions = {"register": register} if register else {}
    history = History(tuple(Event(*event) for event in sorted(events, key=lambda e: e[0])), pause, conditions)
    assert parse_history(format_history(history)) == history


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no event"),
        ("0 calls p0", "line 1: unknown kind 'calls'"),
        ("0 call p0\nlater return", "line 2: 'later return' is not"),
        ("2 call p0\n1 return", "line 2: 1 s comes before 2 s"),
    ],
)
def test_bad_notation_is_refused(text: str, message: str) -> None:
    """A text that is no history says in which line, and why."""
    with pytest.raises(NotationError, match=message):
        parse_history(text)
