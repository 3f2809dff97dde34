"""Explore an implementation: run many scenarios, keep the smallest failure of each rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ..judge.oracle import judge_all
from ..model.failures import NotClaimed, RuleBroken, Unimplemented
from ..model.finding import Finding
from ..record.adapters import Adapter
from ..record.progress import current_history
from ..record.recorder import record
from ..record.scenario import Scenario
from .examine import diagnose
from .explorer import Depth, contains, scenarios
from .shrinking import Failure, certain
from .turns import USUAL, Turns, measure_turns
from .value_scenarios import value_scenarios

#: Into how many checks the scripts are dealt out, so that several processes can share them, and a limit of time counts
#: for a sixteenth of the work.
SHARDS = 16

#: The same for the scenarios of values, on each surface.
VALUE_SHARDS = 4

#: With so many smallest failing scenarios found, a shard has nothing new to say.
ENOUGH = 12

#: What leaves the chain as it is and turns out to be another rule's matter is looked into so many times for each rule
#: that it was judged by: each time costs a second where there are many chains.
TRIES = 3

#: An implementation that does the same harmless thing wrong in every scenario has shown after so many that it does.
ENOUGH_KNOWN = 300


@dataclass
class Found:
    """What one shard found.

    ``histories`` were run, ``skipped`` were not because they contain a failing one; ``findings`` by rule.
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
    """Run one shard's scripts of a depth."""
    return _run(scenarios(depth, shard, SHARDS, turns_of(adapter)), adapter)


def explore_values(surface: str, shard: int, adapter: Adapter, *, few: bool = False) -> Found:
    """Run one shard's scenarios that vary the user's side, for one way of making chains."""
    return _run(value_scenarios(surface, few=few)[shard::VALUE_SHARDS], adapter)


_TURNS: dict[int, tuple[Adapter, Turns]] = {}


def turns_of(adapter: Adapter) -> Turns:
    """The turns that an implementation takes, measured once in a process."""
    known = _TURNS.get(id(adapter))
    if known is None or known[0] is not adapter:
        try:
            turns = measure_turns(adapter)
        except (NotClaimed, Unimplemented):
            turns = USUAL
        known = _TURNS[id(adapter)] = (adapter, turns)
    return known[1]


def _run(wanted: Iterable[Scenario], adapter: Adapter) -> Found:
    found = Found()
    smallest: list[Scenario] = []
    known = 0
    tried: Counter[str] = Counter()
    for scenario in wanted:
        if any(_covers(part, scenario) for part in smallest):
            found.skipped += 1
            continue
        current_history(scenario)
        found.histories += 1
        try:
            history = record(scenario, adapter)
            divergences = list(certain(judge_all(history)))
            for divergence in divergences:
                # What leaves the chain as it is (a word printed, a payload copied) is no reason to run less: it would
                # hide whatever else the same scripts show.
                rule = divergence.rule
                if divergence.aside and rule not in found.findings and tried[rule] < TRIES:
                    tried[rule] += 1
                    _keep(found, Failure(scenario, history, divergence), adapter)
            first = next((divergence for divergence in divergences if not divergence.aside), None)
            if first is not None:
                smallest.append(_keep(found, Failure(scenario, history, first), adapter))
            elif divergences:
                known += 1
        except Unimplemented as missing:
            found.missing = missing
        except NotClaimed:
            found.histories -= 1
        if len(smallest) >= ENOUGH or known >= ENOUGH_KNOWN:
            break
    return found


def _keep(found: Found, failure: Failure, adapter: Adapter) -> Scenario:
    """Keep the smallest form of a failure as a finding; gives the smallest scenario that fails."""
    finding, part = diagnose(failure, adapter)
    found.findings.setdefault(finding.rule, finding)
    return part


def _covers(known: Scenario, scenario: Scenario) -> bool:
    """Whether a scenario is a failing one with signals added."""
    if not contains(scenario.script, known.script):
        return False
    return known == replace(scenario, script=known.script, limit=known.limit)
