"""What can be left out of a scenario, or made plainer: one thing at a time, large things first.

Whoever tries them (``shrinking.py``) learns which of them a failure needs.  So each part is named in the words in which
a report says so: "without CANCEL", "with one chain".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ..record.clock import PLAIN
from ..record.recorder import end_of
from ..record.scenario import FORMS, SURFACES, Scenario, Step
from ..record.values import DIMENSIONS


class Part(NamedTuple):
    """A scenario with something left out, and what is left out, in words: ``without CANCEL``."""

    scenario: Scenario
    without: str


def parts(scenario: Scenario) -> Iterator[Part]:
    """The scenario with one thing left out, large parts first.

    It goes as far as it did: what happens late must still happen.
    """
    for part in (*_fewer(scenario), *_plainer(scenario)):
        yield part._replace(scenario=as_far_as(scenario, part.scenario))


def as_far_as(scenario: Scenario, part: Scenario) -> Scenario:
    """A part of a scenario that stops after as many calls as the whole does."""
    limit = scenario.stop_after()
    return part if part.stop_after() == limit else replace(part, limit=limit)


def _fewer(scenario: Scenario) -> Iterator[Part]:
    """Without the signals, with one chain only, without some signals."""
    script = scenario.script
    if script:
        yield Part(replace(scenario, script=()), _without(script))
    chains = scenario.chains()
    if len(chains) > FEW:  # a hundred chains are too many to be tried one by one
        half = len(chains) // 2
        for some in (chains[:half], chains[half:]):
            yield Part(replace(scenario.only(some), until=end_of(scenario)), "with half of the chains")
    if len(chains) > 1:
        for name in chains[:FEW]:
            yield Part(replace(scenario.alone(name), until=end_of(scenario)), WITH_ONE_CHAIN)
    size = len(script)
    while size > 1:  # from large parts to single signals, so that a long script soon is a short one
        size //= 2
        for start in range(0, len(script), size):
            rest = script[:start] + script[start + size :]
            yield Part(replace(scenario, script=rest), _without(script[start : start + size]))


#: So many chains are left out one by one.
FEW = 4

#: What is left out where only one of several chains is there.
WITH_ONE_CHAIN = "with one chain"


def _without(steps: tuple[Step, ...]) -> str:
    """What is left out, in words."""
    return f"without {' and '.join(dict.fromkeys(step.signal for step in steps))}"


def _plainer(scenario: Scenario) -> Iterator[Part]:
    """In the usual form, made in another way, on an ordinary loop."""
    if scenario.form != "pair":
        yield Part(replace(scenario, form="pair"), f"when fargs gives {FORMS['pair']}")
    for index, behaviour in enumerate(scenario.behaviours):
        if behaviour.partition("@")[0] in _EVENTFUL:
            others = (*scenario.behaviours[:index], "wait", *scenario.behaviours[index + 1 :])
            yield Part(replace(scenario, behaviours=others), f"with wait instead of {behaviour}")
    for name, value in scenario.values.items():
        plain = replace(scenario, values=scenario.values.plain_in(name))
        yield Part(plain, instead_of(name, value))
    # Downwards only: of two ways that fail alike, the one would lead to the other and back for ever.
    for surface in SURFACES[: SURFACES.index(scenario.surface)]:
        way = "made by TaskLoop" if surface == "loop" else f"registered {_REGISTERED[surface]}"
        yield Part(replace(scenario, surface=surface), way)
    if "loops" in scenario.watch:
        yield Part(replace(scenario, watch=scenario.watch - {"loops"}), "with its event loop named")
    if scenario.settings != PLAIN:
        yield Part(replace(scenario, settings=PLAIN), "on an ordinary event loop")


#: Behaviours in which something special happens, which may have no part in what goes wrong.
_EVENTFUL = (
    *("swallow", "uncancel", "clean", "fail", "raise", "raise-now", "raise-call", "cancel-self"),
    *("fargs-raise", "bad"),
)


def instead_of(name: str, value: str) -> str:
    """What is left out where a kind of value is the plain one, in words."""
    return f"with {DIMENSIONS[name][0]} instead of {value} for {name}"


_REGISTERED = {"keyword": "by keyword", "task": "with the task first"}


def other_registration(scenario: Scenario) -> Scenario | None:
    """The same scenario with renew registered in the other way; None where renew isn't what makes the chain."""
    surface = {"keyword": "task", "task": "keyword"}.get(scenario.surface)
    return replace(scenario, surface=surface) if surface else None
