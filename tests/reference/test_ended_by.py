"""What ended a chain: ended_by, and what run() raises or returns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tasktools.taskloop import Control, EndedBy, TaskLoop

from .conftest import Run
from .sources import Boom, Source, count_up, turns

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
