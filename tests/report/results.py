"""A report with an outcome of each kind, for the tests of its forms."""

from __future__ import annotations

from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.history import Divergence, Event, History
from taskloop_conformance.report.outcomes import RuleResult
from taskloop_conformance.report.report import Report, verdict_of

HISTORY = History((Event(0.0, "A", "start"), Event(1.0, "A", "call", "p0")))
FINDING = Finding(Divergence("STOP.ends", 1, 1.0, "A", "nothing", "a call: p0, 100%"), HISTORY, "wait:1w=STOP")

RESULTS = (
    RuleResult("PAUSE.holds", "MUST", "control", "passed", seconds=0.25),
    RuleResult(
        "STOP.ends", "MUST", "control", "failed", "STOP.ends (MUST): told\nin full", FINDING, "wait:1w=STOP", 1.5
    ),
    RuleResult("STOP.completes", "MUST", "control", "hung", "It hung | in test_x.", replay="wait:"),
    RuleResult("CANCEL.clean", "SHOULD", "control", "failed", "It\x00 lingers."),
    RuleResult("CANCEL.ends", "MUST", "control", "known", "mended soon\nmore"),
    RuleResult("MASK.pair", "MUST", "functions", "not-claimed", "The adapter claims no mask."),
)


def a_report(*results: RuleResult, errors: tuple[str, ...] = ()) -> Report:
    """A report with these results, or one of each kind."""
    results = results or RESULTS
    verdict = verdict_of(results, errors)
    return Report("impl.py", "7", "3.11", ("control",), verdict, len(results), 9, 2.0, results, errors)
