"""A group's end: shutdown() with a time limit, and entering a group once."""

from __future__ import annotations

import asyncio

import pytest

from tasktools.taskloop import EndedBy, State, TaskLoop, TaskLoopGroup

from .conftest import Run
from .sources import Boom, Source, count_up, turns


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
