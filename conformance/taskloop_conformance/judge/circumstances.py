"""Circumstances of a forbidden step, by the words in which the specification's rules speak of them.

A rule that ``refines`` another one is named instead of it ``when`` some circumstances are there.  The words stand in
the rule's file; what decides whether a history meets them is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ..model.history import SIGNALS, Event, History
from ..model.labels import PAIRS, parse_fargs
from ..model.rules import load_rules

#: The forms of a payload that are arguments alone, by the rule that is about them.
_ARGS = ("args", "tuple-args")
_TWO = ("two",)


@dataclass(frozen=True)
class Place:
    """Where a forbidden step shows: the event ``index`` of a history, in a chain."""

    history: History
    chain: str
    index: int

    @property
    def own(self) -> list[Event]:
        """The chain's events before this place."""
        return [event for event in self.history.events[: self.index] if event.chain == self.chain]

    @property
    def iteration(self) -> list[Event]:
        """The chain's events from its latest call up to this place."""
        own = self.own
        calls = [index for index, event in enumerate(own) if event.kind == "call"]
        return own[calls[-1] :] if calls else own

    @property
    def next_call(self) -> float | None:
        """When the chain is called next, here or later."""
        events = self.history.events[self.index :]
        return next((e.at for e in events if e.kind == "call" and e.chain == self.chain), None)


def _kinds(events: Sequence[Event]) -> set[str]:
    return {event.kind for event in events}


def _first_call(place: Place) -> bool:
    return "call" not in _kinds(place.own)


def _signal_before_first_call(place: Place) -> bool:
    return _first_call(place) and bool(_kinds(place.own) & set(SIGNALS))


def _default_loop(place: Place) -> bool:
    return place.history.conditions.get("loop") == "default" and place.next_call is None


def _both_wishes(place: Place) -> bool:
    return {"PAUSE", "CONTINUE"} <= _kinds(place.iteration)


def _continue_alone(place: Place) -> bool:
    kinds = _kinds(place.iteration)
    return "CONTINUE" in kinds and "PAUSE" not in kinds


def _taken_back(place: Place) -> bool:
    given = [event.kind for event in place.own if event.kind in SIGNALS]
    finals = [index for index, kind in enumerate(given) if kind in ("STOP", "CANCEL")]
    return bool(finals) and any(kind in ("PAUSE", "CONTINUE") for kind in given[finals[0] :])


def _after_pause(place: Place) -> bool:
    kinds = [event.kind for event in place.iteration]
    return "fargs" in kinds and "CONTINUE" in kinds[kinds.index("fargs") :]


def _second_pause(place: Place) -> bool:
    if not _after_pause(place):
        return False
    own = place.own
    calls = [index for index, event in enumerate(own) if event.kind == "call"]
    for start, end in pairwise(calls):
        kinds = [event.kind for event in own[start:end]]
        if "fargs" in kinds and "CONTINUE" in kinds[kinds.index("fargs") :] and "PAUSE" in kinds:
            return True
    return False


def _cancelled_itself(place: Place) -> bool:
    kinds = _kinds(place.iteration)
    return "cancelled" in kinds and "interrupted" not in kinds


def _signal_in_iteration(place: Place) -> bool:
    return bool(_kinds(place.iteration) & set(SIGNALS))


def _form(*forms: str) -> Callable[[Place], bool]:
    def of_form(place: Place) -> bool:
        made = [parse_fargs(event.detail) for event in place.iteration if event.kind == "fargs"]
        return bool(made) and made[-1].form in forms

    return of_form


def _fails_on(*forms: str) -> Callable[[Place], bool]:
    of_form = _form(*forms)

    def fails(place: Place) -> bool:
        """The exception handler got something of the implementation's own in the instant of that payload."""
        events = place.history.events
        made = [i for i, e in enumerate(events[: place.index]) if e.chain == place.chain and e.kind == "fargs"]
        if not made or not of_form(place) or place.next_call is not None:
            return False
        at = events[made[-1]].at
        return any(e.kind == "report" and not e.chain and e.at == at for e in events[made[-1] :])

    return fails


def _registered(how: str) -> Callable[[Place], bool]:
    def registered(place: Place) -> bool:
        calls = sum(event.kind == "call" for event in place.own)
        return place.history.conditions.get("register") == how and calls == 1 and place.next_call is None

    return registered


def _others(place: Place) -> list[Event]:
    """What other chains did since this chain's latest call, up to its next one, where it got no signal itself."""
    events = place.history.events
    own = [i for i, event in enumerate(events[: place.index]) if event.chain == place.chain]
    calls = [i for i in own if events[i].kind == "call"]
    begin = calls[-1] if calls else 0
    if any(events[i].kind in SIGNALS for i in own if i >= begin):
        return []
    until = place.next_call
    return [e for e in events[begin:] if e.chain not in ("", place.chain) and (until is None or e.at <= until)]


def _foreign_signal(place: Place) -> bool:
    return bool(_kinds(_others(place)) & set(SIGNALS))


def _waits_for_another(place: Place) -> bool:
    others = _others(place)
    until = place.next_call
    last = max((e.at for e in others if e.kind in ("return", "fargs", "raise")), default=-1.0)
    return last == until if until is not None else "raise" in _kinds(others)


#: The circumstances by their words; of several that are met, the first one counts.
CIRCUMSTANCES: dict[str, Callable[[Place], bool]] = {
    "another chain was given a signal meanwhile": _foreign_signal,
    "another chain ended an iteration, or failed, just then": _waits_for_another,
    "a signal was given before the first call": _signal_before_first_call,
    "no event loop was named": _default_loop,
    "it is the first call": _first_call,
    "PAUSE or CONTINUE was given after STOP or CANCEL": _taken_back,
    "the chain came out of an earlier pause already": _second_pause,
    "the chain comes out of a pause": _after_pause,
    "PAUSE and CONTINUE were given before the decision": _both_wishes,
    "CONTINUE was given while the iteration ran": _continue_alone,
    "the implementation failed on a payload in args form": _fails_on(*_ARGS),
    "the implementation failed on a payload of two arguments": _fails_on(*_TWO),
    "the implementation failed on a payload in pair form": _fails_on(*PAIRS - {""}),
    "fargs gave the args form": _form(*_ARGS),
    "fargs gave two arguments": _form(*_TWO),
    "fargs gave its input": _form("same"),
    "the user coroutine raised a cancellation of its own": _cancelled_itself,
    "a signal was given while the iteration ran": _signal_in_iteration,
    "renew was registered by keyword": _registered("keyword"),
    "renew was registered with the task first": _registered("task"),
}


def refined(rule: str, place: Place) -> str:
    """The rule to name in these circumstances: the rule itself, or one that refines it."""
    while True:
        finer = _refinements().get(rule, {})
        better = next((finer[words] for words, met in CIRCUMSTANCES.items() if words in finer and met(place)), None)
        if better is None:
            return rule
        rule = better


@cache
def _refinements() -> Mapping[str, Mapping[str, str]]:
    """For each rule the finer ones by the words of their circumstances."""
    found: dict[str, dict[str, str]] = {}
    for rule in load_rules().values():
        for refinement in rule.refines:
            found.setdefault(refinement.rule, {})[refinement.when] = rule.id
    return found
