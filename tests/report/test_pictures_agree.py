"""The picture of a failure marks the rule that its heading names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from taskloop_conformance.explore.examine import examine
from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.report.html import render_html
from taskloop_conformance.report.outcomes import RuleResult
from taskloop_conformance.report.report import Report
from tests.faults.fault import load_catalogue

#: A fault and a scenario that shows it.  The first one's failures were once drawn as those of another rule.
FAULTS = {
    "second-pause-steals-continue": "wait+wait:A1w=PAUSE,B1w=PAUSE,A1+3=CONTINUE",
    "continue-undoes-stop": "wait:1w=STOP,1w=CONTINUE",
    "cancel-in-pause-lost": "wait:1w=PAUSE,1+1=CANCEL",
    "error-retried": "raise@2:",
    "pause-for-all": "wait+wait:A1w=PAUSE",
    "payload-one-late": "wait:",
}


def sections(page: str) -> dict[str, str]:
    """The failures of a page by the rule in their heading."""
    return dict(re.findall(r'<section class="failure" id="([^"]+)">(.*?)</section>', page, re.S))


def page_of(findings: dict[str, Finding]) -> str:
    rules = load_rules()
    results = [
        RuleResult(name, rules[name].level, rules[name].profile, "failed", "x", findings[name]) for name in findings
    ]
    report = Report("x", "", "", ("control",), "not-conformant", len(results), 1, 0.0, tuple(results))
    return render_html(report.to_json())


def marked(section: str) -> list[str]:
    """The rules that the pictures of a section mark as broken."""
    return re.findall(r"here ([A-Z]+\.[a-z-]+) is broken", section)


def illegal_histories() -> dict[str, Finding]:
    """The illegal history of each rule, where the oracle finds that rule broken."""
    found = {}
    for rule in load_rules().values():
        history = parse_history(rule.illegal)
        divergence = next((d for d in judge_all(history) if d.rule == rule.id), None)
        if divergence and any(event.kind == "call" for event in history.events):
            found[rule.id] = Finding(divergence, history, "wait:")
    return found


def test_every_illegal_history_is_drawn_as_its_own_rule() -> None:
    """However many rules a page shows, each picture marks the one above it."""
    findings = illegal_histories()
    assert len(findings) > 40
    assert {rule: [rule] for rule in findings} == {rule: marked(s) for rule, s in sections(page_of(findings)).items()}


@pytest.mark.parametrize("name", FAULTS)
def test_the_failure_of_a_fault_is_drawn_as_its_own_rule(name: str) -> None:
    """What the oracle finds keeps its rule until it is drawn, however the finding was made plain on its way."""
    adapter: Any = ModuleAdapter(load_catalogue()[name].implementation(), name)
    with pytest.raises(RuleBroken) as broken:
        examine(FAULTS[name], adapter)
    finding = broken.value.finding
    assert {finding.rule: [finding.rule]} == {
        rule: marked(section) for rule, section in sections(page_of({finding.rule: finding})).items()
    }
