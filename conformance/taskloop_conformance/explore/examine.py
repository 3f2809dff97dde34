"""Run a scenario and ask the oracle; say which rule is broken, by the smallest history that shows it."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import replace

from ..judge.oracle import judge_all
from ..model.failures import NotClaimed, RuleBroken, Unimplemented
from ..model.finding import Finding
from ..model.history import SIGNALS, Divergence, History
from ..model.rules import load_rules
from ..record.adapters import Adapter
from ..record.recorder import record
from ..record.scenario import Scenario
from ..record.tokens import from_token
from .earlier_histories import caused_by_earlier, disturbed, fails_by_itself, shrunk_too_far
from .first_failures import first_failures
from .parts import WITH_ONE_CHAIN, instead_of, other_registration
from .plainer_causes import crashed_at_start, plainer_cause
from .shrinking import (
    Failure,
    attempt,
    certain,
    clearer,
    crashes,
    registered_otherwise,
    shrink,
)

#: Rules, and an area, by which a call has the wrong payload.
_OF_PAYLOADS = ("CHAIN.next-payload", "CONTINUE.kept-payload", "CONTINUE.later-pauses", "MASK.arguments", "PAYLOAD.")
#: Rules that keep their name where only a chain beside others breaks them: those that are about several chains, and
#: that a chain is held and its error told, which has to be so with others around it as well.
_OF_SEVERAL = ("ISOLATION.", "CHAIN.independent", "CHAIN.yields", "CHAIN.held", "CHAIN.error-reported")


def examine(scenario: Scenario | str, adapter: Adapter, rules: Collection[str] = ()) -> History:
    """Run one scenario and give its history, or raise :class:`RuleBroken`.

    All its divergences are raised, those of ``rules`` first, each as the failure of the smallest part of the scenario
    that fails in the same way: what else went on isn't to blame.
    """
    if isinstance(scenario, str):
        scenario = from_token(scenario)
    history = record(scenario, adapter)
    if found := judge_all(history):
        failures = [Failure(scenario, history, divergence) for divergence in own_first(found, rules)]
        told = (finding for finding, _ in diagnose_all(failures, adapter, rules))
        raise RuleBroken(*told, at_the_end=all(map(_at_the_end, failures)))
    return history


def _at_the_end(failure: Failure) -> bool:
    """Whether all signals of the script were obeyed, and the one that brings the run to its end wasn't."""
    before = failure.history.events[: failure.divergence.index]
    scripted = sum(step.signal in SIGNALS for step in failure.scenario.script)
    return sum(event.kind in SIGNALS for event in before) > scripted


def own_first(found: list[Divergence], rules: Collection[str]) -> list[Divergence]:
    """The divergences that are certain, each rule's first one; those of ``rules`` come first."""
    first: dict[str, Divergence] = {}
    for divergence in certain(found):
        first.setdefault(divergence.rule, divergence)
    return sorted(first.values(), key=lambda divergence: divergence.rule not in rules)


def diagnose_all(
    failures: Collection[Failure], adapter: Adapter, rules: Collection[str] = ()
) -> list[tuple[Finding, Scenario]]:
    """Diagnose all failures of one history; of those that turn out to be the same rule's the first one."""
    found: dict[str, tuple[Finding, Scenario]] = {}
    for failure in failures:
        diagnosed = diagnose(failure, adapter)
        found.setdefault(diagnosed[0].rule, diagnosed)
    return sorted(found.values(), key=lambda diagnosed: diagnosed[0].rule not in rules)


def diagnose(failure: Failure, adapter: Adapter) -> tuple[Finding, Scenario]:
    """The finding to report of a scenario that fails, and the smallest part of the scenario that fails, too.

    The two differ where a signal came so near a decision that either side of it explains the failure: what is
    reported is then the failure of the same script with that signal clearly on one side, if there is one.
    """
    known = next((known for known in first_failures(adapter, _diagnose) if known.explains(failure)), None)
    finding, smallest = known.found if known else _diagnose(failure, adapter)
    if shrunk_too_far(finding, failure.scenario):
        finding, smallest = _diagnose(failure, adapter, by_itself=True)
    if caused_by_earlier(finding, adapter):
        finding = disturbed(finding, _disturbed(finding.divergence, finding.essential).rule)
    return finding, smallest


def _diagnose(failure: Failure, adapter: Adapter, *, by_itself: bool = False) -> tuple[Finding, Scenario]:
    """``by_itself``: no part of the scenario will do that fails only after others, and none that is like it instead."""
    smallest, essential = shrink(failure, adapter, fails_by_itself) if by_itself else shrink(failure, adapter)
    if crashed := crashed_at_start(smallest, adapter):
        return Finding(crashed, smallest.history, str(smallest.scenario), ()), smallest.scenario
    if not by_itself and (earlier := plainer_cause(smallest, adapter)):
        return _diagnose_once(earlier, adapter)
    clear = smallest if by_itself else clearer(smallest, adapter) or smallest
    divergence = clear.divergence
    if divergence.rule.endswith("-registration") and registered_otherwise(clear, adapter):
        divergence = replace(divergence, rule=divergence.base)  # either way fails: it is no matter of registration
    elif _only_registered_so(clear, adapter):
        divergence = replace(divergence, rule=f"CHAIN.{clear.scenario.surface}-registration", base=divergence.rule)
    beside = clear.history.events[divergence.index].kind == "fact"  # something observed, which names its rule itself
    # Of one function for all chains the value says nothing: where one chain passes, the chains disturb each other.
    alone = WITH_ONE_CHAIN not in essential
    if _gets_what_another_loop_left(clear, adapter):
        divergence = replace(divergence, rule="ISOLATION.payloads")
    elif alone and not beside and (rule := _about_values(clear.scenario, essential)):
        divergence = replace(divergence, rule=rule)
    elif sum(map(bool, clear.scenario.behaviours)) > 1 and divergence.chain:
        divergence = _disturbed(divergence, essential)
    elif _repeats(clear):
        divergence = replace(divergence, rule="CONTROL.repeated", base=divergence.rule)
    return Finding(divergence, clear.history, str(clear.scenario), essential), smallest.scenario


def _diagnose_once(cause: Failure, adapter: Adapter) -> tuple[Finding, Scenario]:
    """The same, and remembered: hundreds of failures may come down to one plain scenario."""
    if not _CAUSES or _CAUSES[0][0] is not adapter:
        _CAUSES[:] = [(adapter, {})]
    known = _CAUSES[0][1]
    key = (str(cause.scenario), cause.divergence.rule, cause.divergence.index)
    if key not in known:
        known[key] = _diagnose(cause, adapter)
    return known[key]


#: The implementation that was diagnosed last, and what its plain causes came down to; none where nothing was yet.
_CAUSES: list[tuple[Adapter, dict[tuple[str, str, int], tuple[Finding, Scenario]]]] = []


def _only_registered_so(failure: Failure, adapter: Adapter) -> bool:
    """Whether the implementation crashes, and the very same scenario is legal with the other registration of renew."""
    other = other_registration(failure.scenario)
    if other is None or not crashes(failure.history):
        return False
    try:
        return attempt(other, adapter) is None
    except (NotClaimed, Unimplemented):
        return False


#: So many signals in a script all have something to do with what goes wrong.
_SHORT = 4


def _repeats(failure: Failure) -> bool:
    """Whether one chain fails because a signal is given that the last one was already.

    As far as it is shrunk, a script has nothing without which it fails as well.  But a long one may need the signal
    only to be as long; an end that is late is late without it; and after the end, and in the clean-up after CANCEL, a
    second signal is the matter of rules of their own.
    """
    divergence = failure.divergence
    if divergence.happened.endswith(" left") or divergence.rule == "CONTROL.after-end":
        return False
    if len(failure.scenario.chains()) > 1:
        return False
    signals = [step.signal for step in failure.scenario.script]
    return len(signals) <= _SHORT and any(
        one == two and one in ("PAUSE", "CONTINUE", "STOP") for one, two in itertools.pairwise(signals)
    )


def _about_values(scenario: Scenario, essential: Collection[str]) -> str:
    """The rule about the one value of the user's side without which the scenario passes; "" where there is none."""
    unlike = [(name, value) for name, value in scenario.values.items() if instead_of(name, value) in essential]
    if len(unlike) != 1:
        return ""
    kinds = {unlike[0][0], "-".join(unlike[0])}
    return next((rule.id for rule in load_rules().values() if kinds.intersection(rule.values)), "")


def _gets_what_another_loop_left(failure: Failure, adapter: Adapter) -> bool:
    """Whether a chain is called with a wrong payload only because another chain ran on another event loop."""
    scenario = failure.scenario
    if scenario.values.made not in ("second", "between") or not failure.divergence.rule.startswith(_OF_PAYLOADS):
        return False
    without = attempt(replace(scenario, values=scenario.values.plain_in("made")), adapter)
    return without is None or without.divergence.rule != failure.divergence.rule


def _disturbed(divergence: Divergence, essential: Collection[str]) -> Divergence:
    """A chain that diverges beside or after others but not alone was disturbed by them, or by their signals."""
    if divergence.rule.startswith(_OF_SEVERAL):
        return divergence
    if divergence.rule.startswith(_OF_PAYLOADS):
        rule = "ISOLATION.payloads"
    elif any(words.startswith("without ") for words in essential):
        rule = "ISOLATION.signals"
    else:
        rule = "CHAIN.independent"
    return replace(divergence, rule=rule)
