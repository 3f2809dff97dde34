"""From records to a report: one outcome per rule, the verdict, the JSON, the exit code."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .. import SPEC_VERSION, __version__
from ..model.rules import Rule
from ..run.records import Collected, Record

EXIT_CODES = {"conformant": 0, "not-conformant": 1, "adapter-error": 2, "incomplete": 3}
OUTCOMES = ("passed", "failed", "hung", "crashed", "blocked", "unimplemented", "known")
_BROKEN = ("failed", "hung", "crashed")


@dataclass(frozen=True)
class RuleResult:
    """What was found about one rule; ``trace`` is the history that shows it, a line per event."""

    id: str
    level: str
    profile: str
    outcome: str
    message: str = ""
    trace: tuple[str, ...] = ()
    replay: str = ""

    def to_json(self) -> dict[str, Any]:
        """As in the report's schema."""
        return {
            "id": self.id,
            "level": self.level,
            "profile": self.profile,
            "outcome": self.outcome,
            "message": self.message,
            "trace": list(self.trace),
            "replay": self.replay,
        }


@dataclass(frozen=True)
class Report:
    """The result for one implementation; ``seconds`` are real ones, ``errors`` concern no single rule."""

    target: str
    version: str
    python: str
    profiles: tuple[str, ...]
    verdict: str
    planned: int
    histories: int
    seconds: float
    rules: tuple[RuleResult, ...] = field(default=())
    errors: tuple[str, ...] = ()

    @property
    def reported(self) -> int:
        """How many planned rules have an outcome."""
        return len(self.rules)

    @property
    def exit_code(self) -> int:
        """0 conformant, 1 not-conformant, 2 adapter-error, 3 incomplete."""
        return EXIT_CODES[self.verdict]

    def to_json(self) -> dict[str, Any]:
        """The object that ``report.schema.json`` describes."""
        return {
            "schema": 1,
            "suite": {"name": "taskloop-conformance", "version": __version__, "spec": SPEC_VERSION},
            "implementation": {
                "target": self.target,
                "version": self.version,
                "python": self.python,
                "profiles": list(self.profiles),
            },
            "verdict": self.verdict,
            "planned": self.planned,
            "reported": self.reported,
            "explored": {"histories": self.histories, "seconds": round(self.seconds, 3)},
            "errors": list(self.errors),
            "rules": [rule.to_json() for rule in self.rules],
        }

    def dumps(self) -> str:
        """The JSON text, ending with a newline."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n"


class SelectionError(ValueError):
    """A rule was asked for that doesn't exist: the message names near matches."""


def select(patterns: Collection[str], rules: Mapping[str, Rule]) -> list[str] | None:
    """The ids that match any pattern (ids or globs); None stands for all; raises :class:`SelectionError`."""
    if not patterns:
        return None
    chosen: dict[str, None] = {}
    for pattern in patterns:
        matching = [name for name in rules if fnmatchcase(name, pattern)]
        if not matching:
            raise SelectionError(unknown_rule(pattern, rules))
        chosen.update(dict.fromkeys(matching))
    return [name for name in rules if name in chosen]


def unknown_rule(name: str, rules: Mapping[str, Rule]) -> str:
    """One line for an id that doesn't exist."""
    from difflib import get_close_matches

    by_fold = {known.lower(): known for known in rules}
    near = [by_fold[match] for match in get_close_matches(name.lower(), by_fold, 3, 0.5)]
    hint = f"did you mean {' or '.join(near)}?" if near else "'taskloop-conformance rules' lists them all"
    return f"there is no rule {name!r}; {hint}"


def planned_rules(collected: Collected, rules: Mapping[str, Rule], selected: Collection[str] | None) -> list[str]:
    """The rules of the claimed profiles that have checks and were asked for, in the specification's order."""
    covered = {rule for _, check_rules in collected.plan for rule in check_rules}
    return [
        name
        for name, rule in rules.items()
        if name in covered and rule.profile in collected.profiles and not rule.retired
        if selected is None or name in selected
    ]


def build_report(
    collected: Collected, target: str, rules: Mapping[str, Rule], *, selected: Collection[str] | None = None
) -> Report:
    """Judge everything that was collected."""
    planned = planned_rules(collected, rules, selected)
    errors = list(collected.errors)
    for record in collected.records:
        if record["outcome"] == "suite-error":
            errors.append(f"the suite's own check {record['check'].rpartition('/')[2]} failed: {record['message']}")
    results = []
    for name in planned:
        rule = rules[name]
        finding = judge_rule(name, collected)
        if finding is not None:
            outcome, record = finding
            message, trace, replay = _words(outcome, record, target)
            results.append(RuleResult(name, rule.level, rule.profile, outcome, message, trace, replay))
    if collected.adapter_error:
        errors.insert(0, collected.adapter_error)
        results, planned = [], []
    elif not planned:
        errors.append("no rule was planned: the claimed profiles have no checks among the rules asked for")
    elif len(results) < len(planned):
        missing = sorted(set(planned) - {result.id for result in results})
        errors.append(f"not reported: {', '.join(missing)}")
    return Report(
        target,
        collected.version,
        collected.python,
        tuple(collected.profiles),
        verdict_of(results, errors, bool(collected.adapter_error)),
        len(planned),
        sum(record["histories"] for record in collected.records),
        collected.seconds,
        tuple(results),
        tuple(errors),
    )


def verdict_of(results: Collection[RuleResult], errors: Collection[str], adapter_error: bool) -> str:
    """The verdict for these outcomes; a trouble of the suite's own outweighs what was found."""
    if adapter_error:
        return "adapter-error"
    if errors:
        return "incomplete"
    required = [result for result in results if result.level == "MUST"]
    if all(result.outcome in ("passed", "known") for result in required):
        return "conformant"
    return "not-conformant"


def judge_rule(name: str, collected: Collected) -> tuple[str, Record] | None:
    """The outcome of one rule and the record that speaks for it; None when its checks didn't all report."""
    own = [record for record in collected.records if name in record["rules"]]
    against = [record for record in _findings(collected.records) if _accuses(record, name)]
    if against:
        # The shortest history is the easiest to read; a hang or a crash has none.
        worst = min(against, key=lambda record: len(record["trace"]) or 1 << 30)
        return (worst["outcome"] if worst["outcome"] in _BROKEN else "failed"), worst
    expected = [check for check, rules in collected.plan if name in rules]
    reported = {record["check"] for record in own if record["outcome"] not in ("suite-error", "skipped")}
    skipped = {record["check"] for record in own if record["outcome"] == "skipped"}
    if not reported or not reported | skipped >= set(expected):
        return None
    by_outcome = {record["outcome"]: record for record in reversed(own)}
    if "unimplemented" in by_outcome:
        return "unimplemented", by_outcome["unimplemented"]
    if "passed" in by_outcome:
        return "passed", by_outcome["passed"]
    return "blocked", next(record for record in own if record.get("broken"))


def _findings(records: Collection[Record]) -> Iterator[Record]:
    """Every record, and after it the further broken rules that the same check found."""
    for record in records:
        yield record
        for other in record.get("also", ()):
            yield {**record, **other}


def _accuses(record: Record, rule: str) -> bool:
    """Whether a record says that this rule is broken."""
    if record.get("broken"):
        return bool(record["broken"] == rule)
    return rule in record["rules"] and record["outcome"] in _BROKEN


def _words(outcome: str, record: Record, target: str) -> tuple[str, tuple[str, ...], str]:
    if outcome == "passed":
        return "", (), ""
    if outcome == "blocked":
        return (
            f"Could not be judged: {record['broken']} was broken first.",
            tuple(record["trace"]),
            record["replay"],
        )
    # The story of a failure is told where the target isn't known.
    message = record["message"].replace(" TARGET\n", f" {shlex.quote(target)}\n")
    return message, tuple(record["trace"]), record["replay"]
