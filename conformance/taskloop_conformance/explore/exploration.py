"""Explore an implementation: run the explorer's scenarios, keep the smallest failure of each rule."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..judge.oracle import judge_all
from ..model.failures import RuleBroken, Unimplemented
from ..model.finding import Finding
from ..record.adapters import Adapter
from ..record.progress import current_history
from ..record.recorder import record
from ..record.scenario import Scenario
from .examine import diagnose_all, own_first
from .explorer import Depth, contains, scenarios
from .shrinking import Failure

#: Into how many checks the scenarios are dealt out, so that several processes can share them.
SHARDS = 16

#: With so many smallest failing scripts found, a shard has nothing new to say.
ENOUGH = 12


@dataclass
class Found:
    """What one shard found.

    ``histories`` were run, ``skipped`` were not because they contain a failing script; ``findings`` by rule.
    """

    histories: int = 0
    skipped: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)
    missing: Unimplemented | None = None

    def raise_failures(self) -> None:
        """Raise the first failure, which carries the others, or what the implementation lacks."""
        if self.findings:
            raise RuleBroken(*self.findings.values())
        if self.missing is not None:
            raise self.missing


def explore(depth: Depth, shard: int, adapter: Adapter) -> Found:
    """Run one shard's scenarios of a depth."""
    found = Found()
    smallest: list[Scenario] = []
    for scenario in scenarios(depth, shard, SHARDS):
        if any(_covers(known, scenario) for known in smallest):
            found.skipped += 1
            continue
        current_history(scenario)
        found.histories += 1
        try:
            history = record(scenario, adapter)
            failures = [Failure(scenario, history, divergence) for divergence in own_first(judge_all(history), ())]
            for finding, part in diagnose_all(failures, adapter):
                smallest.append(part)
                found.findings.setdefault(finding.rule, finding)
        except Unimplemented as missing:
            found.missing = missing
        if len(smallest) >= ENOUGH:
            break
    return found


def _covers(known: Scenario, scenario: Scenario) -> bool:
    """Whether a scenario is a failing one with signals added."""
    return known.behaviours == scenario.behaviours and contains(scenario.script, known.script)
