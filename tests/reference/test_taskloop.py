"""TaskLoop: starting, signals, and what there is to see."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from tasktools.taskloop import Control, State, TaskLoop

from .conftest import Run
from .sources import Source, count_up, ended, turns


def test_the_first_task(run: Run) -> None:
    """create() gives the task of the first iteration, whose result is the payload."""

    async def main() -> None:
        loop = TaskLoop(count_up, [0], name="sensor")
        task = loop.create()
        loop.stop()
        assert (([1], {}), "sensor") == (await task, task.get_name())
        assert ([1], {}) == await loop

    run(main())


def test_create_before_the_loop_runs(run: Run) -> None:
    """With ``loop=`` a chain is created outside a running loop, and starts when the loop does."""
    event_loop = run.new_loop()
    source = Source()
    loop = TaskLoop(source.read, [0], loop=event_loop)
    loop.create()
    assert [] == source.calls
    event_loop.run_until_complete(turns())
    assert [(0,)] == source.calls
    event_loop.run_until_complete(ended(loop))
    event_loop.close()


def test_create_needs_a_loop(run: Run) -> None:
    """Where no event loop runs and none was given, RuntimeError says what to do, and the chain can start later."""
    loop = TaskLoop(count_up, [0])
    with pytest.raises(RuntimeError, match="needs an event loop"):
        loop.create()
    assert State.NEW == loop.state

    async def main() -> None:
        loop.create()
        await ended(loop)

    run(main())


@pytest.mark.parametrize("state", ["running", "pausing", "paused", "resuming", "stopping", "cancelling", "ended"])
def test_create_again_is_refused(run: Run, state: str) -> None:
    """In whatever state, a second create() raises RuntimeError and starts nothing: iterations never overlap."""
    source = Source()
    source.swallow = True

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        await turns()
        if state in ("pausing", "paused", "resuming"):
            loop.pause()
        if state in ("paused", "resuming", "ended"):
            source.answer.set_result([1])
        if state in ("stopping", "ended"):
            loop.stop()
        if state == "cancelling":
            loop.cancel()
        await turns()
        if state == "resuming":
            loop.task_continue()
        assert state == loop.state
        calls = len(source.calls)
        with pytest.raises(RuntimeError, match="started before"):
            loop.create()
        assert state == loop.state
        await turns()
        assert calls + (state == "resuming") == len(source.calls)
        source.swallow = False
        source.task.cancel()
        await ended(loop)

    run(main())


@pytest.mark.parametrize(
    ("control", "expected"),
    [(Control.PAUSE, "paused"), (Control.STOP, "ended"), (Control.CONTINUE, "running")],
)
def test_signals_before_the_start(run: Run, control: Control, expected: str) -> None:
    """A signal before create() is kept, and lets the first iteration run."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.signal(control)
        loop.create()
        await turns()
        source.answer.set_result([1])
        await turns()
        assert (expected, 1 + (expected == "running")) == (loop.state, len(source.calls))
        await ended(loop)

    run(main())


def test_cancel_before_the_start(run: Run) -> None:
    """CANCEL before create() ends the chain at its first task; only an eager one calls the coroutine."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0], control=Control.CANCEL)
        loop.create()
        await turns()
        assert (State.ENDED, int(run.eager)) == (loop.state, len(source.calls))

    run(main())


def test_cancel_from_inside(run: Run) -> None:
    """CANCEL given by the user coroutine, in its first step or later, reaches it at its next suspension."""
    reached: list[str] = []

    async def main() -> None:
        async def read(late: bool) -> list[bool]:
            if late:
                await asyncio.sleep(0)
            loop.cancel()
            await asyncio.sleep(0)
            reached.append("beyond")
            return [late]

        for late in (False, True):
            loop = TaskLoop(read, [late])
            loop.create()
            await turns()
            assert State.ENDED == loop.state

    run(main())
    assert [] == reached


def test_cancel_from_inside_a_later_iteration(run: Run) -> None:
    """The same in the first step of an iteration that the done callback started."""
    reached: list[int] = []

    async def main() -> None:
        async def read(number: int) -> list[int]:
            if number == 2:
                loop.cancel()
            await asyncio.sleep(0)
            reached.append(number)
            return [number + 1]

        loop = TaskLoop(read, [0])
        loop.create()
        await turns(20)
        assert State.ENDED == loop.state

    run(main())
    assert [0, 1] == reached


def test_a_repeated_cancel_is_delivered_once(run: Run) -> None:
    """A user coroutine that cleans up after CANCEL isn't cancelled again, and doesn't revive the chain."""
    source = Source()
    source.swallow = True

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        await turns()
        for _ in range(3):
            loop.cancel()
            await turns()
        assert (1, State.CANCELLING) == (source.interrupted, loop.state)
        source.answer.set_result([1])
        await loop
        assert [(0,)] == source.calls

    run(main())


def test_a_pause_keeps_the_very_payload(run: Run) -> None:
    """After each of two long pauses the user coroutine gets the identical objects of its last result."""
    source = Source()
    payloads = [object(), object()]

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        await turns()
        for payload in payloads:
            loop.pause()
            source.answer.set_result([payload])
            await turns(50)
            loop.task_continue()
            await turns()
            assert (True, 1) == (source.calls[-1][0] is payload, len(source.calls[-1]))
        await ended(loop)

    run(main())
    assert 3 == len(source.calls)


def test_a_paused_chain_wakes_without_a_timer(run: Run) -> None:
    """However long time_pause is, CONTINUE and STOP act within a few turns of the event loop."""

    async def main() -> None:
        loops = [TaskLoop(count_up, [0], time_pause=3600) for _ in range(2)]
        for loop in loops:
            loop.create()
            loop.pause()
        await turns()
        loops[0].task_continue()
        loops[1].stop()
        await turns(5)
        assert [State.RUNNING, State.ENDED] == [loop.state for loop in loops]
        await ended(loops[0])

    run(main())


def test_a_chain_survives_garbage_collection(run: Run) -> None:
    """A chain that nobody refers to, waiting for a future that nobody holds, goes on."""
    finished: list[int] = []

    async def hidden(number: int) -> list[int]:
        if number == 0:
            return [1]
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            finished.append(number)
        return []

    async def main() -> None:
        TaskLoop(hidden, [0], name="hidden").create()
        await turns()
        gc.collect()
        assert [] == finished
        for task in asyncio.all_tasks():
            if task.get_name() == "hidden":
                task.cancel()
        await turns()
        assert [1] == finished

    run(main())


def test_what_there_is_to_see(run: Run) -> None:
    """Name, state, iterations and repr tell what the chain does; a new name reaches the active task."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        task = loop.create()
        await turns()
        assert "Source.read" == loop.name == task.get_name()
        loop.set_name("sensor")
        assert "sensor" == loop.name == task.get_name()
        assert "<TaskLoop 'sensor' running coro=Source.read iterations=0>" == repr(loop)
        await ended(loop)

    run(main())


def test_nothing_is_shared_between_chains(run: Run) -> None:
    """Chains of one coroutine have their own payloads and signals, and leave the caller's arguments alone."""
    args: list[Any] = [0]
    kwargs: dict[str, Any] = {}
    seen: list[dict[str, Any]] = []

    async def read(number: int, **options: Any) -> Any:
        seen.append(options)
        await asyncio.sleep(0)
        return [number + 1], {"last": number}

    async def main() -> None:
        first, second = (TaskLoop(read, args, kwargs) for _ in range(2))
        first.create()
        second.create()
        first.stop()
        await turns(20)
        assert (State.ENDED, State.RUNNING) == (first.state, second.state)
        assert ([1], True) == (first.result()[0], second.iterations > 2)
        await ended(second)

    run(main())
    assert ([0], {}, [{}, {}, {"last": 0}, {"last": 1}]) == (args, kwargs, seen[:4])
