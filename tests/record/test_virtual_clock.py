"""The virtual clock: what moves time, what is said when nothing can, and what the settings may change."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import gc
import socket
import threading
import weakref
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest

from taskloop_conformance.record import garbage
from taskloop_conformance.record.clock import OWNER, Deadlock, Settings, Spin, VirtualLoop

MakeLoop = Callable[..., VirtualLoop]


@pytest.fixture
def make_loop() -> Iterator[MakeLoop]:
    """Make loops that are emptied and closed after the test."""
    loops: list[VirtualLoop] = []

    def make(settings: Settings | None = None, max_turns: int = 100) -> VirtualLoop:
        loops.append(VirtualLoop(settings or Settings(), max_turns=max_turns))
        return loops[-1]

    yield make
    for loop in loops:
        if not loop.is_closed():
            for task in asyncio.all_tasks(loop):
                task.cancel()
            loop.run_until_idle(loop.time() + 1)
            loop.close()


async def spin() -> None:
    """Keep the loop turning without a timer."""
    while True:
        await asyncio.sleep(0)


def test_callbacks_take_no_time(make_loop: MakeLoop) -> None:
    """However many callbacks run, the clock stands still."""
    loop, seen = make_loop(), []

    def callback(left: int) -> None:
        seen.append(loop.time())
        if left > 1:
            loop.call_soon(callback, left - 1)

    loop.call_soon(callback, 50)
    assert loop.run_until_idle()
    assert [0.0] * 50 == seen


def test_timers_move_the_clock_to_their_instants(make_loop: MakeLoop) -> None:
    """The clock goes from timer to timer, in the order of their times and to exactly these."""
    loop, seen = make_loop(), []
    for delay in (2.5, 0.25, 7.0, 0.25):
        loop.call_later(delay, lambda: seen.append(loop.time()))
    assert loop.run_until_idle()
    assert [0.25, 0.25, 2.5, 7.0] == seen


def test_a_cancelled_timer_does_not_move_the_clock(make_loop: MakeLoop) -> None:
    """Nobody waits for a cancelled timer."""
    loop = make_loop()
    loop.call_later(1, lambda: None)
    loop.call_later(5, lambda: None).cancel()
    assert loop.run_until_idle()
    assert 1.0 == loop.time()


def test_a_million_seconds_take_a_few_turns(make_loop: MakeLoop) -> None:
    """A sleep of a million seconds is a few moves of the clock (asyncio waits at most a day at once): no real time."""
    loop = make_loop()
    loop.run_until_complete(asyncio.sleep(1e6))
    assert 1e6 == loop.time()
    assert loop.turn < 20


@pytest.mark.parametrize("start", [0.0, -7.5, 2.0**24, 2.0**24 + 0.1, 2.0**30, 2.0**32])
def test_timers_come_due_wherever_the_clock_starts(make_loop: MakeLoop, start: float) -> None:
    """A timer comes due also beyond 2**24 s, where asyncio's own resolution is lost in the float."""
    loop = make_loop(Settings(start=start))
    assert start == loop.time()
    loop.run_until_complete(asyncio.sleep(1.5))
    assert start + 1.5 == loop.time()


def test_waiting_in_vain_is_a_deadlock(make_loop: MakeLoop) -> None:
    """Awaiting what nothing can wake is named, after everything else has run."""
    loop = make_loop()
    loop.call_later(3, lambda: None)
    with pytest.raises(Deadlock, match="nothing is left that could wake"):
        loop.run_until_complete(loop.create_future())
    assert 3.0 == loop.time()


def test_turning_without_time_is_a_spin(make_loop: MakeLoop) -> None:
    """A coroutine that never lets time pass is named, with the number of turns."""
    with pytest.raises(Spin, match="100 turns of the loop passed without time moving"):
        make_loop(max_turns=100).run_until_complete(spin())


def test_turns_between_timers_are_no_spin(make_loop: MakeLoop) -> None:
    """Only turns in a row count: time that moves starts the count again."""

    async def main() -> None:
        for _ in range(20):
            for _ in range(20):
                await asyncio.sleep(0)
            await asyncio.sleep(1)

    loop = make_loop(max_turns=40)
    loop.run_until_complete(main())
    assert 20.0 == loop.time()
    assert loop.turn > 400


def test_a_run_until_idle_tells_why_it_ended(make_loop: MakeLoop) -> None:
    """Idle, the limit and a spin are told apart, and none of them raises."""
    idle, limited, spinning = make_loop(), make_loop(), make_loop()
    waiting = idle.create_future()
    limited.call_later(5, lambda: None)
    task = spinning.create_task(spin())
    assert (True, False) == (idle.run_until_idle(), idle.spinning)
    assert (False, False) == (limited.run_until_idle(4), limited.spinning)
    assert (False, True) == (spinning.run_until_idle(), spinning.spinning)
    assert (False, False) == (waiting.done(), task.done())


def test_the_limit_is_the_last_instant_that_runs(make_loop: MakeLoop) -> None:
    """What is due at the limit runs, what comes later stays for another run."""
    loop, seen = make_loop(), []
    for delay in (1, 2, 3):
        loop.call_later(delay, lambda: seen.append(loop.time()))
    assert not loop.run_until_idle(2)
    assert ([1.0, 2.0], 2.0) == (seen, loop.time())
    assert loop.run_until_idle()
    assert [1.0, 2.0, 3.0] == seen


def test_leftovers_are_what_is_still_alive(make_loop: MakeLoop) -> None:
    """Tasks that aren't done and timers that aren't cancelled are left over; nothing else is."""
    loop = make_loop()
    done = loop.create_task(asyncio.sleep(1))
    asleep = loop.create_task(asyncio.sleep(100))
    timer = loop.call_later(50, lambda: None)
    loop.call_later(60, lambda: None).cancel()
    assert not loop.run_until_idle(2)
    tasks, timers = loop.leftovers()
    assert done.done()
    assert [asleep] == tasks
    assert [50.0, 100.0] == sorted(handle.when() for handle in timers)
    assert timer in timers
    timer.cancel()
    asleep.cancel()
    assert loop.run_until_idle()
    assert ([], []) == loop.leftovers()


def test_no_socket_and_no_thread_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop is made, run and closed without a socket and without a thread."""

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("the loop reached for the outside")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "socketpair", refuse)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    loop = VirtualLoop()
    try:
        loop.run_until_complete(asyncio.wait_for(asyncio.sleep(1, "done"), 2))
        loop.call_soon_threadsafe(lambda: None)
        assert loop.run_until_idle()
        assert 1.0 == loop.time()
    finally:
        loop.close()


def test_debug_mode_changes_no_instant(make_loop: MakeLoop, caplog: pytest.LogCaptureFixture) -> None:
    """In debug mode the same happens at the same times, and no callback counts as slow."""

    async def main() -> list[float]:
        times = []
        for delay in (0, 1, 100_000):
            await asyncio.sleep(delay)
            times.append(asyncio.get_running_loop().time())
        return times

    loop = make_loop(Settings(debug=True))
    assert loop.get_debug()
    assert make_loop().run_until_complete(main()) == loop.run_until_complete(main())
    assert [] == caplog.records


def order_of_timers(loop: VirtualLoop, delays: tuple[float, ...]) -> list[int]:
    """The order in which timers with these delays run, by their places among the delays."""
    seen: list[int] = []
    for place, delay in enumerate(delays):
        loop.call_later(delay, seen.append, place)
    loop.call_later(1, seen.append, -1).cancel()
    assert loop.run_until_idle()
    return seen


def test_shuffled_timers_differ_between_seeds(make_loop: MakeLoop) -> None:
    """Timers of one instant run in an order that the seed decides, all of them and nothing cancelled."""
    orders = [order_of_timers(make_loop(Settings(shuffle=seed)), (1,) * 5) for seed in range(10)]
    assert len({tuple(order) for order in orders}) > 3
    assert [[0, 1, 2, 3, 4]] * 10 == [sorted(order) for order in orders]
    assert orders == [order_of_timers(make_loop(Settings(shuffle=seed)), (1,) * 5) for seed in range(10)]


@pytest.mark.parametrize("seed", range(10))
def test_shuffled_timers_keep_different_times_in_order(make_loop: MakeLoop, seed: int) -> None:
    """No seed lets a later timer run before an earlier one."""
    delays = (3, 1, 2, 1, 3, 0.5, 2)
    times = [delays[place] for place in order_of_timers(make_loop(Settings(shuffle=seed)), delays)]
    assert sorted(delays) == times


def order_of_owners(loop: VirtualLoop) -> list[tuple[str, int]]:
    """The order in which callbacks of three owners run that were registered in turns."""
    seen: list[tuple[str, int]] = []
    contexts = {owner: contextvars.copy_context() for owner in "ABC"}
    for owner, context in contexts.items():
        context.run(OWNER.set, owner)
    for number in range(4):
        for owner, context in contexts.items():
            loop.call_soon(seen.append, (owner, number), context=context)
    assert loop.run_until_idle()
    return seen


def test_reordered_callbacks_keep_each_owners_order(make_loop: MakeLoop) -> None:
    """The owners' queues merge differently under different seeds, and each owner's callbacks keep their order."""
    orders = [order_of_owners(make_loop(Settings(reorder=seed))) for seed in range(10)]
    assert len({tuple(order) for order in orders}) > 3
    for order in orders:
        for owner in "ABC":
            assert [0, 1, 2, 3] == [number for name, number in order if name == owner]


def test_collection_at_every_turn_finds_garbage_at_once(make_loop: MakeLoop) -> None:
    """With collect, what only a cycle keeps alive is gone in the next turn; closing ends that."""

    class Cycle:
        """An object that refers to itself."""

        def __init__(self) -> None:
            self.itself = self

    garbage.thaw()  # an earlier run of the checks may have left something frozen
    loop = make_loop(Settings(collect=True))
    ref = weakref.ref(Cycle())
    loop.call_soon(lambda: None)
    assert loop.run_until_idle()
    assert ref() is None
    assert gc.get_freeze_count() > 0
    loop.close()
    assert 0 == gc.get_freeze_count()


def test_a_factory_gives_fresh_loops() -> None:
    """Each loop of a factory starts at the settings' own time, as asyncio.Runner needs it."""
    factory = functools.partial(VirtualLoop, Settings(start=10))
    for _ in range(2):
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(asyncio.sleep(5))
            assert 15.0 == runner.get_loop().time()
