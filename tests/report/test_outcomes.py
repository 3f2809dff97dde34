"""The outcome of a rule whose check hung: whom the hang is charged to."""

from __future__ import annotations

import pytest

from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.report.outcomes import judge_rule
from taskloop_conformance.run.records import Collected, Record

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
    return {"check": check, "rules": [rule], **told, "histories": 1, "seconds": 0.0}


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
