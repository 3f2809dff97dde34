"""All of the suite that the generated families use: which histories there are, and what one of them shows."""

from __future__ import annotations

from taskloop_conformance.explore.exploration import turns_of
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.explore.explorer import scenarios as explored
from taskloop_conformance.explore.shrinking import Failure
from taskloop_conformance.explore.shrinking import attempt as _attempt
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.scenario import Scenario


def scenarios(depth: str, adapter: Adapter) -> list[Scenario]:
    """The histories that the explorer runs for an implementation at a depth, from few signals to many."""
    every = explored(DEPTHS[depth], turns=turns_of(adapter))
    return sorted(every, key=lambda scenario: len(scenario.script))


def attempt(scenario: Scenario, adapter: Adapter) -> Failure | None:
    """Run one history; its failure, or None where it is legal."""
    return _attempt(scenario, adapter)
