"""The gates of collection: which checks verify which rules, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from taskloop_conformance.model.rules import Level, Rule, load_rules
from taskloop_conformance.report.coverage import SpecGate, checks_by_rule, unverified

ROOT = Path(__file__).parents[2]
RULES = load_rules()


@pytest.mark.parametrize("level", ["MUST", "SHOULD", "MAY"])
def test_rule_without_check(rules: Mapping[str, Rule], level: Level) -> None:
    """A rule of any level without a check and without a reason is named."""
    problems = unverified({"STOP.early": replace(rules["STOP.early"], level=level)}, {})
    assert ["STOP.early has no check, and doesn't say why (field `unchecked`)"] == problems


def test_rule_that_calls_itself_unchecked_wrongly(rules: Mapping[str, Rule]) -> None:
    """A rule that says that it is unchecked, and has a check, is named with the check."""
    rule = replace(rules["STOP.early"], unchecked="It can't be seen.")
    problems = unverified({rule.id: rule}, {rule.id: ["test_x.py::test_y"]})
    assert ["STOP.early says that it is unchecked, and test_x.py::test_y verifies it"] == problems


@pytest.mark.parametrize("change", [{"unchecked": "It can't be seen."}, {"retired": True}])
def test_rule_that_needs_no_check(rules: Mapping[str, Rule], change: dict[str, object]) -> None:
    """A written reason or retirement excuses a rule from having a check."""
    rule = replace(rules["STOP.early"], **change)  # type: ignore[arg-type]  # fields of several types
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
