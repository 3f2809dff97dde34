"""What GitHub Actions shows of a run by itself: annotations in the log, and a summary on the job's page.

Both are made when the environment says that the program runs there (``GITHUB_ACTIONS``), so that a job needs no
more than the one command.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .outcomes import GOOD, RuleResult
from .report import Report

#: GitHub shows ten annotations of a kind for each step; further ones would be dropped without a word.
_LIMIT = 10


def workflow_commands(report: Report) -> list[str]:
    """A workflow command for each broken rule: an error for a MUST, a warning for a SHOULD, a notice for the rest."""
    file = report.target if report.target.endswith(".py") else ""
    lines = [_command("error", "", report.verdict, error) for error in report.errors]
    broken = [result for result in report.rules if result.outcome not in ("passed", "not-claimed")]
    for kind in ("error", "warning", "notice"):
        chosen = [result for result in broken if _kind(result) == kind]
        lines += [_command(kind, file, f"{result.id} ({result.outcome})", result.summary) for result in chosen[:_LIMIT]]
        if len(chosen) > _LIMIT:
            lines[-1] = _command(kind, file, "more", f"and {len(chosen) - _LIMIT + 1} more: see the log of this step")
    return lines


def summary(report: Report) -> str:
    """The run as Markdown: the verdict, the reasons, and a table of what isn't passed."""
    passed = sum(result.outcome == "passed" for result in report.rules)
    lines = [f"### TaskLoop conformance of `{report.target}`: {report.verdict}", ""]
    lines += [f"- {_cell(error)}" for error in report.errors]
    if report.rules:
        lines.append(f"{passed} of {report.planned} rules passed; judged: {report.judged}.")
    rest = [result for result in report.rules if result.outcome != "passed"]
    if rest:
        lines += ["", "| Rule | Level | Outcome | What happened |", "|---|---|---|---|"]
        lines += [f"| {r.id} | {r.level} | {r.outcome} | {_cell(r.summary)} |" for r in rest]
    return "\n".join([*lines, "", ""])


def write_summary(report: Report, environment: Mapping[str, str]) -> None:
    """Append the summary to the file that the job's environment names, if there is one that can be written."""
    file = environment.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(summary(report))
    except OSError:  # a summary that can't be written must not change the exit code
        return


def _kind(result: RuleResult) -> str:
    if result.outcome in GOOD:
        return "notice"
    return "error" if result.level == "MUST" else "warning"


def _command(kind: str, file: str, title: str, message: str) -> str:
    """A workflow command; what has a meaning in one is written as a percent code."""
    properties = {"file": file, "title": title}
    written = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items() if value)
    return f"::{kind} {written}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    # The percent sign comes first: the codes themselves hold one.
    for character in f"%\r\n{also}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
