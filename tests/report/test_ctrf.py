"""CTRF: the common JSON form of test reports."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from taskloop_conformance.report.ctrf import to_ctrf
from tests.report.results import a_report

COUNT = {"type": "integer", "minimum": 0}
TEST = {
    "type": "object",
    "required": ["name", "status", "duration"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "status": {"enum": ["passed", "failed", "skipped", "pending", "other"]},
        "duration": COUNT,
        "suite": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "message": {"type": "string"},
        "trace": {"type": "string"},
        "rawStatus": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
SUMMARY = ["tests", "passed", "failed", "skipped", "pending", "other", "start", "stop"]
#: The parts of the format that the suite writes, as its specification asks for them.
SCHEMA = {
    "type": "object",
    "required": ["results", "reportFormat", "specVersion"],
    "properties": {
        "reportFormat": {"const": "CTRF"},
        "specVersion": {"pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"},
        "results": {
            "type": "object",
            "required": ["tool", "summary", "tests"],
            "additionalProperties": False,
            "properties": {
                "tool": {"type": "object", "required": ["name"]},
                "summary": {
                    "required": SUMMARY,
                    "additionalProperties": False,
                    "properties": dict.fromkeys(SUMMARY, COUNT),
                },
                "tests": {"type": "array", "items": TEST},
            },
        },
    },
}


def written(**changes: Any) -> dict[str, Any]:
    data = json.loads(to_ctrf(a_report(**changes), 100.0))
    jsonschema.validate(data, SCHEMA)
    results: dict[str, Any] = data["results"]
    return results


def test_every_outcome_has_its_status() -> None:
    """What keeps from conforming is failed; excused and unclaimed rules are skipped; a broken SHOULD is other."""
    found = {test["name"]: test["status"] for test in written()["tests"]}
    assert found == {
        "PAUSE.holds": "passed",
        "STOP.ends": "failed",
        "STOP.completes": "failed",
        "CANCEL.clean": "other",
        "CANCEL.ends": "skipped",
        "MASK.pair": "skipped",
    }


def test_the_numbers_add_up() -> None:
    """The summary counts the tests by their status and says when the run began and ended, in milliseconds."""
    wanted = {"tests": 6, "passed": 1, "failed": 2, "skipped": 2, "pending": 0, "other": 1}
    assert {**wanted, "start": 98_000, "stop": 100_000} == written()["summary"]


def test_a_failure_has_its_time_its_message_and_its_history() -> None:
    """A failed test says how long its checks took, what happened, and the history that shows it."""
    failed = next(test for test in written()["tests"] if test["name"] == "STOP.ends")
    assert (1500, "a call: p0, 100%; allowed: nothing", ["impl.py", "STOP"]) == (
        failed["duration"],
        failed["message"],
        failed["suite"],
    )
    assert "call p0" in failed["trace"]


def test_a_trouble_of_the_run_is_a_failed_test() -> None:
    """A run that is incomplete doesn't look like one that passed."""
    tests = written(errors=("a worker was lost",))["tests"]
    assert ("incomplete", "failed", "a worker was lost") == tuple(tests[-1][k] for k in ("name", "status", "message"))
