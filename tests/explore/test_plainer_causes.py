"""What is left out isn't to blame where the implementation fails without it."""

from __future__ import annotations

import pytest

from .asking import faulty, rules


@pytest.mark.parametrize(
    ("name", "token", "rule"),
    [
        ("stop-ignored", "turn:1c=STOP,1f=PAUSE", "STOP.ends"),
        ("cancel-waits-for-the-end", "clean:1w=CANCEL,1w=PAUSE", "CANCEL.at-once"),
        ("start-late", "wait:0s0=CANCEL", "CHAIN.starts"),
        ("pause-undoes-stop", "wait:1w=STOP,1l=PAUSE", "CONTROL.final"),
        ("cancel-in-pause-lost", "limit5/wait+wait:A1w=PAUSE,A1+0.5=CANCEL", "CANCEL.during-pause"),
    ],
)
def test_the_last_signal_is_blamed_only_where_it_makes_the_difference(name: str, token: str, rule: str) -> None:
    """A chain that goes wrong before the last signal, or alone as well, breaks the rule that it breaks then."""
    assert [rule] == rules(token, faulty(name))
