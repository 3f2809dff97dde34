"""The report on one implementation: its rules' outcomes, the verdict, the JSON, the exit code."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import SPEC_VERSION, __version__
from ..model.rules import Rule
from ..run.records import Collected, short_name
from .outcomes import GOOD, RuleResult, judge_rule, planned_rules, seconds_by_rule

#: The verdicts and what the program's exit code is for each.  An exit code is never a count: a count of 256 would be 0.
EXIT_CODES = {
    "conformant": 0,
    "conformant-except-known": 0,
    "selection-passed": 0,
    "not-conformant": 1,
    "adapter-error": 2,
    "incomplete": 3,
}
#: Where fewer rules were judged than asked for, each report says so, as its numbers don't.
_STOPPED = "stopped at the first broken rule (-x): the other rules were not judged"
OUTCOMES = ("passed", "failed", "hung", "crashed", "blocked", "unimplemented", "known", "not-claimed")


@dataclass(frozen=True)
class Report:
    """The result for one implementation.

    ``selection`` says that only some rules were asked for; ``bound`` is what the exploration covered, in words;
    ``seconds`` are real ones; ``errors`` concern no single rule; ``path`` is the folder that ``--path`` gave: the
    commands that a report suggests need it, and no other part of the report names a folder of this machine.  ``notes``
    are facts worth knowing that change no verdict; ``stopped`` says that the run was ended on purpose before all had
    run, so that only what was judged until then was planned.
    """

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
    selection: bool = False
    bound: str = ""
    path: str | None = None
    notes: tuple[str, ...] = ()
    stopped: bool = False

    @property
    def reported(self) -> int:
        """How many planned rules have an outcome."""
        return len(self.rules)

    @property
    def exit_code(self) -> int:
        """0, 1, 2 or 3, see :data:`EXIT_CODES`."""
        return EXIT_CODES[self.verdict]

    @property
    def judged(self) -> str:
        """What the verdict is about: "control (56 rules)"."""
        count = sum(result.outcome != "not-claimed" for result in self.rules)
        return f"{' and '.join(self.profiles)} ({count} rules)"

    @property
    def all_notes(self) -> list[str]:
        """The notes, and that the run was stopped."""
        return [*self.notes, *([_STOPPED] if self.stopped else [])]

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
            "explored": {"histories": self.histories, "seconds": round(self.seconds, 3), "bound": self.bound},
            "errors": list(self.errors),
            "notes": self.all_notes,
            "rules": [rule.to_json() for rule in self.rules],
        }

    def dumps(self) -> str:
        """The JSON text, ending with a newline."""
        return json.dumps(self.to_json(), indent=2, ensure_ascii=False) + "\n"


def build_report(
    collected: Collected,
    target: str,
    rules: Mapping[str, Rule],
    *,
    selected: Collection[str] | None = None,
    bound: str = "",
    path: str | None = None,
) -> Report:
    """Judge everything that was collected; ``target`` and ``path`` are as a user would type them."""
    errors = list(collected.errors)
    for record in collected.records:
        if record["outcome"] == "suite-error":
            errors.append(f"the suite's own check {short_name(record['check'])} failed: {record['message']}")
    planned = planned_rules(collected, rules, selected)
    judged = [judge_rule(rules[name], collected, target, path) for name in planned]
    seconds = seconds_by_rule(collected)
    results = [replace(result, seconds=seconds.get(result.id, 0.0)) for result in judged if result is not None]
    if collected.adapter_error:
        errors.insert(0, collected.adapter_error)
        results, planned = [], []
    elif collected.stopped:
        planned = [result.id for result in results]
    elif not planned and not errors:
        errors.append("no rule was planned: the claimed profiles have no checks among the rules asked for")
    elif len(results) < len(planned):
        missing = sorted(set(planned) - {result.id for result in results})
        errors.append(f"not reported: {', '.join(missing)}")
    return Report(
        target,
        collected.version,
        collected.python,
        tuple(collected.profiles),
        verdict_of(results, errors, adapter_error=bool(collected.adapter_error), selection=selected is not None),
        len(planned),
        sum(record["histories"] for record in collected.records),
        collected.seconds,
        tuple(results),
        tuple(errors),
        selected is not None,
        bound,
        path,
        tuple(collected.notes),
        collected.stopped,
    )


def verdict_of(
    results: Collection[RuleResult], errors: Collection[str], *, adapter_error: bool = False, selection: bool = False
) -> str:
    """The verdict for these outcomes; a trouble of the suite's own outweighs what was found.

    The word "conformant" alone is for a whole run in which every required rule was kept.
    """
    if adapter_error:
        return "adapter-error"
    if errors:
        return "incomplete"
    if any(result.level == "MUST" and result.outcome not in GOOD for result in results):
        return "not-conformant"
    if selection:
        return "selection-passed"
    return "conformant-except-known" if any(result.outcome == "known" for result in results) else "conformant"
