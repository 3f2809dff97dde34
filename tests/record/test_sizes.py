"""Probes of what a chain holds and how it grows, where they have nothing to look at."""

from __future__ import annotations

import pytest

from taskloop_conformance.model.failures import NotReached
from tests.explore.asking import module, rules
from tests.faults.clean import Chain


class EndsAfterItsFirst(Chain):
    """A chain ends quietly with its first iteration."""

    def decide(self) -> None:
        self.end()


def test_a_crowd_that_ends_early_judges_nothing() -> None:
    """Where no chain comes to what is collected, nothing is said of CHAIN.held: it isn't passed, and not broken."""
    with pytest.raises(NotReached, match="second iteration"):
        rules("probe:held-crowd-loop", module(EndsAfterItsFirst))
