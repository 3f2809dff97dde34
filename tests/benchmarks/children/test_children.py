"""What the children do, with tiny sizes: that it works and counts, never how fast."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import itertools
import os
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.children import groups, instructions, memory, pauses, throughput
from benchmarks.children.job import new_loop
from benchmarks.children.peers import PAYLOAD
from benchmarks.children.starters import STARTERS, start_all

KINDS = ["stock", *(["uvloop"] if importlib.util.find_spec("uvloop") else [])]


async def cancel_all() -> None:
    """Cancel every other task, in several turns: in some a chain has no task, only a decision to make."""
    for _ in range(6):
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)


@pytest.fixture(name="loop")
def fresh_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop whose tasks are cancelled at the end."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.run_until_complete(cancel_all())
    loop.close()


@pytest.mark.parametrize("peer", ["bare", "ruled", "renew", "taskloop", "event", "TaskGroup"])
def test_every_loop_of_a_peer_goes_round(peer: str, loop: asyncio.AbstractEventLoop) -> None:
    """At every mark each of the loops has done the same number of iterations."""
    turnstile = throughput.Turnstile(loop)

    async def start() -> list[Any]:
        return start_all(peer, loop, turnstile.work, 3)

    kept = loop.run_until_complete(start())
    counts = [turnstile.run(6)[0] for _ in range(2)]
    assert (True, [6, 6], 12) == (bool(kept), counts, turnstile.count)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_between_two_runs_is_lost(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event loop may go on for a turn after stop(), as uvloop does: that turn belongs to the next run."""
    monkeypatch.setattr(throughput, "process_time", itertools.count().__next__)
    loop = new_loop(kind)
    turnstile = throughput.Turnstile(loop)
    kept = [STARTERS["bare"](loop, turnstile.work) for _ in range(3)]
    runs = [turnstile.run(6) for _ in range(4)]
    # The first reading of the clock is 0.
    assert (3, turnstile.passed, turnstile.clock) == (len(kept), sum(n for n, _ in runs), sum(time for _, time in runs))
    loop.run_until_complete(cancel_all())
    loop.close()


def test_a_threshold_is_given_to_the_garbage_collector(loop: asyncio.AbstractEventLoop) -> None:
    """The collector column measures what its heading says."""
    usual = gc.get_threshold()
    try:
        next(throughput.throughput(loop, "bare", 1, 0.0, threshold=12_345))
        assert (12_345, *usual[1:]) == gc.get_threshold()
    finally:
        gc.set_threshold(*usual)
    loop.run_until_complete(cancel_all())


def test_memory_counts_the_loops_once_each(loop: asyncio.AbstractEventLoop) -> None:
    """The child ends when each loop has come to its second iteration."""
    assert ["bytes"] == list(memory.idle(loop, "taskloop", 10))


@pytest.mark.parametrize("peer", ["taskloop", "ruled", "event"])
def test_a_counted_run_does_as_many_iterations_as_it_was_told(peer: str, loop: asyncio.AbstractEventLoop) -> None:
    """The difference of two runs is divided by the difference of these numbers."""
    assert 30 == instructions.iterate(loop, peer, 3, 30)


def test_counted_runs_are_processes_of_their_own() -> None:
    """Each run has a process id of its own, in the order of the runs; none goes on in this process."""
    runs = [{"peer": "bare", "loops": 2, "iterations": iterations} for iterations in (4, 8)]
    pids = instructions.counted(asyncio.new_event_loop(), runs)
    assert (2, False) == (len(set(pids)), os.getpid() in pids)


def test_a_counted_run_that_fails_is_named() -> None:
    """A run that ends otherwise than it should gives no count."""
    with pytest.raises(RuntimeError, match=r"the run of {'peer': 'nobody'"):
        instructions.counted(asyncio.new_event_loop(), [{"peer": "nobody", "loops": 1, "iterations": 4}])


def test_signals_during_a_pause_give_a_time_for_each_sample(loop: asyncio.AbstractEventLoop) -> None:
    """As many times as samples, none of them negative."""
    seconds = pauses.resumes(loop, 0.001, 2) + pauses.stops(loop, 0.001, 2)
    assert (4, True) == (len(seconds), min(seconds) >= 0)


def test_a_crowd_is_resumed_whole(loop: asyncio.AbstractEventLoop) -> None:
    """All paused loops are called again."""
    assert ["resume_cpu", "resume_seconds", "share"] == sorted(pauses.crowd(loop, 5, 0.001, 0.001))


def test_nothing_is_left_of_loops_that_ended(loop: asyncio.AbstractEventLoop) -> None:
    """After the end no task and no entry of the registry is left."""
    figures = groups.ends(loop, 20)
    assert (0, 0) == (figures["tasks"], figures["chains"])


def test_the_hand_written_control_word_holds_and_goes_on(loop: asyncio.AbstractEventLoop) -> None:
    """The peer is a fair one: it pauses and stops as its word says."""
    calls = 0

    async def work() -> object:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        return PAYLOAD

    chain = STARTERS["controlled"](loop, work)
    chain.word = "stop"
    for _ in range(5):
        loop.run_until_complete(asyncio.sleep(0))
    assert 1 == calls


def test_the_plain_loop_with_an_event_holds_while_that_is_cleared(loop: asyncio.AbstractEventLoop) -> None:
    """The peer is a fair one: it looks at its pause switch in each round."""
    calls = 0

    async def work() -> None:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)

    def turns() -> int:
        for _ in range(6):
            loop.run_until_complete(asyncio.sleep(0))
        return calls

    _, go = STARTERS["event"](loop, work)
    before = turns()
    go.clear()
    held = [turns(), turns()]
    go.set()
    assert (True, 1, True) == (before > 1, len(set(held)), turns() > held[0])
