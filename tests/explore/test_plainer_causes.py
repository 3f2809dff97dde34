"""What is left out isn't to blame where the implementation fails without it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.clean import Chain

from .asking import faulty, module, rules


@pytest.mark.parametrize(
    ("name", "token", "rule"),
    [
        ("stop-ignored", "turn:1c=STOP,1f=PAUSE", "STOP.ends"),
        ("cancel-waits-for-the-end", "clean:1w=CANCEL,1w=PAUSE", "CANCEL.at-once"),
        ("start-late", "wait:0s0=CANCEL", "CHAIN.starts"),
        ("pause-undoes-stop", "wait:1w=STOP,1l=PAUSE", "CONTROL.final"),
        ("mask-drops-keywords", "coro-equal/args-shared/begin-later/limit5/raise@2+raise@2:", "MASK.arguments"),
        ("fargs-swapped", "ready:1f=KILL", "MASK.fargs"),
        ("fargs-twice", "bad@1:1c=PAUSE", "MASK.fargs"),
        ("cancel-in-pause-lost", "limit5/wait+wait:A1w=PAUSE,A1+0.5=CANCEL", "CANCEL.during-pause"),
    ],
)
def test_the_last_signal_is_blamed_only_where_it_makes_the_difference(name: str, token: str, rule: str) -> None:
    """A chain that goes wrong before the last signal, or alone as well, breaks the rule that it breaks then."""
    assert [rule] == rules(token, faulty(name))


class CrashesAfterTheStart(Chain):
    """The first iteration is started, and then the start fails."""

    def create(self) -> Any:
        super().create()
        raise TypeError("set.add() takes exactly one argument (0 given)")


@pytest.mark.parametrize("token", ["coro-partial/limit5/raise@1:", "kwargs-none/limit5/raise@1:", "wait:1w=PAUSE"])
def test_a_crash_at_any_start_is_no_matter_of_values_or_signals(token: str) -> None:
    """Where the plainest chain can't be started without a crash, the start is what is broken, whatever follows."""
    assert ["CHAIN.starts"] == rules(token, module(CrashesAfterTheStart))
