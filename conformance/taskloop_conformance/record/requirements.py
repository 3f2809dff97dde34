"""What a scenario needs of an adapter, asked before anything of it runs.

A library without a notion (of pausing, say) doesn't break the rules about it; it doesn't claim them.  And the oldest
releases have a mask that takes no keyword arguments, although most of what there is to see needs none.  Either is no
finding, so a scenario that can't be played is told from one that is played and fails: by an exception, up front.
"""

from __future__ import annotations

from typing import NamedTuple

from ..model.failures import NotClaimed, Unimplemented
from .adapters import Adapter, takes_keywords, without
from .scenario import BEHAVIOURS, Scenario

#: Behaviours that don't depend on fargs.
_WITHOUT_FARGS = frozenset(BEHAVIOURS) - {"fargs-raise", "bad"}

#: The notion that an input of a script needs.
_NOTIONS = {"PAUSE": "pause", "CONTINUE": "pause", "STOP": "stop", "CANCEL": "cancel"}


class Terms(NamedTuple):
    """How a scenario is played with an adapter.

    ``bare``: payloads have no keyword arguments.  ``without``: what the library has no notion of.
    """

    bare: bool
    without: frozenset[str]


def terms_of(scenario: Scenario, adapter: Adapter) -> Terms:
    """How the scenario is played with this adapter.

    Raises :class:`Unimplemented` where it needs keyword arguments that the mask doesn't take, and
    :class:`NotClaimed` where it needs what the library has no notion of.
    """
    # The oldest releases have a mask without keyword arguments; what doesn't need them is judged anyway.
    bare = scenario.surface != "loop" and not takes_keywords(adapter)
    if bare and (scenario.form != "pair" or scenario.values.kwargs == "hostile"):
        raise Unimplemented("keyword arguments in coromask")
    lacking = without(adapter) if scenario.surface == "loop" else frozenset()
    _check_claims(scenario, lacking)
    return Terms(bare, lacking)


def _check_claims(scenario: Scenario, lacking: frozenset[str]) -> None:
    """Raise :class:`NotClaimed` where a scenario needs what the library has no notion of."""
    if not lacking:
        return
    for step in scenario.script:
        if _NOTIONS.get(step.signal) in lacking:
            raise NotClaimed(_NOTIONS[step.signal])
    if "pause" in lacking and any(each.startswith("pausing") for each in scenario.behaviours):
        raise NotClaimed("pause")
    plain = scenario.form == "pair" and scenario.values.out == "mark"
    if "payload" in lacking and not (
        plain and all(each.partition("@")[0] in _WITHOUT_FARGS for each in scenario.behaviours if each)
    ):
        raise NotClaimed("payload")
