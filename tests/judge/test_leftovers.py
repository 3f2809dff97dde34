"""What is left at the end of a run shows for all chains together, and one of them is to blame, not each."""

from __future__ import annotations

import pytest

from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.notation import parse_history

BOTH = """
0     A call p0
0     B call p0
0     A PAUSE
0     B STOP
1     A return
1     A fargs p0 -> p1
1.5   B return
1.5   B fargs p0 -> p1
"""


def blamed(text: str) -> list[tuple[str, str]]:
    """Chain and rule of every divergence."""
    return [(divergence.chain, divergence.rule) for divergence in judge_all(parse_history(BOTH + text))]


@pytest.mark.parametrize("end", ["2", "2.1", "2.25"])
def test_a_slow_pause_of_one_chain_is_no_fault_of_the_other(end: str) -> None:
    """While one chain may still end its pause, another one that is over isn't blamed for what is left meanwhile."""
    assert blamed(f"2 A STOP\n{end} idle tasks 0 timers 0") == []


@pytest.mark.parametrize(
    ("end", "rule"),
    [
        ("2.3 idle tasks 0 timers 0", "STOP.in-time"),
        ("9 busy tasks 1 timers 1", "STOP.during-pause"),
        ("9 busy tasks 0 timers 1", "CHAIN.nothing-left"),
    ],
)
def test_the_chain_that_may_end_last_is_blamed(end: str, rule: str) -> None:
    """What is left too long is charged once, to the chain that had the longest leave."""
    assert blamed(f"2 A STOP\n{end}") == [("A", rule)]


def test_a_paused_chain_may_leave_its_timer() -> None:
    """A chain still paused when the run is cut off may have tasks and timers, and no other is blamed for them."""
    assert blamed("9 busy tasks 1 timers 1") == []


def test_what_a_broken_chain_leaves_is_not_charged_to_another() -> None:
    """After one chain has broken a rule, what it leaves isn't held against the others."""
    assert blamed("1.6 A call p1\n9 busy tasks 1 timers 1") == [("A", "PAUSE.lasts")]
