"""Run a scenario and ask the oracle; say which rule is broken, by the smallest history that shows it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..judge.oracle import judge_all
from ..model.failures import RuleBroken
from ..model.finding import Finding
from ..model.history import SIGNALS, Divergence, History
from ..record.adapters import Adapter
from ..record.recorder import end_of, record
from ..record.scenario import Scenario, Step
from ..record.tokens import from_token

_PAYLOAD_RULES = ("CHAIN.next-payload", "CONTINUE.kept-payload", "CONTINUE.later-pauses", "MASK.arguments")
_OF_SEVERAL = ("ISOLATION.", "CHAIN.independent", "CHAIN.yields")


class Failure(NamedTuple):
    """A scenario that fails, what it made happen, and the divergence to report."""

    scenario: Scenario
    history: History
    divergence: Divergence


def examine(scenario: Scenario | str, adapter: Adapter, rules: Collection[str] = ()) -> History:
    """Run one scenario and give its history, or raise :class:`RuleBroken`.

    Of several divergences the first one of ``rules`` is raised, else the first of all; where ``rules``
    are given, what could be set aside without it touching them is left to the checks of its own rule.
    The failure raised is that of the smallest part of the scenario that fails, where its cause is plain:
    what else went on isn't to blame.
    """
    if isinstance(scenario, str):
        scenario = from_token(scenario)
    history = record(scenario, adapter)
    if divergence := choose(judge_all(history), rules):
        raise RuleBroken(diagnose(Failure(scenario, history, divergence), adapter, rules)[0])
    return history


def choose(found: list[Divergence], rules: Collection[str]) -> Divergence | None:
    """The divergence that a check for ``rules`` fails with, or None."""
    own = [divergence for divergence in found if divergence.rule in rules]
    others = [divergence for divergence in found if not (rules and divergence.aside)]
    return next(iter(own + others), None)


def diagnose(failure: Failure, adapter: Adapter, rules: Collection[str] = ()) -> tuple[Finding, Scenario]:
    """The finding to report of a scenario that fails, and the smallest part of the scenario that fails, too.

    The two differ where a signal came so near a decision that either side of it explains the failure: what is
    reported is then the failure of the same script with that signal clearly on one side, if there is one.
    """
    smallest = _shrink(failure, adapter, rules)
    plain = _plainer(smallest, adapter, rules) or smallest
    divergence = plain.divergence
    if sum(map(bool, plain.scenario.behaviours)) > 1 and divergence.chain:
        divergence = _disturbed(plain)
    return Finding(divergence, plain.history, str(plain.scenario)), smallest.scenario


def attempt(scenario: Scenario, adapter: Adapter, rules: Collection[str] = ()) -> Failure | None:
    """Run a scenario as it is: its failure, or None."""
    history = record(scenario, adapter)
    divergence = choose(judge_all(history), rules)
    return Failure(scenario, history, divergence) if divergence else None


def _shrink(failure: Failure, adapter: Adapter, rules: Collection[str]) -> Failure:
    """The smallest scenario that still fails, made by leaving chains and signals out."""
    while True:
        for scenario in _smaller(failure.scenario):
            if smaller := attempt(scenario, adapter, rules):
                failure = smaller
                break
        else:
            return failure


def _smaller(scenario: Scenario) -> Iterator[Scenario]:
    """The scenario without its signals, with one chain only, or without one signal.

    It goes as far as it did: what happens late must still happen.
    """
    limit = scenario.stop_after()
    parts = [replace(scenario, script=())] if scenario.script else []
    if sum(map(bool, scenario.behaviours)) > 1:
        alone = [scenario.alone(name) for name in scenario.chains()]
        parts += [replace(chain, until=end_of(scenario)) for chain in alone]
    size = len(scenario.script)
    while size > 1:  # from large parts to single signals, so that a long script soon is a short one
        size //= 2
        for start in range(0, len(scenario.script), size):
            rest = scenario.script[:start] + scenario.script[start + size :]
            parts.append(replace(scenario, script=rest))
    parts += [replace(scenario, form="pair")] if scenario.form != "pair" else []
    for name, _ in scenario.values.items():
        parts.append(replace(scenario, values=scenario.values.plain_in(name)))
    for part in parts:
        yield part if part.stop_after() == limit else replace(part, limit=limit)


def _plainer(failure: Failure, adapter: Adapter, rules: Collection[str]) -> Failure | None:
    """The failure of the same script with every signal clearly before or clearly after a decision, if it fails."""
    scenario = failure.scenario
    if failure.divergence.rule == "CONTROL.after-end":
        return _refused_earlier(failure, adapter, rules)
    for script in _moved(scenario.script):
        if plain := attempt(replace(scenario, script=script), adapter, rules):
            return plain
    return None


def _moved(script: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """The script with all signals, then with single ones, moved away from the turns after an iteration's end.

    Signals stay in their order: of several after one iteration only the first can move ahead by itself, and only
    the last can move behind.
    """
    near = [i for i, step in enumerate(script) if step.point.startswith("s") and step.iteration]
    for point in ("l", "+0.5"):
        if near:
            yield tuple(step._replace(point=point) if i in near else step for i, step in enumerate(script))
    for index in reversed(near) if len(near) > 1 else ():
        step = script[index]
        beside = [i for i in near if i != index and script[i][:2] == step[:2]]
        for point, passed in (("l", [i for i in beside if i < index]), ("+0.5", [i for i in beside if i > index])):
            if not passed:
                yield (*script[:index], step._replace(point=point), *script[index + 1 :])


def _refused_earlier(failure: Failure, adapter: Adapter, rules: Collection[str]) -> Failure | None:
    """The same script with its last signal given together with the one before it, if that is refused, too."""
    *before, last = failure.scenario.script
    if not before:
        return None
    together = (*before, last._replace(iteration=before[-1].iteration, point=before[-1].point))
    earlier = attempt(replace(failure.scenario, script=together), adapter, rules)
    refused = earlier and earlier.history.events[earlier.divergence.index].kind == "refused"
    return earlier if refused else None


def _disturbed(failure: Failure) -> Divergence:
    """A chain that diverges beside others but not alone was disturbed by them."""
    history, divergence = failure.history, failure.divergence
    if divergence.rule.startswith(_OF_SEVERAL):
        return divergence
    signals = any(event.kind in SIGNALS for event in history.events[: divergence.index])
    if divergence.rule in _PAYLOAD_RULES:
        rule = "ISOLATION.payloads"
    elif signals:
        rule = "ISOLATION.signals"
    else:
        rule = "CHAIN.independent"
    return replace(divergence, rule=rule)
