"""The report on a terminal, and the progress line while it is made.

Text, four colours and one line that is written over: rich would do that too, and be one more library that an
implementation beside the suite may need in another version.
"""

from __future__ import annotations

import os
import textwrap
from typing import TextIO

from .narrative import replay_command
from .outcomes import GOOD, RuleResult
from .report import Report

_COLOURS = {
    "passed": "32",
    "failed": "31",
    "hung": "31",
    "crashed": "31",
    "blocked": "33",
    "unimplemented": "33",
    "known": "36",
    "not-claimed": "2",
    "conformant": "1;32",
    # Green is for a whole run without excuses only.
    "conformant-except-known": "1;36",
    "selection-passed": "1;36",
    "not-conformant": "1;31",
    "adapter-error": "1;33",
    "incomplete": "1;33",
}
_WIDTH = 88
#: So many rules that keep a target from conforming, and so many errors, are named in the last lines.
_NAMED = 5


class Style:
    """Colours, or none: only on a terminal, and never against the wish of NO_COLOR."""

    def __init__(self, stream: TextIO) -> None:
        self.on = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def paint(self, text: str, meaning: str) -> str:
        """The text in the colour of an outcome or a verdict."""
        return f"\x1b[{_COLOURS[meaning]}m{text}\x1b[0m" if self.on else text


def render(report: Report, style: Style) -> str:
    """The whole report: each failure with its story, then a table by area, then the verdict."""
    blocks = [
        _story(result, report, style)
        for result in report.rules
        if result.outcome not in ("passed", "blocked", "not-claimed")
    ]
    blocks += _blocked(report, style)
    if report.rules:
        blocks.append(_table(report, style))
    blocks.append(_ending(report, style))
    return "\n\n".join(blocks) + "\n"


def _story(result: RuleResult, report: Report, style: Style) -> str:
    """One rule that isn't kept: a finding is shown in full, of anything else the message."""
    if result.outcome == "known":
        return f"{style.paint('KNOWN', 'known')}  {result.id} ({result.level}): {result.summary}"
    label = style.paint(result.outcome.upper(), result.outcome)
    if result.finding and result.finding.rule == result.id:
        first, *rest = result.message.splitlines()
        return "\n".join([f"{label}  {first}", *(f"    {line}".rstrip() for line in rest)])
    lines = [f"{label}  {result.id} ({result.level})"]
    lines += [f"    {line}" for paragraph in result.message.splitlines() for line in _wrapped(paragraph)]
    if result.replay:
        lines += ["", f"    See it again:  {replay_command(result.replay, report.target, report.path)}"]
    lines.append(f"    Read more:     taskloop-conformance explain {result.id}")
    return "\n".join(lines)


def _blocked(report: Report, style: Style) -> list[str]:
    """The rules that couldn't be judged, once for each rule that was in the way."""
    blocking: dict[str, list[str]] = {}
    for result in report.rules:
        if result.outcome == "blocked" and result.finding:
            blocking.setdefault(result.finding.rule, []).append(result.id)
    label = style.paint("BLOCKED", "blocked")
    return [
        f"{label}  by {rule}, which was broken first:\n"
        + "\n".join(f"    {line}" for line in _wrapped(", ".join(others)))
        for rule, others in blocking.items()
    ]


def _wrapped(paragraph: str) -> list[str]:
    return textwrap.wrap(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""]


def _table(report: Report, style: Style) -> str:
    areas: dict[str, list[RuleResult]] = {}
    for result in report.rules:
        areas.setdefault(result.id.partition(".")[0], []).append(result)
    lines = []
    for area, results in areas.items():
        passed = sum(result.outcome == "passed" for result in results)
        count = f"{passed}/{len(results)}"
        mark = style.paint(f"{count:>7}", "passed" if passed == len(results) else "failed")
        by_outcome: dict[str, list[str]] = {}
        for result in results:
            if result.outcome != "passed":
                name = result.id.partition(".")[2] + ("" if result.level == "MUST" else f" [{result.level}]")
                by_outcome.setdefault(result.outcome, []).append(name)
        rest = [f"{style.paint(outcome, outcome)}: {', '.join(names)}" for outcome, names in by_outcome.items()]
        lines.append(f"{area:<10}{mark}  {'; '.join(rest)}".rstrip())
    return "\n".join(lines)


def _ending(report: Report, style: Style) -> str:
    named = report.target
    if report.version and report.version not in named:
        named += f" {report.version}"
    lines = _wrapped(f"covered: {report.bound}") if report.bound else []
    lines += [f"note: {note}" for note in report.all_notes]
    lines += [f"{report.verdict}: {error}" for error in report.errors[:_NAMED]]
    if len(report.errors) > _NAMED:
        lines.append(f"{report.verdict}: and {len(report.errors) - _NAMED} more reasons; --json FILE has all of them")
    facts = []
    if report.rules:
        passed = sum(result.outcome == "passed" for result in report.rules)
        facts.append(f"{passed} of {report.planned} rules passed")
    if report.histories:
        facts.append(f"{report.histories} histories explored")
    facts.append(f"{report.seconds:.1f} s")
    about = f": {report.judged}" if report.verdict == "conformant" else ""
    lines.append(f"{named}: {style.paint(report.verdict, report.verdict)}{about} ({', '.join(facts)})")
    if report.verdict == "not-conformant":
        lines.append(_because(report))
    return "\n".join(lines)


def _because(report: Report) -> str:
    """The required rules that keep the target from conforming, on one line."""
    required = [rule for rule in report.rules if rule.level == "MUST" and rule.outcome not in GOOD]
    named = ", ".join(f"{rule.id} ({rule.outcome})" for rule in required[:_NAMED])
    more = len(required) - _NAMED
    return f"not conformant because of {named}" + (f" and {more} more" if more > 0 else "")
