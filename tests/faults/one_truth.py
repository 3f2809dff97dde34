"""One truth: four ways of asking the suite about one implementation have to give one answer.

A whole run, `run --rule BLAMED`, `replay TOKEN` and pytest mode, each as a user starts it, with the exit codes of the
contract. The rules are those that the whole run fails; a rule that is only recommended is a warning in pytest mode, so
what fails there are the required ones.
"""

from __future__ import annotations

import contextlib
import io
import json
import multiprocessing
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from taskloop_conformance.command.program import main as program

#: Exit codes of `taskloop-conformance run` and of `replay`: what is asked about keeps the rules, or breaks one.
KEPT, BROKEN = 0, 1


@dataclass(frozen=True)
class Truths:
    """What the four ways say of one target."""

    target: str
    verdict: str
    failed: tuple[str, ...]  # the rules that the whole run fails, required ones first
    by_rule: dict[str, int]  # the exit code of `run --rule ID`
    by_token: dict[str, int]  # the exit code of `replay TOKEN`
    pytest_code: int

    def disagreements(self) -> list[str]:
        """Where two ways say different things."""
        broken = self.verdict == "not-conformant"
        found = [f"--rule {rule} ends with {code}" for rule, code in self.by_rule.items() if code != BROKEN]
        found += [f"replay {token} ends with {code}" for token, code in self.by_token.items() if code != BROKEN]
        if broken and not self.failed:
            found.append("not-conformant without a failed rule")
        if (self.pytest_code != 0) != broken:
            found.append(f"pytest mode ends with {self.pytest_code}")
        return [f"{self.target} is {self.verdict}: {each}" for each in found]


def ask(target: str, exploration: Sequence[str] = ("--quick",), *, most_rules: int = 3) -> Truths:
    """Ask all four ways about a target; of many failed rules the first few are asked about alone."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        in_child(program, ["run", target, *exploration, "-j", "1", "--json", str(report)])
        data: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    failed = [rule for rule in data["rules"] if rule["outcome"] in ("failed", "hung", "crashed")]
    failed.sort(key=lambda rule: str(rule["level"]) != "MUST")
    required = [rule for rule in failed if rule["level"] == "MUST"][:most_rules]
    depth = {"--quick": "quick", "--thorough": "thorough"}.get("".join(exploration), "default")
    return Truths(
        target,
        data["verdict"],
        tuple(rule["id"] for rule in failed),
        {
            rule["id"]: in_child(program, ["run", target, *exploration, "-j", "1", "--rule", rule["id"]])
            for rule in required
        },
        {
            rule["replay"]: in_child(program, ["replay", rule["replay"], target])
            for rule in required
            if rule.get("replay")
        },
        in_child(_pytest, ["--implementation", target, "--exploration", depth]),
    )


def _pytest(arguments: list[str]) -> int:
    with mock.patch.dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"):
        return int(
            pytest.main(
                [
                    *("-p", "pytest_asyncio.plugin", "-p", "taskloop_conformance.plugin", "-p", "no:cacheprovider"),
                    *("-c", os.devnull, "-o", "asyncio_default_fixture_loop_scope=function", "-q", "-x"),
                    *(*arguments, "--pyargs", "taskloop_conformance.checks"),
                ]
            )
        )


def in_child(call: Any, arguments: list[str]) -> int:
    """Call in a forked process, which has everything imported already; gives its exit code."""
    fork = multiprocessing.get_context("fork")
    mine, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_answer, args=(call, arguments, theirs))
    child.start()
    theirs.close()
    try:
        return int(mine.recv())
    except EOFError:  # the target ended the process
        return -1
    finally:
        child.join()


def _answer(call: Any, arguments: list[str], answer: Connection) -> None:
    # Some of the output doesn't go through sys.stdout: what a target or the program itself writes to the descriptors.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            code = call(arguments)
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else 1
    answer.send(code)
