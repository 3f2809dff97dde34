"""From records to outcomes: what wins over what, and what the suite's own failures mean."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from taskloop_conformance.model.failures import Unimplemented
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.history import Divergence, Event, History
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.report.report import build_report
from taskloop_conformance.report.selection import select
from taskloop_conformance.run.classify import classify
from taskloop_conformance.run.messages import SHAPES, fits
from taskloop_conformance.run.records import Collected

RULES = load_rules()
A, B = "STOP.ends", "STOP.completes"


def finding(rule: str, events: int = 1) -> Finding:
    """A finding of this rule whose history has so many events."""
    history = History(tuple(Event(float(at), "A", "start") for at in range(events)))
    return Finding(Divergence(rule, 0, 0.0, "A", "this", "that"), history, f"wait:{events}w=STOP")


def record(check: str, rules: list[str], outcome: str, *broken: str | Finding) -> dict[str, Any]:
    """A record of a check that found these rules broken."""
    found = [(each if isinstance(each, Finding) else finding(each)).to_json() for each in broken]
    facts = {"at_the_end": False, "message": outcome, "lacks": "", "replay": "", "histories": 1, "seconds": 0.0}
    return {"check": check, "rules": rules, "outcome": outcome, "findings": found, **facts}


def judged(*records: dict[str, Any], unreported: int = 0) -> tuple[str, dict[str, str]]:
    plan = [(entry["check"], entry["rules"]) for entry in records]
    kept = list(records)[: len(records) - unreported]
    collected = Collected("1", "3", ["control"], plan, kept)
    report = build_report(collected, "target", RULES)
    return report.verdict, {rule.id: rule.outcome for rule in report.rules}


def test_all_passed() -> None:
    """A rule passes when all its checks passed."""
    assert judged(record("1", [A], "passed"), record("2", [A], "passed")) == ("conformant", {A: "passed"})


@pytest.mark.parametrize("outcome", ["failed", "hung", "crashed"])
def test_a_failure_wins(outcome: str) -> None:
    """A failure anywhere wins over everything else that is said of its rule."""
    others = [record("1", [A], "passed"), record("2", [A], "unimplemented")]
    assert judged(*others, record("3", [A], outcome)) == ("not-conformant", {A: outcome})


def test_another_rule_broken_first_blocks() -> None:
    """A check that breaks another rule fails that one and blocks its own."""
    found = judged(record("1", [A], "blocked", B), record("2", [B], "passed"))
    assert found == ("not-conformant", {B: "failed", A: "blocked"})


def test_one_passed_check_unblocks() -> None:
    """A rule is blocked only if none of its checks could be judged."""
    found = judged(record("1", [A], "blocked", B), record("2", [A], "passed"), record("3", [B], "passed"))
    assert found == ("not-conformant", {B: "failed", A: "passed"})


def test_a_broken_rule_leaves_the_check_s_others_blocked() -> None:
    """Of a check's several rules only the broken one fails."""
    assert judged(record("1", [A, B], "failed", B)) == ("not-conformant", {B: "failed", A: "blocked"})


def test_further_broken_rules_count() -> None:
    """A check may find several rules broken at once."""
    assert judged(record("1", [A, B], "failed", B, A))[1] == {B: "failed", A: "failed"}


def test_unimplemented_keeps_from_conforming() -> None:
    """What a target lacks keeps a claimed profile from conforming."""
    assert judged(record("1", [A], "unimplemented")) == ("not-conformant", {A: "unimplemented"})


def test_a_failure_of_the_suite_is_incomplete() -> None:
    """The suite's own failure is never charged to the implementation."""
    assert judged(record("1", [A], "suite-error"), record("2", [B], "passed"))[0] == "incomplete"


def test_an_unreported_check_is_incomplete() -> None:
    """A planned check without a report makes the run incomplete, and its rule isn't called passed."""
    found = judged(record("1", [A], "passed"), record("2", [A], "passed"), unreported=1)
    assert found == ("incomplete", {})


def test_the_shortest_history_speaks() -> None:
    """Of several failures of one rule the one with the shortest history is shown."""
    long, short = record("1", [A], "failed", finding(A, 9)), record("2", [A], "failed", finding(A, 1))
    collected = Collected("1", "3", ["control"], [("1", [A]), ("2", [A])], [long, short])
    assert build_report(collected, "target", RULES).rules[0].finding == finding(A, 1)


def test_a_check_s_time_is_shared_by_its_rules() -> None:
    """What two rules' check took counts half for each, on top of their own checks'."""
    both, own = {**record("1", [A, B], "passed"), "seconds": 3.0}, {**record("2", [A], "passed"), "seconds": 1.0}
    collected = Collected("1", "3", ["control"], [("1", [A, B]), ("2", [A])], [both, own])
    assert {A: 2.5, B: 1.5} == {rule.id: rule.seconds for rule in build_report(collected, "target", RULES).rules}


def test_the_shapes_of_a_divergence_have_all_its_fields(schema: dict[str, Any]) -> None:
    """A field that the channel or the schema doesn't know would make a report incomplete or invalid."""
    names = [field.name for field in fields(Divergence)]
    shape = SHAPES["check"]["findings"][0]["divergence"]
    described = schema["properties"]["rules"]["items"]["properties"]["divergence"]["properties"]
    assert (names, names) == (list(shape), list(described))
    assert fits(json.loads(json.dumps(finding(A).to_json())), SHAPES["check"]["findings"][0])


def test_a_finding_crosses_the_pipe_unchanged() -> None:
    """What is read back from a finding's data equals it."""
    before = finding(A, 3)
    assert Finding.from_json(json.loads(json.dumps(before.to_json()))) == before


def test_a_rule_found_broken_is_reported_whatever_is_claimed() -> None:
    """A verdict never rests on a rule that the report doesn't name."""
    assert judged(record("1", [A], "blocked", "FARGS.input")) == (
        "not-conformant",
        {"FARGS.input": "failed", A: "blocked"},
    )


def test_a_selection_never_conforms() -> None:
    """A run of some rules only says selection-passed, or that a rule is broken."""
    collected = Collected("1", "3", ["control"], [("1", [A])], [record("1", [A], "passed")])
    assert build_report(collected, "target", RULES, selected=[A]).verdict == "selection-passed"


def test_errors_outside_the_implementation_are_the_suite_s() -> None:
    """An exception without a frame of the implementation is the suite's own failure."""
    assert classify(ValueError("x"), [A])["outcome"] == "suite-error"


def test_errors_of_the_implementation_fail(tmp_path: Path) -> None:
    """An exception that passed through the implementation fails the check's rules and says where."""
    file = tmp_path / "impl.py"
    file.write_text("def f():\n    raise ValueError('no')\n")
    space: dict[str, Any] = {}
    exec(compile(file.read_text(), str(file), "exec"), space)
    with pytest.raises(ValueError, match="no") as caught:
        space["f"]()
    found = classify(caught.value, [A], [Path(__file__).parent])
    assert (found["outcome"], found["message"]) == ("failed", "ValueError: no (in f, impl.py:2)")


def test_what_is_missing_is_unimplemented() -> None:
    """A missing method is no failure but a lack, and is named."""
    found = classify(Unimplemented("TaskLoop.stop", "stop"), [A])
    message = "the implementation has no TaskLoop.stop"
    assert {"outcome": "unimplemented", "message": message, "lacks": "stop"} == found


@pytest.mark.parametrize(("rule", "expected"), [("MASK.arguments", "passed"), ("PAUSE.holds", "unimplemented")])
def test_a_missing_signal_concerns_the_rules_that_need_it(rule: str, expected: str) -> None:
    """A rule about another matter is judged by the checks that could run; without any of them it isn't."""
    lacking = record("2", [rule], "unimplemented") | {"lacks": "pause"}
    assert {rule: expected} == judged(record("1", [rule], "passed"), lacking)[1]
    assert {rule: "unimplemented"} == judged(lacking)[1]


def test_addresses_are_left_out() -> None:
    """Messages hold no address of an object: two runs give the same report."""
    assert classify(AssertionError("<object at 0x7f0011223344>"), [A])["message"] == "<object at 0x...>"


def test_selection_by_pattern() -> None:
    """Rules are chosen by id or glob, in the specification's order."""
    assert select([], RULES) is None
    assert select(["STOP.ends", "FARGS.*"], RULES) == ["FARGS.input", "FARGS.output", "STOP.ends"]
