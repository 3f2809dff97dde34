"""The outcome of a rule whose check hung: whom the hang is charged to."""

from __future__ import annotations

import pytest

from taskloop_conformance.explore.examine import examine
from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.report.outcomes import judge_rule
from taskloop_conformance.run.classify import classify
from taskloop_conformance.run.records import Collected, Record
from tests.explore.asking import faulty

OTHER, HUNG = "CHAIN.continues", "PAYLOAD.args-form"

SPINS = "0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n1 spin\n"
STOPS_BY_ITSELF = "0 call p0\n1 return\n1 fargs p0 -> p1\n1 idle tasks 0 timers 0\n"
AFTER_A_SIGNAL = "0 call p0\n0.5 STOP\n1 return\n1 fargs p0 -> p1\n1 call p1\n"
NEVER_CALLS = "0 start\n0 fargs p0 -> p1\n"
STARTED_TWICE = "0 call p0\n0.5 fact create() again\n0.5 call p0\n"  # a rule that is only recommended
WRONG_PAYLOAD = "0 call p0\n1 return\n1 fargs p0 -> p1\n1 call p0\n"


def record(check: str, rule: str, outcome: str, history: str = "") -> Record:
    """One check's record; of a failed one with the findings of a history."""
    found = []
    if history:
        parsed = parse_history(history)
        found = [Finding(each, parsed, "wait:").to_json() for each in judge_all(parsed)]
    told: Record = {"outcome": outcome, "findings": found, "message": "no sign of life", "lacks": "", "replay": ""}
    return {"check": check, "rules": [rule], **told, "at_the_end": False, "histories": 1, "seconds": 0.0}


@pytest.mark.parametrize(
    ("history", "outcome"),
    [
        (SPINS, "blocked"),
        (STOPS_BY_ITSELF, "blocked"),
        (NEVER_CALLS, "blocked"),
        (AFTER_A_SIGNAL, "hung"),
        (WRONG_PAYLOAD, "hung"),
        (STARTED_TWICE, "hung"),
        ("", "hung"),
    ],
)
def test_a_hang_is_charged_to_what_explains_it(history: str, outcome: str) -> None:
    """A check that hangs blames its own rules only where no chain spins, or goes wrong by itself."""
    first = record("1", OTHER, "failed" if history else "passed", history)
    collected = Collected("1", "3", ["control"], [("1", [OTHER]), ("2", [HUNG])], [first, record("2", HUNG, "hung")])
    result = judge_rule(load_rules()[HUNG], collected, "mine.py")
    assert result is not None
    assert outcome == result.outcome


@pytest.mark.parametrize(
    ("rule", "token", "outcome"),
    [
        ("CONTINUE.in-time", "wait:1w=PAUSE,1+1.5=CONTINUE", "passed"),
        ("CONTROL.final", "wait:1c=STOP,1w=CONTINUE", "blocked"),  # nothing is final where STOP doesn't count
        ("STOP.in-time", "wait:1w=PAUSE", "blocked"),
        ("CHAIN.nothing-left", "limit3/wait:", "blocked"),
    ],
)
def test_what_was_right_until_the_end_is_judged(rule: str, token: str, outcome: str) -> None:
    """A chain that only can't be brought to its end was judged by all rules that aren't about the end."""
    with pytest.raises(RuleBroken) as broken:
        examine(token, faulty("stop-ignored"), [rule])
    told = record("1", rule, "") | classify(broken.value, [rule])
    collected = Collected("1", "3", ["control"], [("1", [rule])], [told])
    result = judge_rule(load_rules()[rule], collected, "mine.py")
    assert result is not None
    assert outcome == result.outcome
