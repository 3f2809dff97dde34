"""The report as CTRF, the Common Test Report Format: one JSON object that many CI dashboards read; a test per rule."""

from __future__ import annotations

import json
from typing import Any

from .. import __version__
from .outcomes import GOOD, RuleResult
from .report import Report

#: The version of the format that is written: its first one, which asks for no more than later ones.
SPEC_VERSION = "0.0.0"

_STATUSES = ("passed", "failed", "skipped", "pending", "other")


def to_ctrf(report: Report, finished: float) -> str:
    """The JSON text; ``finished`` is when the run ended, in seconds since 1970.

    What keeps the target from conforming is ``failed``, whatever its outcome; known failures and what isn't claimed
    are ``skipped``; a broken SHOULD is ``other``, since it changes no verdict.
    """
    tests = [_test(result) for result in report.rules]
    tests += [
        {"name": report.verdict, "status": "failed", "duration": 0, "message": error, "suite": [report.target, "run"]}
        for error in report.errors
    ]
    numbers = {status: sum(test["status"] == status for test in tests) for status in _STATUSES}
    start = finished - report.seconds
    data = {
        "reportFormat": "CTRF",
        "specVersion": SPEC_VERSION,
        "results": {
            "tool": {"name": "taskloop-conformance", "version": __version__},
            "summary": {"tests": len(tests), **numbers, "start": _milliseconds(start), "stop": _milliseconds(finished)},
            "tests": [
                {**test, "suite": test.get("suite", [report.target, test["name"].split(".")[0]])} for test in tests
            ],
        },
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _test(result: RuleResult) -> dict[str, Any]:
    test = {
        "name": result.id,
        "status": _status(result),
        "duration": _milliseconds(result.seconds),
        "rawStatus": result.outcome,
        "tags": [result.level],
    }
    if result.outcome != "passed":
        test["message"] = result.summary
        test["trace"] = "\n".join([result.message, "", *result.trace]).strip()
    return test


def _status(result: RuleResult) -> str:
    if result.outcome == "passed":
        return "passed"
    if result.outcome in GOOD:
        return "skipped"
    return "failed" if result.level == "MUST" else "other"


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
