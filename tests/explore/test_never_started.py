"""Probes need a chain: what they say where none starts."""

from __future__ import annotations

import pytest

from tests.explore.asking import module, rules
from tests.faults.clean import Chain


class RefusesToStart(Chain):
    """Its own code fails at the start."""

    def begin(self) -> None:
        raise TypeError("begin() missing 1 required positional argument: 'coro'")


class NeverCalls(Chain):
    """It is started, and nothing follows."""

    def begin(self) -> None:
        self.calls += 1


@pytest.mark.parametrize(("chain", "expected"), [(RefusesToStart, ["CHAIN.starts"]), (NeverCalls, [])])
@pytest.mark.parametrize(
    "name",
    ["default-arguments", "kept-closed-loops", "kept-loop-error", "kept-loop-stop", "twins-loop-together"],
)
def test_a_probe_of_a_chain_that_never_starts(name: str, chain: type[Chain], expected: list[str]) -> None:
    """What a probe is about isn't judged where no chain starts: a crash breaks CHAIN.starts, and nothing else."""
    assert expected == rules(f"probe:{name}", module(chain))
