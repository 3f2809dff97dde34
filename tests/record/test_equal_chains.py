"""Chains that are equal in everything are counted; which faults that finds, and what it leaves to other checks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from taskloop_conformance.model.failures import NotReached
from tests.explore.asking import module, rules
from tests.faults.catalogue.beside import EqualChainNotStarted, LatestEqualChainOnly
from tests.faults.catalogue.shortcuts import EqualChainDropped
from tests.faults.clean import Chain


class Retries(Chain):
    """An iteration that failed is called again, for ever: its calls would count as those of an equal chain."""

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        asyncio.get_running_loop().call_later(1, self.begin)


class StopsAfterThree(Chain):
    """Every chain ends after three calls, alone as beside another."""

    def decide(self) -> None:
        if self.calls < 3:
            super().decide()


class EndsAfterOne(Chain):
    """Every chain ends after one call."""

    def decide(self) -> None:
        """Nothing follows."""


@pytest.mark.parametrize("start", ["together", "later"])
@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        (Chain, []),
        (EqualChainNotStarted, ["CHAIN.starts"]),
        (LatestEqualChainOnly, ["CHAIN.independent"]),
        (Retries, []),
        (StopsAfterThree, []),
    ],
)
def test_equal_chains(chain: type[Chain], expected: list[str], start: str) -> None:
    """A chain that is lost beside its equal breaks a rule; what a chain does alone as well is for other checks."""
    assert expected == rules(f"probe:twins-loop-{start}", module(chain))


@pytest.mark.parametrize("surface", ["keyword", "task"])
def test_equal_chains_of_the_functions(surface: str) -> None:
    """So it is with chains that are made with renew."""
    assert ["CHAIN.independent"] == rules(f"probe:twins-{surface}-together", module(LatestEqualChainOnly))
    assert [] == rules(f"probe:twins-{surface}-together", module(Chain))


@pytest.mark.parametrize("end", ["error", "stop", "cancel"])
def test_one_of_two_equal_chains_ends(end: str) -> None:
    """The other one is held on; a chain that ends by itself judges nothing."""
    assert ["CHAIN.held"] == rules(f"probe:twin-ended-loop-{end}", module(EqualChainDropped))
    assert [] == rules(f"probe:twin-ended-loop-{end}", module(Chain))
    with pytest.raises(NotReached):
        rules(f"probe:twin-ended-loop-{end}", module(EndsAfterOne))
