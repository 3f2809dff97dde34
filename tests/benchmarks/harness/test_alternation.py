"""Peers that take turns: who is asked when, and what becomes of one that fails."""

from __future__ import annotations

import asyncio
import sys

import pytest

from benchmarks.children import throughput
from benchmarks.harness import alternation
from benchmarks.harness.alternation import alternating, ratio
from benchmarks.harness.figures import Figure
from benchmarks.harness.processes import Job, Setting
from benchmarks.harness.progress import Progress


def a_job(peer: str, **arguments: object) -> Job:
    """One peer's job with tiny slices."""
    return Job(peer, "throughput.throughput", {"peer": peer, "loops": 2, "seconds": 0.0} | arguments)


def test_every_peer_gives_figures_for_each_slice_of_each_round() -> None:
    """Two rounds of three slices are two lists of three figures for each peer, whole rounds of its loops."""
    speeds = alternating([a_job("bare"), a_job("chain")], Setting(), 2, 3, Progress())
    assert {"bare": [3, 3], "chain": [3, 3]} == {
        label: [len(part) for part in parts] for label, parts in speeds.items()
    }
    slices = [one for parts in speeds.values() for part in parts for one in part]
    assert {True} == {seconds > 0 and count > 0 and count % 2 == 0 for count, seconds in slices}


def test_a_peer_that_fails_is_left_out_and_noted_once() -> None:
    """Another peer's figures stay, and the note is the last line of what the process said."""
    progress = Progress()
    speeds = alternating([a_job("nobody"), a_job("bare")], Setting(), 2, 1, progress)
    assert ["bare"] == list(speeds)
    assert [f"left out: nobody on {Setting()}: KeyError: 'nobody'"] == progress.notes


def test_a_peer_that_hangs_is_ended_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slice that would never end costs its peer the figures, and no more time than the deadline."""
    monkeypatch.setattr(alternation, "DEADLINE", 0.2)
    progress = Progress()
    assert {} == alternating([a_job("bare", seconds=1e9)], Setting(), 2, 1, progress)
    assert [f"left out: bare on {Setting()}: nothing came within 0.2 s"] == progress.notes


def test_a_round_that_takes_long_ends_after_the_fewest_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand loops need a second for a slice: the round doesn't wait for all that were asked for."""
    monkeypatch.setattr(alternation, "ROUND", -1.0)
    speeds = alternating([a_job("bare")], Setting(), 1, 50, Progress())
    assert alternation.FEWEST == len(speeds["bare"][0])


def test_a_ratio_is_taken_between_the_whole_slices_of_a_round() -> None:
    """Half the iterations in the same time is half the speed; one slow slice counts with all its time."""
    assert Figure(2.0, 2.0, 2.0, "x") == ratio([[(8, 1.0), (4, 3.0)]], [[(4, 1.0), (2, 3.0)]])
    assert Figure(0.5, 0.5, 0.5, "x") == ratio([[(10, 1.0), (10, 3.0)]], [[(10, 1.0), (10, 1.0)]])


@pytest.mark.parametrize("eager", [False, True] if sys.version_info >= (3, 12) else [False])
def test_the_eager_column_starts_tasks_in_the_call_that_makes_them(eager: bool) -> None:
    """With the factory of that column a task begins before its maker goes on, with that of the others after."""

    async def note(seen: list[str]) -> None:
        seen.append("begun")

    async def make() -> list[str]:
        loop = asyncio.get_running_loop()
        if eager:
            loop.set_task_factory(throughput.start_eagerly)
        seen: list[str] = []
        task = loop.create_task(note(seen), name="eager")
        seen.append("made")
        await task
        return seen

    assert (["begun", "made"] if eager else ["made", "begun"]) == asyncio.run(make())
