"""Threads beside a virtual clock: what waits in one of them waits on that clock."""

from __future__ import annotations

import asyncio
import itertools
import queue
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from taskloop_conformance.record import threads as threads_of_a_loop
from taskloop_conformance.record.clock import VirtualLoop
from taskloop_conformance.record.threads import Threads

#: An hour: whoever waits for it on the real clock doesn't come back within a test.
HOUR = 3600.0


pytestmark = pytest.mark.usefixtures("virtual_threads")


@pytest.fixture
def loop() -> Iterator[VirtualLoop]:
    """A virtual loop, closed afterwards."""
    loop = VirtualLoop()
    yield loop
    loop.close()


def _empty(seconds: float) -> str:
    try:
        return str(queue.Queue[str]().get(timeout=seconds))
    except queue.Empty:
        return "empty"


def _until(seconds: float) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(seconds / 4)
    return "over"


def _sleep(seconds: float) -> None:
    time.sleep(seconds)  # looked up now, and not when the parameters are made


def _condition(seconds: float) -> bool:
    condition = threading.Condition()
    with condition:
        return condition.wait_for(lambda: False, seconds)


@pytest.mark.parametrize(
    ("wait", "gives"),
    [
        pytest.param(lambda seconds: threading.Event().wait(seconds), False, id="Event"),
        pytest.param(_condition, False, id="Condition.wait_for"),
        pytest.param(lambda seconds: threading.Semaphore(0).acquire(timeout=seconds), False, id="Semaphore"),
        pytest.param(_empty, "empty", id="Queue"),
        pytest.param(_sleep, None, id="sleep"),
        pytest.param(_until, "over", id="monotonic"),
    ],
)
def test_a_timeout_passes_on_the_virtual_clock(
    loop: VirtualLoop, wait: Callable[[float], object], gives: object
) -> None:
    """A thread that waits an hour comes back at the virtual hour, with what its time-out gives."""
    began = time.perf_counter()
    assert loop.run_until_complete(loop.run_in_executor(None, wait, HOUR)) == gives
    assert loop.time() == pytest.approx(HOUR, abs=1)  # real time on a busy machine may be added
    assert time.perf_counter() - began < HOUR / 60


def test_a_notified_thread_comes_back_at_once(loop: VirtualLoop) -> None:
    """What sets the event ends the wait at the virtual time of that, long before its time-out."""
    event = threading.Event()
    loop.call_later(5, event.set)
    assert loop.run_until_complete(loop.run_in_executor(None, event.wait, HOUR)) is True
    assert loop.time() == pytest.approx(5)


def test_a_wait_without_an_end_does_not_hold_the_clock_up(loop: VirtualLoop) -> None:
    """A thread that waits until it is notified lets time pass, and goes on when it is."""
    event = threading.Event()
    loop.call_later(HOUR, event.set)
    assert loop.run_until_complete(loop.run_in_executor(None, event.wait)) is True
    assert loop.time() == pytest.approx(HOUR, abs=1)  # real time on a busy machine may be added


def test_many_waits_at_one_instant(loop: VirtualLoop) -> None:
    """Of several threads each is woken by its own event, or by its own time."""

    async def all_of_them() -> list[bool]:
        events = [threading.Event() for _ in range(4)]
        loop.call_later(1, events[0].set)
        loop.call_later(2, events[2].set)
        waits: list[asyncio.Future[bool]] = [
            loop.run_in_executor(None, event.wait, 1.5 + number) for number, event in enumerate(events)
        ]
        return await asyncio.gather(*waits)

    assert loop.run_until_complete(all_of_them()) == [True, False, True, False]
    assert loop.time() == pytest.approx(4.5)


@pytest.mark.parametrize("start", ["Timer", "Thread"])
def test_a_thread_that_is_started_by_itself(loop: VirtualLoop, start: str) -> None:
    """A thread that code of the loop starts by itself waits on the virtual clock, and the loop waits for the thread."""

    def wake(future: asyncio.Future[float]) -> None:
        loop.call_soon_threadsafe(future.set_result, time.monotonic())

    def wait_and_wake(future: asyncio.Future[float]) -> None:
        time.sleep(HOUR)
        wake(future)

    async def main() -> float:
        future: asyncio.Future[float] = loop.create_future()
        if start == "Timer":
            threading.Timer(HOUR, wake, [future]).start()
        else:
            threading.Thread(target=wait_and_wake, args=[future]).start()
        return await future

    assert loop.run_until_complete(main()) == pytest.approx(HOUR, abs=1)


def test_elsewhere_time_is_real(loop: VirtualLoop) -> None:
    """Outside the threads of a virtual loop a wait takes as long as it says."""
    began = time.perf_counter()
    assert threading.Event().wait(0.02) is False
    assert time.perf_counter() - began >= 0.019
    assert loop.time() == 0.0


@pytest.mark.parametrize("clock", ["monotonic", "perf_counter", "time"])
def test_other_clocks_go_with_the_virtual_one(loop: VirtualLoop, clock: str) -> None:
    """Code of a virtual loop that reads another clock sees virtual time pass there, and elsewhere real time."""

    async def main() -> float:
        began: float = getattr(time, clock)()
        await asyncio.sleep(HOUR)
        return float(getattr(time, clock)() - began)

    before = getattr(time, clock)()
    assert loop.run_until_complete(main()) == pytest.approx(HOUR)
    assert 0 <= getattr(time, clock)() - before < HOUR / 60


def test_a_wait_that_blocks_the_loop_comes_back(loop: VirtualLoop) -> None:
    """In the loop's own thread a time-out passes in real time, or it would never be over."""

    async def main() -> bool:
        with condition:
            return condition.wait_for(lambda: False, 0.02)

    condition = threading.Condition()
    assert loop.run_until_complete(main()) is False


class _OnABusyMachine(threading.Condition):
    """A condition whose waiting ends late each time, and is told of what it waits for after the third."""

    def __init__(self, threads: Threads) -> None:
        super().__init__()
        self.threads, self.left = threads, 3

    def wait(self, timeout: float | None = None) -> bool:
        """Come back half a second late, as far as the clock shows."""
        self.left -= 1
        self.threads.woken = self.left == 0
        return False


def test_what_the_loop_itself_is_late_is_no_time_of_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine doesn't serve the loop's thread, it doesn't serve the others: nobody has waited for that."""
    now = itertools.count(0, 0.5)
    monkeypatch.setattr(threads_of_a_loop, "real_monotonic", lambda: next(now))
    threads = Threads(lambda: 0.0)
    threads.changed = _OnABusyMachine(threads)
    threads.working = 1
    assert threads.wait() == pytest.approx(0.03)  # instead of a second and a half
    assert threads.woken
