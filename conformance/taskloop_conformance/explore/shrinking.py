"""Make a failing scenario smaller and plainer, as long as it fails in the same way.

What can be left out isn't to blame.  A scenario has several chains, signals, a form of payload, a way to make the chain
and settings of the event loop; a history of all of them shows only that they came together.  So each one is taken away
in turn, and the scenario without it is run: where it still fails in the same way, that one had no part in it.  What is
left in the end is essential: without any single one of these the implementation passes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from ..judge.oracle import judge_all
from ..model.failures import NotClaimed, Unimplemented
from ..model.history import Divergence, History
from ..record.adapters import Adapter
from ..record.recorder import record
from ..record.scenario import Scenario, Step
from .parts import other_registration, parts


class Failure(NamedTuple):
    """A scenario that fails, what it made happen, and the divergence to report."""

    scenario: Scenario
    history: History
    divergence: Divergence


def attempt(scenario: Scenario, adapter: Adapter, like: Failure | None = None) -> Failure | None:
    """Run a scenario as it is: its first failure, or with ``like`` the first one of the same kind, or None."""
    history = record(scenario, adapter)
    found = judge_all(history)
    if like is not None:
        return _first_alike(like, scenario, history, found)
    return Failure(scenario, history, found[0]) if found else None


def _first_alike(like: Failure, scenario: Scenario, history: History, found: Iterable[Divergence]) -> Failure | None:
    failures = (Failure(scenario, history, divergence) for divergence in certain(found))
    return next((failure for failure in failures if alike(like, failure)), None)


def certain(found: Iterable[Divergence]) -> Iterator[Divergence]:
    """The divergences that can't be consequences of others.

    What comes in a chain after a divergence that isn't marked ``aside`` may come of it.  What is observed beside the
    chain is certain anyway.
    """
    guessed: set[str] = set()
    for divergence in found:
        if divergence.chain not in guessed or not divergence.base:
            yield divergence
        if not divergence.aside:
            guessed.add(divergence.chain)


def alike(one: Failure, other: Failure) -> bool:
    """Whether two failures may have the same cause: the same forbidden step, or the same crash of the implementation.

    A rule and one that refines it may name the same step in different circumstances.  So may two rules: where a signal
    is left out and the very same thing is wrong, the signal wasn't what brought it.
    """
    mine, theirs = crashes(one.history), crashes(other.history)
    return bool(_names(one.divergence) & _names(other.divergence)) or bool(mine & theirs) or _same_wrong(one, other)


#: How what happened ends where a chain ended after all.
_LATE = "nothing left"


def _same_wrong(one: Failure, other: Failure) -> bool:
    """Whether the first thing that is wrong is the same, whatever rule it is named by in the one and in the other.

    The same call that comes, or the same thing that doesn't, or the same signal that raises; or of a chain that was to
    end something is left, at whatever time it was looked for.
    """
    mine, theirs = one.divergence, other.divergence
    if mine.chain != theirs.chain:
        return False
    if mine.happened == theirs.happened:
        return mine.happened.startswith(("call ", "refused ")) or mine.allowed == theirs.allowed
    if mine.happened.endswith(_LATE) or theirs.happened.endswith(_LATE):
        return False  # an end that comes late, and each signal has a time of its own in which it has to come
    if mine.happened.endswith(" left") and theirs.happened.endswith(" left"):
        return mine.allowed == theirs.allowed or theirs.rule == "CHAIN.nothing-left"
    # With other values of the user's side the same wrong call looks different: of a payload without arguments only the
    # keyword arguments can be seen. So where the signals are the same, it is enough that the same call was due.
    due = mine.allowed == theirs.allowed and {mine.happened[:5], theirs.happened[:5]} == {"call "}
    return due and mine.index == theirs.index and one.scenario.script == other.scenario.script


def _names(divergence: Divergence) -> set[str]:
    """The rules by which a forbidden step may be named."""
    return {divergence.rule, divergence.base or divergence.rule, *divergence.alternatives}


def crashes(history: History) -> set[str]:
    """What the exception handler got that is no failure of a user coroutine."""
    return {event.detail for event in history.events if event.kind == "report" and not event.chain}


def _any(_: Scenario) -> bool:
    """Every smaller scenario will do."""
    return True


def shrink(
    failure: Failure, adapter: Adapter, will_do: Callable[[Scenario], bool] = _any
) -> tuple[Failure, tuple[str, ...]]:
    """The smallest and plainest scenario that fails in the same way, and what it can't do without.

    The latter are words such as ``without CANCEL``: so changed, the scenario passes.  ``will_do`` may refuse a smaller
    scenario that fails; that one counts as if it passed.
    """
    shorter = _cut_short(failure, adapter)
    failure = shorter if will_do(shorter.scenario) else failure
    while True:
        passing: list[str] = []
        for part in parts(failure.scenario):
            try:
                history = record(part.scenario, adapter)
            except (NotClaimed, Unimplemented):
                continue  # what the implementation doesn't have can't be tried
            found = judge_all(history)
            if not found or not will_do(part.scenario):
                if " and " not in part.without:  # what each single one changes says more
                    passing.append(part.without)
            elif smaller := _first_alike(failure, part.scenario, history, found):
                failure = smaller
                break
        else:
            return failure, tuple(dict.fromkeys(passing))


#: A run of more iterations is long: each try to make it smaller costs a tenth of a second.
_LONG = 50


def _cut_short(failure: Failure, adapter: Adapter) -> Failure:
    """A long run that goes wrong early, ended soon after; what happens late keeps the whole run."""
    scenario, divergence = failure.scenario, failure.divergence
    seen = Counter(event.chain for event in failure.history.events[: divergence.index + 1] if event.kind == "call")
    enough = max(seen.values(), default=0) + 3  # one more iteration, and the one in which STOP comes
    if scenario.stop_after() <= max(_LONG, 2 * enough) or enough <= scenario.last_iteration():
        return failure
    return attempt(replace(scenario, limit=enough), adapter, failure) or failure


def registered_otherwise(failure: Failure, adapter: Adapter) -> Failure | None:
    """The failure of a chain whose renew is registered in the other way, if it fails so as well."""
    other = other_registration(failure.scenario)
    if other is None:
        return None
    try:
        return attempt(other, adapter, failure)
    except (NotClaimed, Unimplemented):
        return None


def clearer(failure: Failure, adapter: Adapter) -> Failure | None:
    """The failure of the same script with every signal clearly before or clearly after a decision, if it fails so.

    Where a signal came so near a decision that either side of it explains the failure, this tells which it is.
    """
    scenario = failure.scenario
    if failure.divergence.rule == "CONTROL.after-end":
        return _refused_earlier(failure, adapter)
    happened = _what(failure.divergence)
    for script in _moved(scenario.script):
        moved = replace(scenario, script=script)
        history = record(moved, adapter)
        found = judge_all(history)
        if clear := _first_alike(failure, moved, history, found):
            return clear
        # The same thing that happens is the same mistake, by whatever rule it is named once it is clear.
        for divergence in certain(found):
            if divergence.chain == failure.divergence.chain and _what(divergence) == happened != "":
                return Failure(moved, history, divergence)
    return None


def _what(divergence: Divergence) -> str:
    """The call that happened where none was allowed, without its time; "" for anything else."""
    event, *_ = divergence.happened.partition(" at ")
    return event if event.startswith("call ") else ""


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


def _refused_earlier(failure: Failure, adapter: Adapter) -> Failure | None:
    """The same script with its last signal given together with the one before it, if that is refused, too."""
    *before, last = failure.scenario.script
    if not before:
        return None
    together = (*before, last._replace(iteration=before[-1].iteration, point=before[-1].point))
    earlier = attempt(replace(failure.scenario, script=together), adapter)
    refused = earlier and earlier.history.events[earlier.divergence.index].kind == "refused"
    return earlier if refused else None
