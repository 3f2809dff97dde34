"""A run as it goes, as JSON lines: for whoever shows progress elsewhere or wants the first failure at once.

The first line is the header, the last one the footer, and between them stands a line for each rule: of a broken one as
soon as a check has found it broken, of all others when all checks have run, since until then any check may find any
rule broken.  Where a later check finds a shorter history, the rule gets another line: the last line of a rule counts.
``events.schema.json`` describes each line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TextIO

from .. import SPEC_VERSION, __version__
from ..model.rules import Rule
from ..run.records import Collected, Record
from . import known_failures
from .outcomes import RuleResult, broken_by
from .report import Report


class EventStream:
    """Writes the lines of one run to ``stream``; ``target`` and ``path`` are as a user would type them."""

    def __init__(
        self,
        stream: TextIO,
        target: str,
        path: str | None,
        rules: Mapping[str, Rule],
        known: Mapping[str, known_failures.Known],
    ) -> None:
        self.stream, self.target, self.path, self.rules, self.known = stream, target, path, rules, known
        self._begun = False
        self._written: dict[str, dict[str, Any]] = {}

    def __call__(self, record: Record, collected: Collected) -> None:
        """Take note of a finished check."""
        self._begin(collected.version, collected.python, collected.profiles, len(collected.plan))
        for result in broken_by(record, self.rules, self.target, self.path):
            if result.id not in self._written:
                self._rule(known_failures.excuse(result, self.known.get(result.id)))

    def finish(self, report: Report) -> None:
        """Write what is left: the rules that have no line yet or an old one, and the footer."""
        self._begin(report.version, report.python, list(report.profiles), 0)
        for result in report.rules:
            if self._written.get(result.id) != result.to_json():
                self._rule(result)
        data = report.to_json()
        fields = ("verdict", "planned", "reported", "explored", "errors", "notes")
        self._write({"event": "footer", **{name: data[name] for name in fields}, "exit_code": report.exit_code})

    def _begin(self, version: str, python: str, profiles: list[str], checks: int) -> None:
        if self._begun:
            return
        self._begun = True
        suite = {"name": "taskloop-conformance", "version": __version__, "spec": SPEC_VERSION}
        implementation = {"target": self.target, "version": version, "python": python, "profiles": profiles}
        header = {"event": "header", "schema": 1, "suite": suite, "implementation": implementation, "checks": checks}
        self._write(header)

    def _rule(self, result: RuleResult) -> None:
        self._written[result.id] = result.to_json()
        self._write({"event": "rule", "rule": self._written[result.id]})

    def _write(self, data: Mapping[str, Any]) -> None:
        self.stream.write(json.dumps(data, ensure_ascii=False) + "\n")
        self.stream.flush()
