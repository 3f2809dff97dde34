"""The rules as data: their examples are executed, what is written is read back, the gates of collection close."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.history import KINDS, Event, History
from taskloop_conformance.model.notation import NotationError, format_history, parse_history
from taskloop_conformance.model.rules import Rule, SpecError, load_areas, load_rules, parse_rules
from taskloop_conformance.model.transitions import load_table
from taskloop_conformance.report.coverage import SpecGate, checks_by_rule, unverified

ROOT = Path(__file__).parents[2]
RULES = load_rules()
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
reproducible = settings(max_examples=150, deadline=None, derandomize=True, database=None)


# The examples


@every_rule
def test_legal_example_is_accepted(rule: Rule) -> None:
    """The oracle accepts the rule's legal history."""
    assert judge(parse_history(rule.legal)) is None


@every_rule
def test_illegal_example_is_rejected(rule: Rule) -> None:
    """The oracle rejects the rule's illegal history and names this very rule."""
    divergence = judge(parse_history(rule.illegal))
    assert divergence is not None
    assert divergence.rule == rule.id


@every_rule
def test_example_survives_the_notation(rule: Rule) -> None:
    """An example that is read, written and read again is the same history."""
    for text in (rule.legal, rule.illegal):
        history = parse_history(text)
        assert parse_history(format_history(history)) == history


def test_every_rule_of_the_table_exists() -> None:
    """The transition table names rules of the specification only."""
    assert {cell.rule for cell in load_table().cells.values()} <= set(RULES)


def test_every_area_has_rules() -> None:
    """Each area has at least one rule, and each rule belongs to an area."""
    assert {rule.area for rule in RULES.values()} == {area.id for area in load_areas()}


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


_ENTRY = """
[[rule]]
id = "STOP.early"
title = "-"
level = "MUST"
profile = "control"
origin = "source"
place = "-"
text = "-"
legal = "0 call p0"
illegal = "0 call p1"
"""


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('level = "MUST"', 'level = "OUGHT"'), "level is 'OUGHT'"),
        (('id = "STOP.early"', 'id = "stop 1"'), "an id is AREA.some-words"),
        (('text = "-"', 'text = ""'), "text is empty"),
        (('origin = "source"', 'origin = "resolved"'), "reason is empty"),
        (('title = "-"', 'titel = "-"'), "unexpected keyword argument 'titel'"),
    ],
)
def test_bad_rule_is_refused(change: tuple[str, str], message: str) -> None:
    """A rule with a wrong or missing field is refused by its id and the field."""
    with pytest.raises(SpecError, match=message):
        parse_rules(_ENTRY.replace(*change), "stop.toml")


def test_id_stands_once() -> None:
    """An id can't be given twice."""
    with pytest.raises(SpecError, match=r"STOP\.early: the id stands twice"):
        parse_rules(_ENTRY + _ENTRY, "stop.toml")


# The gates


@pytest.fixture
def rules() -> Mapping[str, Rule]:
    return parse_rules(_ENTRY, "stop.toml")


def test_required_rule_without_check(rules: Mapping[str, Rule]) -> None:
    """A required rule without a check and without a reason is named."""
    (problem,) = unverified(rules, {})
    assert problem.startswith("STOP.early is required, has no check")


@pytest.mark.parametrize("change", [{"unchecked": "It can't be seen."}, {"level": "SHOULD"}, {"retired": True}])
def test_rule_that_needs_no_check(rules: Mapping[str, Rule], change: dict[str, object]) -> None:
    """A written reason, a lower level or retirement excuses a rule from having a check."""
    rule = replace(rules["STOP.early"], **change)  # type: ignore[arg-type]  # fields of three types
    assert unverified({rule.id: rule}, {}) == []


@pytest.mark.parametrize(
    ("named", "message"),
    [((), "names no rule"), (("STOP.late",), "names STOP.late, which the specification doesn't have")],
)
def test_check_that_names_no_rule(rules: Mapping[str, Rule], named: tuple[str, ...], message: str) -> None:
    """A check that names no rule or an unknown one is named."""
    gate = SpecGate(rules)
    gate.add("test_x.py::test_y", named)
    (problem,) = gate.problems()
    assert message in problem
    assert problem.startswith("test_x.py::test_y")


def test_check_that_names_a_retired_rule(rules: Mapping[str, Rule]) -> None:
    """A retired rule is never checked."""
    gate = SpecGate({"STOP.early": replace(rules["STOP.early"], retired=True)})
    gate.add("test_x.py::test_y", ["STOP.early"])
    assert gate.problems() == ["test_x.py::test_y names STOP.early, which is retired"]


def test_real_suite_passes_the_gates() -> None:
    """Every required rule of the specification has a check, and every check names rules of it."""
    gate = SpecGate(RULES)
    for rule, checks in checks_by_rule().items():
        for check in checks:
            gate.add(check, [*gate.checks.get(check, ()), rule])
    assert (unverified(RULES, checks_by_rule()), gate.problems()) == ([], [])


def test_collection_fails_on_a_check_without_a_rule(tmp_path: Path) -> None:
    """The gate is built in: collecting a check that names no rule ends with a usage error that says so."""
    folder = tmp_path / "checks"
    folder.mkdir()
    package = ROOT / "conformance" / "taskloop_conformance"
    (folder / "conftest.py").write_text((package / "checks" / "conftest.py").read_text("utf-8"), "utf-8")
    (folder / "test_lawless.py").write_text("def test_lawless():\n    pass\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(tmp_path), str(folder)]
    command += ["-p", "no:cacheprovider", "-p", "taskloop_conformance.plugin", "-p", "pytest_asyncio.plugin"]
    command += ["-o", "asyncio_default_fixture_loop_scope=function", "--implementation", "tasktools.taskloop"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "test_lawless names no rule" in done.stdout + done.stderr) == (4, True)
