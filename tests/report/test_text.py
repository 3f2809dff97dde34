"""The report on a terminal: blocked rules, known failures, and what a stopped run says."""

from __future__ import annotations

import io
from dataclasses import replace

from taskloop_conformance.report.outcomes import RuleResult
from taskloop_conformance.report.text import Style, render
from tests.report.results import FINDING, RESULTS, a_report

PLAIN = Style(io.StringIO())
BLOCKED = [
    RuleResult(rule, "MUST", "control", "blocked", "Could not be judged: STOP.ends was broken first.", FINDING)
    for rule in ("STOP.completes", "STOP.only-one")
]


def test_blocked_rules_stand_once_below_what_blocks_them() -> None:
    """However many rules one failure blocks, it is named once with all of them."""
    text = render(a_report(RESULTS[1], *BLOCKED), PLAIN)
    assert 1 == text.count("BLOCKED  by STOP.ends, which was broken first:\n    STOP.completes, STOP.only-one\n")
    assert 0 == text.count("Could not be judged")


def test_a_known_failure_is_one_line_with_its_reason() -> None:
    """The reason that a person wrote stands in the place of the failure."""
    assert "KNOWN  CANCEL.ends (MUST): mended soon\n" in render(a_report(), PLAIN)


def test_a_stopped_run_says_so() -> None:
    """Nobody takes the rules that were judged until -x stopped the run for all that there are."""
    text = render(replace(a_report(RESULTS[1]), stopped=True), PLAIN)
    assert "stopped at the first broken rule (-x): the other rules were not judged" in text


def test_notes_and_errors_stand_above_the_verdict() -> None:
    """What is worth knowing and what went wrong are lines of their own."""
    text = render(replace(a_report(errors=("a worker was lost",)), notes=("a worker was replaced",)), PLAIN)
    assert "note: a worker was replaced\nincomplete: a worker was lost\nimpl.py 7: incomplete (" in text
