"""Run a scenario and ask the oracle; say which rule is broken, by the smallest history that shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from .adapters import Adapter
from .failures import RuleBroken
from .history import SIGNALS, Divergence, History
from .oracle import judge, judge_all
from .recorder import record
from .scenario import Scenario, from_token

_PAYLOAD_RULES = ("CHAIN.next-payload", "CONTINUE.kept-payload", "CONTINUE.later-pauses", "MASK.arguments")
_OF_SEVERAL = ("ISOLATION.", "CHAIN.independent", "CHAIN.yields")


def examine(scenario: Scenario | str, adapter: Adapter, rules: Collection[str] = ()) -> History:
    """Run one scenario and give its history, or raise :class:`RuleBroken`.

    Of several divergences the first one of ``rules`` is raised, else the first of all; where ``rules``
    are given, what could be set aside without it touching them is left to the checks of its own rule.
    """
    if isinstance(scenario, str):
        scenario = from_token(scenario)
    history = record(scenario, adapter)
    found = judge_all(history)
    if wanted := choose(found, rules):
        if len(scenario.behaviours) > 1 and wanted.chain:
            raise _broken_among_several(scenario, adapter, history, wanted)
        raise _broken_without_signals(scenario, adapter, rules) or RuleBroken(wanted, history, str(scenario))
    return history


def _broken_without_signals(scenario: Scenario, adapter: Adapter, rules: Collection[str]) -> RuleBroken | None:
    """The failure of the same run without its signals, if that fails too: then they aren't to blame."""
    if not scenario.script:
        return None
    last = max(step.iteration for step in scenario.script)
    plain = replace(scenario, script=(), limit=scenario.limit or last + 2)
    history = record(plain, adapter)
    found = choose(judge_all(history), rules)
    return RuleBroken(found, history, str(plain)) if found else None


def choose(found: list[Divergence], rules: Collection[str]) -> Divergence | None:
    """The divergence that a check for ``rules`` fails with, or None."""
    own = [divergence for divergence in found if divergence.rule in rules]
    others = [divergence for divergence in found if not (rules and divergence.aside)]
    return next(iter(own + others), None)


def _broken_among_several(scenario: Scenario, adapter: Adapter, history: History, divergence: Divergence) -> RuleBroken:
    """A chain that diverges beside others but not alone was disturbed by them; else it is at fault."""
    alone = scenario.alone(divergence.chain)
    history_alone = record(alone, adapter)
    if own := judge(history_alone):
        return RuleBroken(own, history_alone, str(alone))
    if not divergence.rule.startswith(_OF_SEVERAL):
        # Its own signal that it doesn't obey here has gone astray; otherwise another's has hit it.
        own = divergence.rule.partition(".")[0] in ("CONTROL", *SIGNALS)
        signals = any(
            e.kind in SIGNALS and (own or e.chain != divergence.chain) for e in history.events[: divergence.index]
        )
        if divergence.rule in _PAYLOAD_RULES:
            rule = "ISOLATION.payloads"
        elif signals:
            rule = "ISOLATION.signals"
        else:
            rule = "CHAIN.independent"
        divergence = replace(divergence, rule=rule)
    return RuleBroken(divergence, history, str(scenario))


def shrink(scenario: Scenario, adapter: Adapter) -> RuleBroken | None:
    """The failure of the smallest scenario that still fails, made by leaving signals and chains out."""
    failure: RuleBroken | None = None
    while True:
        for smaller in [scenario] if failure is None else _smaller(scenario):
            try:
                examine(smaller, adapter)
            except RuleBroken as broken:
                failure, scenario = broken, from_token(broken.replay)
                break
        else:
            return failure


def _smaller(scenario: Scenario) -> list[Scenario]:
    found = []
    if len(scenario.behaviours) > 1:
        found += [scenario.alone(chr(ord("A") + i)) for i, b in enumerate(scenario.behaviours) if b]
    size = len(scenario.script)
    while size > 1:  # from large parts to single signals, so that a long script soon is a short one
        size //= 2
        for start in range(0, len(scenario.script), size):
            rest = scenario.script[:start] + scenario.script[start + size :]
            found.append(replace(scenario, script=rest))
    if len(scenario.script) == 1:
        found.append(replace(scenario, script=()))
    return [s for s in found if s != scenario]
