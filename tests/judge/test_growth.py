"""What may grow over many iterations, and what may not."""

from __future__ import annotations

import pytest

from taskloop_conformance.judge.facts import judge_facts
from taskloop_conformance.model.history import Event, History


def history(*bytes_seen: int, **conditions: str) -> History:
    """A history in which so many bytes of lists were counted, one look after the other."""
    facts = [Event(float(at), "A", "fact", f"bytes {number}") for at, number in enumerate(bytes_seen, 1)]
    return History((Event(0.0, "A", "start"), *facts), conditions=conditions)


@pytest.mark.parametrize(("later", "broken"), [(100_256, []), (102_000, []), (103_616, ["CHAIN.flat"])])
def test_a_list_with_an_entry_for_each_iteration_grows(later: int, broken: list[str]) -> None:
    """450 entries take 3,616 bytes; what takes little more than half of that comes and goes."""
    assert broken == [divergence.rule for divergence in judge_facts(history(100_000, later))]


def test_lists_of_threads_come_and_go() -> None:
    """How long the list of a thread is when somebody looks is a matter of real time: it says nothing."""
    assert [] == judge_facts(history(100_000, 200_000, threads="used"))
