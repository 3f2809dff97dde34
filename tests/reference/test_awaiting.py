"""TaskLoop: awaiting a chain, its errors, and ``async with``."""

from __future__ import annotations

import asyncio
import traceback
from typing import Any

import pytest

from tasktools.taskloop import State, TaskLoop

from .conftest import Run
from .sources import Boom, Source, count_up, ended, turns


def test_awaiting_gives_the_last_payload(run: Run) -> None:
    """Several awaiters, also late ones and ``result()``, get the last payload; earlier there is none."""

    async def main() -> None:
        loop = TaskLoop(count_up, [0])
        with pytest.raises(RuntimeError, match="create"):
            await loop
        loop.create()
        with pytest.raises(asyncio.InvalidStateError, match="has not ended"):
            loop.result()
        waiting = asyncio.gather(loop, loop)
        await turns()
        loop.finish()
        first, second = await waiting
        assert first == second == await loop == loop.result()
        assert loop.iterations == loop.result()[0][0] > 0

    run(main())


def test_awaiting_raises_the_error(run: Run) -> None:
    """Every awaiter gets the very exception, and then the exception handler isn't told."""
    source = Source()
    boom = Boom()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        waiting = asyncio.gather(loop, loop, return_exceptions=True)
        await turns()
        source.answer.set_exception(boom)
        assert [boom, boom] == list(await waiting)
        with pytest.raises(Boom):
            await loop
        with pytest.raises(Boom):
            loop.result()

    run(main())
    assert [] == run.reports


@pytest.mark.parametrize("when", ["long before", "just before", "same turn"])
def test_an_error_that_nobody_awaits_is_reported(run: Run, when: str) -> None:
    """The exception handler is told once when no awaiter is left, even one cancelled in that turn."""
    source = Source()
    boom = Boom()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        waiting = asyncio.ensure_future(loop)
        await turns()
        if when == "same turn":
            # A later callback of the same task: the awaiter has been told then, and has not run yet.
            source.task.add_done_callback(lambda _: waiting.cancel())
        elif when == "long before":
            waiting.cancel()
            await turns()
        source.answer.set_exception(boom)
        if when == "just before":
            # Runs after the source has failed and before the chain decides.
            asyncio.get_running_loop().call_soon(waiting.cancel)
        await turns()
        assert waiting.cancelled()

    run(main())
    assert [boom] == run.reports


def test_fargs_failing_is_a_failure(run: Run) -> None:
    """An exception of fargs ends the chain as one of the user coroutine does."""

    async def main() -> None:
        loop = TaskLoop(count_up, [0], fargs=lambda args, obtained: 1 / 0)
        loop.create()
        with pytest.raises(ZeroDivisionError):
            await loop
        assert 0 == loop.iterations

    run(main())


def test_cancelling_an_awaiter_leaves_the_chain(run: Run) -> None:
    """An awaiter's timeout doesn't touch the chain, and leaves nothing in it."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(loop, 0.001)
        assert (State.RUNNING, set()) == (loop.state, loop._waiters)
        await ended(loop)

    run(main())


def test_an_async_with_block_stops_the_chain(run: Run) -> None:
    """Entering starts; leaving lets the running iteration complete and waits for it."""
    source = Source()

    async def main() -> None:
        async with TaskLoop(source.read, [0]) as loop:
            await turns()
            asyncio.get_running_loop().call_soon(source.answer.set_result, [1])
        assert (State.ENDED, ([1], {})) == (loop.state, loop.result())

    run(main())
    assert 0 == source.interrupted


def test_an_async_with_block_raises_the_chains_error(run: Run) -> None:
    """A chain that failed during the block raises on leaving, and the exception handler isn't told."""
    source = Source()

    async def block() -> None:
        async with TaskLoop(source.read, [0]):
            await turns()
            source.answer.set_exception(Boom())
            await turns()

    async def main() -> None:
        with pytest.raises(Boom):
            await block()

    run(main())
    assert [] == run.reports


@pytest.mark.parametrize("failing", [False, True])
def test_an_exception_that_leaves_the_block_goes_on(run: Run, failing: bool) -> None:
    """The chain is cancelled and waited for; its own error goes to the exception handler."""
    source = Source()
    boom = Boom()
    loop = TaskLoop(source.read, [0])

    async def block() -> None:
        async with loop:
            await turns()
            if failing:
                source.answer.set_exception(boom)
                await turns()
            raise KeyError

    async def main() -> None:
        with pytest.raises(KeyError):
            await block()
        assert State.ENDED == loop.state

    run(main())
    assert (([boom], 0) if failing else ([], 1)) == (run.reports, source.interrupted)


def test_the_chains_error_leaves_the_block_once(run: Run) -> None:
    """An error that was raised by awaiting in the block isn't reported beside."""
    source = Source()

    async def block() -> None:
        async with TaskLoop(source.read, [0]) as loop:
            await turns()
            asyncio.get_running_loop().call_soon(source.answer.set_exception, Boom())
            await loop

    async def main() -> None:
        with pytest.raises(Boom):
            await block()

    run(main())
    assert [] == run.reports


def test_a_cancelled_block_leaves_no_task(run: Run) -> None:
    """Cancelled while it waits for the end, the block cancels the chain and still waits."""
    source = Source()

    async def block() -> None:
        async with TaskLoop(source.read, [0]):
            await turns()

    async def main() -> None:
        task = asyncio.create_task(block())
        await turns(20)
        assert not task.done()
        source.swallow = True
        task.cancel()
        await turns()
        assert not task.done()
        source.answer.set_result([1])
        await asyncio.wait([task])
        assert (True, 1) == (task.cancelled(), source.interrupted)

    run(main())


def test_an_error_comes_as_it_was_raised(run: Run) -> None:
    """The traceback of an error that ended a chain holds no frame of the decision that found it."""

    async def failing() -> Any:
        raise Boom

    async def main() -> None:
        loop = TaskLoop(failing)
        task = loop.create()
        with pytest.raises(Boom):
            await loop
        error = task.exception()
        assert error is not None
        frames = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        assert "_decide" not in frames
        assert "failing" == frames[-1]

    run(main())


def test_a_chain_cannot_await_itself(run: Run) -> None:
    """A user coroutine that awaits its own chain would wait for ever; it gets RuntimeError instead."""

    async def main() -> None:
        async def read() -> Any:
            await asyncio.sleep(0)
            await loop

        loop = TaskLoop(read)
        loop.create()
        with pytest.raises(RuntimeError, match="awaits its own chain"):
            await loop

    run(main())


@pytest.mark.parametrize("how", ["stop", "cancel", "from outside", "cancel while paused", "swallowed"])
def test_awaiting_ends_however_the_chain_ends(run: Run, how: str) -> None:
    """Every awaiter, of before and after the end, gets the last payload; a cancelled one among them does not matter."""
    source = Source()
    source.swallow = how == "swallowed"

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        waiting = [asyncio.ensure_future(loop) for _ in range(3)]
        await turns()
        if how == "cancel while paused":
            loop.pause()
        source.answer.set_result([1])
        await turns()
        waiting[1].cancel()
        loop.stop() if how == "stop" else source.task.cancel() if how == "from outside" else loop.cancel()
        await turns()
        if how in ("stop", "swallowed"):
            source.answer.set_result([1])
        assert ([1], {}) == await waiting[0] == await waiting[2] == await loop
        await turns()
        assert waiting[1].cancelled()

    run(main())
    assert [] == run.reports


def test_only_who_awaits_at_the_end_hears_the_error(run: Run) -> None:
    """Who awaited before and gave up doesn't count: the exception handler is told."""
    source = Source()
    boom = Boom()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        for _ in range(2):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(loop, 0.001)
        source.answer.set_exception(boom)
        await turns()
        assert [boom] == run.reports
        with pytest.raises(Boom):
            await loop

    run(main())
    assert [boom] == run.reports
