"""What is executed of the transition table: no cell is left out, in no round that is claimed, on no surface."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from taskloop_conformance.explore.explorer import DEPTHS, scenarios
from taskloop_conformance.explore.value_scenarios import value_scenarios
from taskloop_conformance.record.adapters import load
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.scenario import Scenario

from .measure import control
from .table_chain import TABLE, Key, TableAdapter
from .table_faults import comes_back

#: A pause that has ended in the very turn in which CANCEL comes: no script knows when this implementation's pauses end.
BESIDE = ("paused-cancelling", "pause-ended")

#: The rounds that the default exploration claims.
ROUNDS = range(1, 9)


def in_rounds() -> Iterator[tuple[Key, int]]:
    """Each cell, and in which of its visits it has to be seen.

    After CANCEL the chain ends: a second signal there is one more input in the same round, and no further round.
    """
    for state, event in TABLE.cells:
        again = comes_back((state, event)) and state not in ("cancelling", "paused-cancelling")
        if (state, event) != BESIDE:
            yield from (((state, event), visit) for visit in (ROUNDS if again else (1,)))


def missing(wanted: Collection[tuple[Key, int]], histories: Iterator[Scenario]) -> set[tuple[Key, int]]:
    """The visits that none of the histories makes; no more of them are run than are needed."""
    left = set(wanted)
    adapter = control(TableAdapter("right", visited=left.discard))
    for scenario in histories:
        if not left:
            break
        record(scenario, adapter)
    return left


def test_every_cell_is_visited_in_every_round() -> None:
    """The default exploration comes to each cell of the table, and in each of eight rounds to those that come back."""
    wanted = set(in_rounds())
    assert {key for key, _ in wanted} == set(TABLE.cells) - {BESIDE}
    long_ones_first = sorted(scenarios(DEPTHS["default"]), key=lambda scenario: -len(scenario.script))
    assert set() == missing(wanted, iter(long_ones_first))


@pytest.mark.parametrize("surface", ["keyword", "task", "loop"])
def test_every_surface_visits_what_no_signal_needs(surface: str) -> None:
    """However a chain is made, its iterations return, raise and are cancelled while values vary."""
    left = {"return", "raise", "cancelled"}
    adapter = load("tests.faults.target:clean")
    for scenario in value_scenarios(surface):
        left -= {event.kind for event in record(scenario, adapter).events}
        if not left:
            break
    assert set() == left
