"""A chain that ends because the implementation crashes: whoever awaits it gets that very error, and rightly so."""

from __future__ import annotations

from tests.explore.test_diagnosis import module, rules
from tests.faults.clean import Chain


class CrashesAtPauses(Chain):
    """Its own code fails at each pause."""

    def begin_pause(self) -> None:
        raise TypeError("begin_pause() missing 1 required positional argument: 'gate'")


def test_an_awaiter_gets_the_crash_that_ended_the_chain() -> None:
    """Where nothing asked the chain to end, the implementation's own error is the one that ended it."""
    assert [] == rules("await-early/limit5/wait:1w=PAUSE", module(CrashesAtPauses))
