"""What an implementation does wrong in the plainest scenarios: found once, and not looked for again in others.

An implementation with a grave fault fails hundreds of scenarios for one reason, and to shrink each of them takes
minutes.  So the plainest scenarios are run first, as soon as anything has failed.  Where a failing scenario has one of
them in it, and breaks the same rule, what was found there is what there is to say.

The list is the same for every process, whatever it has run before: how a run is divided changes no report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from ..judge.oracle import judge_all
from ..model.failures import NotClaimed, Unimplemented
from ..model.finding import Finding
from ..record import blocked
from ..record.adapters import Adapter
from ..record.recorder import record
from ..record.scenario import BEHAVIOURS, SURFACES, Scenario, chain_index
from ..record.tokens import from_token
from .shrinking import Failure, certain

Diagnose = Callable[[Failure, Adapter], tuple[Finding, Scenario]]

#: One signal in the first iteration, and the ways out of a pause.
_SCRIPTS = (
    *("1w=PAUSE", "1c=PAUSE", "1w=PAUSE,1+2=CONTINUE", "1w=STOP", "1w=CANCEL", "1w=KILL"),
    *("1c=PAUSE,1+2=CONTINUE", "1c=STOP", "1c=CANCEL"),
    *("1w=PAUSE,1+2=STOP", "1w=PAUSE,1+2=CANCEL", "1w=PAUSE,1+2=KILL"),
)
#: Behaviours that have an iteration in which it happens.
_WITH_ITERATION = ("raise", "raise-now", "cancel-self", "fargs-raise", "bad")
#: What blocks the event loop in so many of these scenarios, and in what is run to understand them, does so in most:
#: each takes a hundred times as long as another, and all of them half a minute.
_BLOCKS = 10


@dataclass(frozen=True)
class Known:
    """A plain scenario that fails, its divergence's rule as it was judged, and what was found out about it."""

    scenario: Scenario
    rule: str
    found: tuple[Finding, Scenario]

    def explains(self, failure: Failure) -> bool:
        """Whether a failure is this one with other things around it: the same rule, after the same signals in order."""
        scenario, divergence = failure.scenario, failure.divergence
        if self.rule != divergence.rule or self.scenario.surface != scenario.surface:
            return False
        chain = divergence.chain or scenario.chains()[0]
        if scenario.behaviours[chain_index(chain)] not in self.scenario.behaviours:
            return False
        rest = iter(step.signal for step in scenario.script if step.chain == chain)
        return all(step.signal in rest for step in self.scenario.script)


_KNOWN: dict[int, tuple[Adapter, list[Known]]] = {}


def first_failures(adapter: Adapter, diagnose: Diagnose) -> list[Known]:
    """The failures of the plainest scenarios, found once in a process; ``diagnose`` says what one comes down to."""
    known = _KNOWN.get(id(adapter))
    if known is None or known[0] is not adapter:
        # Entered before it is filled: a diagnosis in here has no other to go by.
        known = _KNOWN[id(adapter)] = (adapter, [])
        known[1].extend(_find(adapter, diagnose))
    return known[1]


def _find(adapter: Adapter, diagnose: Diagnose) -> list[Known]:
    found: list[Known] = []
    already = blocked.interruptions()
    for scenario in _plainest():
        if blocked.interruptions() - already > _BLOCKS:
            break
        if scenario.surface not in _surfaces(adapter):
            continue
        try:
            history = record(scenario, adapter)
            for divergence in certain(judge_all(history)):
                failure = Failure(scenario, history, divergence)
                # A longer scenario of this list has nothing to say that a shorter one has said.
                if not divergence.aside and not any(known.explains(failure) for known in found):
                    found.append(Known(scenario, divergence.rule, diagnose(failure, adapter)))
        except (NotClaimed, Unimplemented):
            continue
    return found


def _surfaces(adapter: Adapter) -> tuple[str, ...]:
    return tuple(s for s in SURFACES if ("control" if s == "loop" else "functions") in adapter.profiles)


@cache
def _plainest() -> tuple[Scenario, ...]:
    return tuple(from_token(token) for token in _tokens())


def _tokens() -> Iterator[str]:
    for surface in SURFACES:
        for behaviour in BEHAVIOURS:
            if behaviour == "pausing" and surface != "loop":
                continue  # nobody can give it a signal
            iterations = (2, 1) if behaviour in _WITH_ITERATION else (0,)
            for iteration in iterations:
                yield f"{surface}/{behaviour}{f'@{iteration}' if iteration else ''}:"
    for behaviour in ("wait", "ready", "turn"):
        for script in _SCRIPTS:
            if behaviour == "wait" or script.startswith("1c"):
                yield f"loop/{behaviour}:{script}"
