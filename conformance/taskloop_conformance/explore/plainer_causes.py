"""Whether less of a scenario was wrong already: then what is left out isn't to blame.

A history of STOP and PAUSE that ends in a pause may mean that PAUSE took STOP back, or that STOP never counted.  The
history itself can't tell.  The implementation can: the script is run once more as far as STOP, and where the chain goes
on then, too, STOP is what doesn't count.  In the same way several chains that leave a task behind may have disturbed
each other, or one of them leaves it alone as well.

The failure with less may look quite different, so the rule isn't compared.  That tells it from shrinking, which keeps
the failure and makes the scenario smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..judge.oracle import judge_all
from ..judge.positions import SAME
from ..model.failures import NotClaimed, Unimplemented
from ..model.history import SIGNALS, Divergence, History
from ..model.rules import load_rules
from ..record.adapters import Adapter
from ..record.recorder import end_of, record
from ..record.scenario import Scenario
from ..record.tokens import from_token
from .parts import FEW, as_far_as
from .shrinking import Failure, certain, crashes


def plainer_cause(failure: Failure, adapter: Adapter) -> Failure | None:
    """The failure of the least part of the scenario that fails no later than the whole; None where there is none.

    With fewer signals it must be of something that the whole history doesn't show by itself: a finding that stands in
    both has nothing to do with what is left out.  Of a chain that goes wrong alone it is never said that others disturb
    it: which chain a call is of can't even be told where its arguments are wrong.
    """
    divergence = failure.divergence
    if plainest := _without_anything(failure, adapter):
        return plainest
    # What is observed beside the chain names its rule itself, unless a chain goes wrong alone.
    beside = failure.history.events[divergence.index].kind == "fact"
    shown = {rule for each in certain(judge_all(failure.history)) for rule in _rules(each)} - set(_rules(divergence))
    # What breaks a recommendation only is no cause of what breaks a rule: many do the one and not the other.
    required = load_rules()[divergence.rule].level == "MUST"
    for part, chain in _parts(failure):
        of_several = len(part.chains()) == len(failure.scenario.chains())
        if beside and of_several:
            continue
        try:
            history = record(part, adapter)
        except (NotClaimed, Unimplemented):
            continue  # what the implementation doesn't have can't be tried
        # What never starts has been wrong from the beginning, whenever it was looked at.
        never = not any(event.kind == "call" and event.chain == chain for event in history.events)
        slower = of_several and part.behaviours not in (failure.scenario.behaviours, _with(failure.scenario, _UNPAUSED))
        for earlier in certain(judge_all(history)):
            in_time = never or earlier.at <= divergence.at + SAME
            # Not by the STOP that only brings the run to its end: the whole script has its own signals there.
            signals = sum(event.kind in SIGNALS for event in history.events[: earlier.index])
            if signals > len(part.script) and of_several and not never:
                continue
            if slower:
                in_time = not earlier.aside and _so_far(history, earlier) <= _so_far(failure.history, divergence)
            if required and load_rules()[earlier.rule].level != "MUST":
                continue
            if earlier.chain == chain and in_time and not (of_several and shown.intersection(_rules(earlier))):
                return Failure(part, history, earlier)
    return None


def _without_anything(failure: Failure, adapter: Adapter) -> Failure | None:
    """The failure of one plain chain without any signal, where it leaves the chain in a state that nobody knows.

    Such a chain goes wrong by itself, after so many events, whatever else there is: two iterations at once, or none.
    What a longer history shows beside that is its consequence, an observation as well as a wrong step.  Where a history
    has two explanations, the one that the plain chain shows as well is the right one, whatever state it leaves.
    """
    divergence = failure.divergence
    plain = from_token(f"{failure.scenario.surface}/wait:" if failure.scenario.surface != "loop" else "wait:")
    if failure.scenario == plain:
        return None
    try:
        history = record(plain, adapter)
    except (NotClaimed, Unimplemented):
        return None
    found = [each for each in certain(judge_all(history)) if each.base]
    first = next((each for each in found if not each.aside or each.rule in divergence.alternatives), None)
    if first is None or _so_far(history, first) > _so_far(failure.history, divergence):
        return None
    signalled = any(event.kind in SIGNALS for event in history.events[: first.index])
    return None if signalled else Failure(plain, history, first)


def _so_far(history: History, divergence: Divergence) -> int:
    """How many iterations, and calls of fargs, a chain had begun or ended until it diverged."""
    before = history.events[: divergence.index]
    return sum(event.chain == divergence.chain and event.kind in _USERS for event in before)


#: The events of the user's side that every iteration has.
_USERS = frozenset({"call", "return", "fargs", "raise", "cancelled"})


def crashed_at_start(failure: Failure, adapter: Adapter) -> Divergence | None:
    """The divergence of a chain that can't be started without a crash; None where the failure comes of something else.

    Such a crash stands at the start of every history, and what follows it is half a start at best: nothing that is seen
    there is a matter of signals or of values.
    """
    mine = crashes(failure.history)
    if not mine or failure.scenario.surface != _PLAINEST.surface:
        return None
    plain = record(_PLAINEST, adapter)
    known = {event.detail for event in plain.events if event.kind == "report" and not event.chain and event.at == 0}
    shown = failure.history.events
    at = next((i for i, e in enumerate(shown) if e.kind == "report" and not e.chain and e.detail in known), None)
    if at is None:
        return None
    allowed, happened = "a start that raises nothing", f"report {shown[at].detail}"
    mistake = "A chain can't be started without a crash of its own code."
    return Divergence("CHAIN.starts", at, shown[at].at, failure.divergence.chain, allowed, happened, False, mistake)


#: One chain of one-second iterations and no signals: what crashes at its very beginning crashes at the start.
_PLAINEST = from_token("wait:")


def _parts(failure: Failure) -> Iterator[tuple[Scenario, str]]:
    """The scenario as far as each of its signals, then each chain alone; with the chain that may fail there.

    Only the last signals are left out, never one from the middle: what comes after it would be given in another state.
    """
    scenario, divergence = failure.scenario, failure.divergence
    for count in range(len(scenario.script)):
        yield as_far_as(scenario, replace(scenario, script=scenario.script[:count])), divergence.chain
    for others in (_UNPAUSED, _SLOWER):
        if (behaviours := _with(scenario, others)) != scenario.behaviours:
            yield replace(scenario, behaviours=behaviours), divergence.chain
    chains = scenario.chains()
    if len(chains) > 1:
        # What is left at the end of a run doesn't show which chain it is of.
        left = divergence.happened.endswith(" left")
        for chain in chains[:FEW] if left else [divergence.chain]:
            if chain:
                yield as_far_as(scenario, replace(scenario.alone(chain), until=end_of(scenario))), chain


def _with(scenario: Scenario, others: Mapping[str, str]) -> tuple[str, ...]:
    """The behaviours of a scenario with others in the place of some."""
    return tuple(others.get(behaviour, behaviour) for behaviour in scenario.behaviours)


#: What is wrong without a pause is no matter of pauses, whoever asks for them.
_UNPAUSED = {"pausing": "turn"}

#: Two iterations of a coroutine that never waits can't be seen to overlap: the same with one that waits.
_SLOWER = {"ready": "wait", "turn": "wait"}


def _rules(divergence: Divergence) -> Iterator[str]:
    """The rule by which a divergence is named, and the one that it refines."""
    yield divergence.rule
    if divergence.base:
        yield divergence.base
