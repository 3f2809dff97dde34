"""Signals from another thread, and which event loop a chain starts on."""

from __future__ import annotations

import asyncio
import functools
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tasktools.eventloop import chains_on
from tasktools.taskloop import Control, State, TaskLoop, TaskLoopGroup

from .conftest import Run
from .sources import Source, count_up, ended, turns

ROOT = Path(__file__).parents[2]


def in_a_thread(function: Callable[[], Any]) -> BaseException | None:
    """Call a function in another thread, outside the event loop's knowledge; give what it raised."""
    raised: list[BaseException] = []

    def call() -> None:
        try:
            function()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return raised[0] if raised else None


async def idle_until(source: Source, calls: int) -> None:
    """Wait for the source's next call with nothing else to do: nothing but that call can wake the event loop."""
    while len(source.calls) < calls:
        source.called = asyncio.get_running_loop().create_future()
        await asyncio.wait_for(source.called, 5)


@pytest.mark.parametrize("grouped", [False, True])
def test_a_signal_from_a_thread_wakes_an_idle_loop(run: Run, grouped: bool) -> None:
    """CONTINUE, given by another thread while the event loop waits for nothing, starts the next iteration at once."""
    source = Source()

    async def main() -> None:
        async with TaskLoopGroup([TaskLoop(source.read, [0])]) as group:
            (chain,) = group
            target: Any = group if grouped else chain
            await turns()
            target.pause()
            source.answer.set_result([1])
            await turns()
            raised: list[BaseException | None] = []
            idle = threading.Event()

            def give() -> None:
                idle.wait(5)
                raised.append(in_a_thread(target.task_continue))

            giver = threading.Thread(target=give)
            giver.start()
            asyncio.get_running_loop().call_soon(idle.set)
            await idle_until(source, 2)
            giver.join()
            assert ([None], [(0,), (1,)]) == (raised, source.calls)
            chain.cancel()

    run(main())


@pytest.mark.parametrize("grouped", [False, True])
def test_signals_from_a_thread_come_in_their_order(run: Run, grouped: bool) -> None:
    """Each signal works from another thread as inside; a group's reaches every chain; none is seen before its turn."""
    sources = Source(), Source()

    async def main() -> None:
        async with TaskLoopGroup(TaskLoop(source.read, [0]) for source in sources) as group:
            chains = list(group)
            targets: list[Any] = [group] if grouped else chains

            async def give(*signals: Control) -> list[State]:
                for signal in signals:
                    for target in targets:
                        assert in_a_thread(functools.partial(target.signal, signal)) is None
                await turns()
                return [chain.state for chain in chains]

            await turns()
            assert [State.PAUSING] * 2 == await give(Control.PAUSE)
            assert [State.RUNNING] * 2 == await give(Control.PAUSE, Control.CONTINUE)
            assert [State.STOPPING] * 2 == await give(Control.STOP, Control.CONTINUE)
            assert [State.ENDED] * 2 == await give(Control.CANCEL)
            assert [State.ENDED] * 2 == await give(Control.CONTINUE)

    run(main())
    assert [1, 1] == [source.interrupted for source in sources]


def test_create_belongs_to_the_thread_of_the_loop(run: Run) -> None:
    """In another thread than that of its running event loop, create() is refused, and the chain stays new."""

    async def main() -> None:
        loop = TaskLoop(count_up, [0], loop=asyncio.get_running_loop())
        error = in_a_thread(loop.create)
        assert isinstance(error, RuntimeError)
        assert "call_soon_threadsafe" in str(error)
        assert State.NEW == loop.state
        loop.create()
        await ended(loop)

    run(main())


def test_signals_outside_a_running_loop(run: Run) -> None:
    """While the event loop stands still a signal is taken at once; after it was closed it does nothing."""
    event_loop = run.new_loop()
    event_loop.set_exception_handler(lambda *_: None)  # asyncio tells of the task that is lost with its loop
    source = Source()
    loop = TaskLoop(source.read, [0], loop=event_loop)
    loop.create()
    event_loop.run_until_complete(turns())
    loop.pause()
    assert State.PAUSING == loop.state
    event_loop.close()
    for control in Control:
        loop.signal(control)
    assert State.PAUSING == loop.state
    chains_on(event_loop).clear()  # this test still refers to the event loop that keeps it


@pytest.mark.parametrize("wrong", ["stop", None, 7])
def test_a_signal_is_a_control_word(wrong: Any) -> None:
    """ValueError for anything else, and its number will do."""
    loop = TaskLoop(count_up)
    with pytest.raises(ValueError, match="is not a valid Control"):
        loop.signal(wrong)
    loop.signal(2)  # type: ignore[arg-type]  # the number that is under test
    assert (State.NEW, State.NEW) == (loop.state, TaskLoop(count_up).state)


@pytest.fixture
def set_loop(run: Run) -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that is set for this thread, and doesn't run."""
    event_loop = run.new_loop()
    asyncio.set_event_loop(event_loop)
    yield event_loop
    asyncio.set_event_loop(None)
    event_loop.close()


def test_a_chain_starts_on_the_threads_loop(run: Run, set_loop: asyncio.AbstractEventLoop) -> None:
    """create() without ``loop=``, before any event loop runs, takes the one that is set for the thread."""
    loop = TaskLoop(count_up, [0])
    loop.create()
    set_loop.run_until_complete(turns())
    assert loop.iterations > 1
    set_loop.run_until_complete(ended(loop))


@pytest.mark.usefixtures("set_loop")
def test_the_running_loop_comes_first(run: Run) -> None:
    """Inside a running event loop a chain starts on that, whatever is set for the thread (CHAIN.running-loop)."""

    async def main() -> None:
        loop = TaskLoop(count_up, [0])
        loop.create()
        await turns()
        assert loop.iterations > 1
        await ended(loop)

    run(main())


NONE_SET = """
from tasktools.taskloop import TaskLoop
import asyncio, threading

async def read(): ...

def create():
    loop = TaskLoop(read)
    try:
        loop.create()
    except RuntimeError as error:
        print(loop.state, error)

create()
thread = threading.Thread(target=create)
thread.start()
thread.join()
asyncio.set_event_loop(None)
create()
"""


def test_where_no_loop_was_set(run: Run) -> None:
    """In the main thread, in another one, after ``set_event_loop(None)``: one clear error, no warning, no new loop."""
    if run.kind != "stock":
        return  # the kind of event loop makes no difference where there is none
    command = [sys.executable, "-W", "error", "-c", NONE_SET]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    line = "new create() needs an event loop: a running one, one set for the thread, or the option loop\n"
    assert ("", line * 3) == (done.stderr, done.stdout)
