"""Known failures: a TOML file of rules that an implementation breaks, each with a reason and a link.

::

    [[known]]
    id = "CONTINUE.kept-payload"
    reason = "resumes with the first arguments"
    link = "where this is tracked"

The list is strict: an entry whose rule passes now fails, and one that matches nothing planned is an
error, so that no list outlives the failures that it excuses.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..model.failures import Mistake
from ..model.rules import Rule
from .outcomes import RuleResult
from .report import Report, verdict_of
from .selection import unknown_rule


@dataclass(frozen=True)
class Known:
    """One excused rule; ``link`` may be empty."""

    id: str
    reason: str
    link: str = ""


class KnownFailuresError(Mistake, ValueError):
    """The file can't be used: the message names the entry and what is wrong with it."""


def read(file: str, rules: Mapping[str, Rule]) -> dict[str, Known]:
    """Read a file; raises :class:`KnownFailuresError` for bad TOML, unknown ids and missing reasons."""
    try:
        data = tomllib.loads(Path(file).read_text("utf-8"))
    except OSError as error:
        raise KnownFailuresError(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnownFailuresError(f"{file} is no TOML: {error}") from None
    if surplus := sorted(set(data) - {"known"}):
        raise KnownFailuresError(f"{file}: unknown key {surplus[0]!r}; entries begin with [[known]]")
    entries = data.get("known", [])
    if not isinstance(entries, list):
        raise KnownFailuresError(f"{file}: entries begin with [[known]], two brackets")
    found: dict[str, Known] = {}
    for number, entry in enumerate(entries, 1):
        known = _entry(f"{file}, entry {number}", entry, rules)
        if known.id in found:
            raise KnownFailuresError(f"{file}, entry {number}: {known.id} stands twice")
        found[known.id] = known
    return found


def _entry(label: str, entry: object, rules: Mapping[str, Rule]) -> Known:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise KnownFailuresError(f"{label}: an entry has the texts id, reason and link")
    if surplus := sorted(set(entry) - {"id", "reason", "link"}):
        raise KnownFailuresError(f"{label}: unknown key {surplus[0]!r}; an entry has id, reason and link")
    if not entry.get("id"):
        raise KnownFailuresError(f"{label} has no id")
    if entry["id"] not in rules:
        raise KnownFailuresError(f"{label}: {unknown_rule(entry['id'], rules)}")
    if not entry.get("reason", "").strip():
        raise KnownFailuresError(f"{label}: {entry['id']} needs a reason: write why it is excused between the quotes")
    return Known(entry["id"], entry["reason"], entry.get("link", ""))


def apply(report: Report, known: Mapping[str, Known]) -> Report:
    """The report with the excused failures marked ``known``, and with stale entries as failures or errors."""
    if not known or report.verdict == "adapter-error":
        return report
    results = [excuse(result, known.get(result.id), strict=not report.stopped) for result in report.rules]
    # A run of some rules, or one that was stopped, can't say of the other entries that they are stale.
    partial = report.selection or report.stopped
    unmatched = [name for name in known if not partial and name not in {result.id for result in report.rules}]
    errors = [
        *report.errors,
        *(f"known failures: {name} matches no planned rule; remove the entry" for name in unmatched),
    ]
    verdict = verdict_of(results, errors, selection=report.selection)
    return replace(report, rules=tuple(results), errors=tuple(errors), verdict=verdict)


def excuse(result: RuleResult, entry: Known | None, *, strict: bool = True) -> RuleResult:
    """The result as the list's entry about its rule has it; a ``strict`` one may not pass."""
    if entry is None or (result.outcome == "passed" and not strict):
        return result
    if result.outcome == "passed":
        message = f"Listed as a known failure ({entry.reason}), but it passes now: remove the entry."
        return replace(result, outcome="failed", message=message)
    link = f" ({entry.link})" if entry.link else ""
    message = f"{entry.reason}{link}\n{result.message}"
    return replace(result, outcome="known", message=message)


def dump(results: Collection[RuleResult], target: str) -> str:
    """The text of a file that lists every failure of a run; a person writes the reasons: an empty one is refused."""
    lines = [f"# Known failures of {target}; strict: an entry whose rule passes is an error."]
    for result in results:
        if result.outcome not in ("passed", "not-claimed"):
            lines += ["", f"# {result.outcome}: {result.summary}", "[[known]]", f"id = {json.dumps(result.id)}"]
            lines += ['reason = ""', 'link = ""']
    return "\n".join(lines) + "\n"
