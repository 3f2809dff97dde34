"""A library that puts time between two iterations: its histories name the interval, and the oracle allows for it."""

from __future__ import annotations

import pytest

from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.notation import parse_history

FAILS = "interval: 0.1\n0 call p0\n1 return\n1 fargs p0 -> same p0\n1.1 call p0\n2.1 raise\n2.1 report the error\n"
STOPS = "interval: 0.1\n0 call p0\n0.5 STOP\n1 return\n1 fargs p0 -> same p0\n"


def verdict(text: str) -> str | None:
    """The rule that a history breaks first, or None."""
    found = judge(parse_history(text))
    return found.rule if found else None


def test_a_later_fault_is_not_blamed_on_the_interval() -> None:
    """What explains a fault may wait between iterations, too: the call after the error is the mistake."""
    assert "CHAIN.error-ends" == verdict(FAILS + "2.2 call p0\n3.2 return\n3.2 fargs p0 -> same p0")


@pytest.mark.parametrize(
    ("end", "rule"),
    [
        ("1 idle tasks 0 timers 0", None),
        ("1.1 idle tasks 0 timers 0", None),
        ("1.2 idle tasks 0 timers 0", "CHAIN.nothing-left"),
        ("1.1 idle tasks 1 timers 0", "CHAIN.nothing-left"),
    ],
)
def test_the_end_may_take_one_interval(end: str, rule: str | None) -> None:
    """Such a library may look at STOP when the interval is over, and be waiting for that; then nothing is left."""
    assert rule == verdict(STOPS + end)
