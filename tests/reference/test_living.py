"""What a chain offers its own coroutine and its environment: current(), sleep(), run(), ended_by, shutdown()."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from tasktools.taskloop import Control, EndedBy, State, TaskLoop, TaskLoopGroup, current, simple_fargs_out

from .conftest import Run
from .sources import Boom, Source, count_up, ended, start_renew, turns


def test_current_is_the_coroutines_own_chain(run: Run) -> None:
    """In every iteration, before and after a pause, in fargs and in a task of its own, current() gives the chain."""
    seen: dict[str, set[TaskLoop]] = {"first": set(), "second": set()}

    async def child() -> TaskLoop:
        return current()

    async def read(name: str) -> list[str]:
        seen[name] |= {current(), await asyncio.create_task(child())}
        await asyncio.sleep(0)
        return [name]

    def fargs(args: list[str], obtained: list[str]) -> list[str]:
        seen[obtained[0]].add(current())
        return obtained

    async def main() -> None:
        first, second = (TaskLoop(read, [name], fargs=fargs) for name in seen)
        first.create()
        second.create()
        await turns(20)
        first.pause()
        await turns(20)
        first.task_continue()
        await turns(20)
        assert first.iterations > 3
        await asyncio.gather(ended(first), ended(second))
        assert {"first": {first}, "second": {second}} == seen

    run(main())


def test_there_is_no_current_chain_elsewhere(run: Run) -> None:
    """RuntimeError outside a TaskLoop, in the first task of a bare chain, which its caller made, and after the end."""
    raised: list[str] = []

    def ask() -> None:
        with pytest.raises(RuntimeError, match=r"current\(\) is for a coroutine that a TaskLoop runs") as caught:
            current()
        raised.append(str(caught.value))

    async def bare(number: int) -> list[int]:
        if number:
            current().stop()
        else:
            ask()
        return [number + 1]

    async def outlive() -> None:
        await left_alone.wait()
        ask()

    async def start() -> list[Any]:
        background.append(asyncio.create_task(outlive()))
        current().stop()
        return []

    background: list[asyncio.Task[None]] = []
    left_alone = asyncio.Event()

    async def main() -> None:
        ask()
        TaskLoop(start).create()
        start_renew(bare, [0], {}, simple_fargs_out)
        await turns()
        gc.collect()
        left_alone.set()
        await background[0]

    ask()
    run(main())
    assert 4 == len(raised)


def test_a_chain_in_a_chain(run: Run) -> None:
    """A chain that an iteration starts has its own current chain, and the iteration keeps its own."""

    async def inner() -> list[Any]:
        assert "inner" == current().name
        current().stop()
        return []

    async def outer() -> list[Any]:
        await TaskLoop(inner, name="inner").run()
        assert "outer" == current().name
        current().stop()
        return []

    run(TaskLoop(outer, name="outer").run())


def test_what_an_iteration_starts_does_not_keep_its_chain(run: Run) -> None:
    """A task of a coroutine's own that lives on doesn't keep the ended chain, nor its payload, alive."""

    class Payload: ...

    async def start(payload: Payload) -> list[Payload]:
        background.append(asyncio.create_task(asyncio.sleep(3600)))
        current().stop()
        return [payload]

    background: list[asyncio.Task[None]] = []

    async def main() -> None:
        payload = Payload()
        gone = weakref.ref(payload)
        TaskLoop(start, [payload]).create()
        del payload
        await turns()
        assert gone() is None
        background[0].cancel()

    run(main())


@pytest.mark.parametrize("signal", [Control.PAUSE, Control.STOP, Control.CANCEL])
def test_a_sleep_ends_early(run: Run, signal: Control) -> None:
    """PAUSE, STOP and CANCEL end an hour of sleep at once, and nothing is left of it."""
    slept: list[bool] = []

    async def read() -> list[Any]:
        slept.append(await current().sleep(3600))
        return []

    async def main() -> None:
        loop = TaskLoop(read)
        loop.create()
        await turns()
        loop.signal(signal)
        await turns()
        assert (State.PAUSED if signal is Control.PAUSE else State.ENDED) == loop.state
        await ended(loop)
        event_loop = asyncio.get_running_loop()
        if run.kind != "uvloop":  # uvloop keeps its timers to itself
            timers: Any = event_loop._scheduled  # type: ignore[attr-defined]  # what only the loop knows
            assert [] == [timer for timer in timers if not timer.cancelled() and timer.when() > event_loop.time() + 100]

    run(main())
    assert ([] if signal is Control.CANCEL else [False]) == slept


def test_a_sleep_of_its_whole_length(run: Run) -> None:
    """Without a signal it lasts; CONTINUE is none; after a signal it yields and is over at once, until CONTINUE."""
    slept: list[bool] = []

    async def read(seconds: float) -> list[float]:
        chain = current()
        slept.append(await chain.sleep(seconds))
        chain.task_continue()
        slept.append(await chain.sleep(seconds))
        chain.pause()
        yielded: list[bool] = []
        asyncio.get_running_loop().call_soon(yielded.append, True)
        slept.append(await chain.sleep(3600))
        slept.extend(yielded)
        chain.task_continue()
        slept.append(await chain.sleep(seconds))
        chain.stop()
        slept.append(await chain.sleep(3600))
        return [seconds]

    async def main() -> None:
        loop = TaskLoop(read, [0.001])
        assert ([0.001], {}) == await loop.run()
        assert not await loop.sleep(3600)

    run(main())
    assert [True, True, False, True, True, False] == slept


def test_a_sleep_ends_with_its_chain(run: Run) -> None:
    """Somebody else's sleep on a chain ends when the chain does, whatever ended it."""

    async def main() -> None:
        source = Source()
        loop = TaskLoop(source.read, [0])
        loop.create()
        sleeping = asyncio.ensure_future(loop.sleep(3600))
        await turns()
        source.task.cancel()
        assert not await sleeping

    run(main())


ENDS: list[tuple[EndedBy, str]] = [
    (EndedBy.STOP, "stop"),
    (EndedBy.CANCEL, "cancel"),
    (EndedBy.CANCEL, "stop cancel"),
    (EndedBy.ERROR, "raise"),
    (EndedBy.ERROR, "stop raise"),
    (EndedBy.ERROR, "no-payload"),
    (EndedBy.CANCELLED, "outside"),
    (EndedBy.CANCELLED, "stop outside"),
    (EndedBy.CANCELLED, "own"),
]


@pytest.mark.parametrize(("by", "steps"), ENDS)
def test_what_ended_a_chain(run: Run, by: EndedBy, steps: str) -> None:
    """ended_by tells STOP, CANCEL, an error and any other cancellation apart, and is None before the end."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        assert loop.ended_by is None
        loop.create()
        await turns()
        does: dict[str, Callable[[], object]] = {
            "stop": loop.stop,
            "cancel": loop.cancel,
            "raise": lambda: source.answer.set_exception(Boom()),
            "no-payload": lambda: source.answer.set_result(None),
            "outside": source.task.cancel,
            "own": source.answer.cancel,
        }
        for step in steps.split():
            does[step]()
        assert loop.ended_by is None
        if not source.answer.done():
            source.answer.set_result([1])
        await asyncio.gather(loop, return_exceptions=True)
        assert by is loop.ended_by

    run(main())


@pytest.mark.parametrize("signal", [Control.STOP, Control.CANCEL])
def test_what_ended_a_paused_chain(run: Run, signal: Control) -> None:
    """The same in a pause."""

    async def main() -> None:
        loop = TaskLoop(count_up, [0])
        loop.create()
        loop.pause()
        await turns()
        loop.signal(signal)
        await loop
        assert signal.name.lower() == loop.ended_by

    run(main())


def test_run_is_a_task_of_a_task_group(run: Run) -> None:
    """When a sibling fails, the chain is cancelled and has ended before the group's block is left."""
    source = Source()

    async def fail() -> None:
        await turns()
        raise Boom

    async def block(loop: TaskLoop) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(loop.run())
            group.create_task(fail())

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        with pytest.raises(ExceptionGroup):
            await block(loop)
        assert (EndedBy.CANCEL, 1) == (loop.ended_by, source.interrupted)

    run(main())
    assert [] == run.reports


def test_run_raises_the_chains_error(run: Run) -> None:
    """An error of the chain leaves run(), once; the exception handler isn't told."""
    boom = Boom()

    async def read() -> None:
        raise boom

    async def main() -> None:
        with pytest.raises(Boom) as caught:
            await TaskLoop(read).run()
        assert caught.value is boom

    run(main())
    assert [] == run.reports


def test_run_under_a_time_limit(run: Run) -> None:
    """asyncio.wait_for cancels the chain and waits for its end, also for one that takes its time to clean up."""
    source = Source()
    source.swallow = True

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        asyncio.get_running_loop().call_later(0.05, lambda: source.answer.set_result([1]))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loop.run(), 0.01)
        assert (EndedBy.CANCEL, 1) == (loop.ended_by, source.interrupted)

    run(main())


def test_a_shutdown_in_time(run: Run) -> None:
    """shutdown() lets the running iterations complete, and gives nobody when all end in time."""
    sources = Source(), Source()

    async def main() -> None:
        async with TaskLoopGroup(TaskLoop(source.read, [0]) for source in sources) as group:
            loops = list(group)
            await turns()
            for source in sources:
                asyncio.get_running_loop().call_soon(source.answer.set_result, [1])
            assert [] == await group.shutdown(3600)
            assert [EndedBy.STOP] * 2 == [loop.ended_by for loop in loops]
            with pytest.raises(RuntimeError, match="only inside"):
                group.add(TaskLoop(count_up))

    run(main())
    assert [0, 0] == [source.interrupted for source in sources]


def test_a_shutdown_cancels_the_late(run: Run) -> None:
    """After the time limit shutdown() cancels the chains that are left, waits for them, and gives them."""
    sources = Source(), Source()

    async def main() -> None:
        async with TaskLoopGroup(TaskLoop(source.read, [0]) for source in sources) as group:
            loops = list(group)
            await turns()
            asyncio.get_running_loop().call_soon(sources[0].answer.set_result, [1])
            assert [loops[1]] == await group.shutdown(0.01)
            assert [EndedBy.STOP, EndedBy.CANCEL] == [loop.ended_by for loop in loops]

    run(main())
    assert [0, 1] == [source.interrupted for source in sources]


def test_a_shutdown_raises_the_errors(run: Run) -> None:
    """As wait() does, once."""
    source = Source()

    async def main() -> None:
        async with TaskLoopGroup([TaskLoop(source.read, [0])]) as group:
            await turns()
            source.answer.set_exception(Boom())
            with pytest.raises(ExceptionGroup):
                await group.shutdown(1)

    run(main())
    assert [] == run.reports


def test_a_group_is_entered_once(run: Run) -> None:
    """Entering again, inside the block or after it, is refused; the chains of the block are left alone."""

    async def main() -> None:
        group = TaskLoopGroup([TaskLoop(count_up, [0])])
        async with group:
            with pytest.raises(RuntimeError, match="entered before"):
                async with group:
                    raise AssertionError("the block must not be entered")
            await turns()
            assert [State.RUNNING] == [loop.state for loop in group]
        with pytest.raises(RuntimeError, match="entered before"):
            await group.__aenter__()

    run(main())
