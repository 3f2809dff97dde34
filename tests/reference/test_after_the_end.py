"""After the end nothing of a chain is kept: what the caller lets go of is free, without a garbage collection."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from tasktools.taskloop import TaskLoop, TaskLoopGroup

from .conftest import Run
from .sources import Boom, start_renew, turns


class Payload:
    """What a chain passes on."""


class Reader:
    """Its method is the user coroutine."""

    def __init__(self, how: str) -> None:
        self.how = how
        self.count = 0

    async def read(self, payload: Payload) -> Any:
        """Complete three times; then end in the way that was asked for."""
        self.count += 1
        await asyncio.sleep(0)
        if self.count > 3 and self.how == "error":
            raise Boom
        if self.count > 3 and self.how == "no payload":
            return None
        if self.count > 3 and self.how == "cancelled":
            raise asyncio.CancelledError
        return [payload]


@pytest.fixture(autouse=True)
def without_collector() -> Iterator[None]:
    """What is freed has to be freed by its last reference, not by the garbage collector."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("how", ["stop", "cancel", "stop in a pause", "cancel in a pause", "error", "no payload"])
@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize("grouped", [False, True])
def test_a_taskloop_lets_go(run: Run, how: str, awaited: bool, grouped: bool) -> None:
    """Payload and coroutine of an ended TaskLoop can be freed, however it ended, also while its group lives on."""

    async def begin_and_end(group: TaskLoopGroup) -> list[weakref.ref[Any]]:
        reader, payload = Reader(how), Payload()
        loop = TaskLoop(reader.read, [payload])
        if grouped:
            group.add(loop)
        else:
            loop.create()
        waiting = asyncio.gather(loop, loop, return_exceptions=True) if awaited else None
        await turns()
        if how.endswith("pause"):
            loop.pause()
            await turns()
        if how.startswith("stop"):
            loop.stop()
        elif how.startswith("cancel"):
            loop.cancel()
        await turns(20)
        assert "ended" == loop.state
        assert waiting is None or waiting.done()
        return [weakref.ref(reader), weakref.ref(payload)]

    async def main() -> None:
        async with TaskLoopGroup() as group:
            gone = await begin_and_end(group)
            run.reports.clear()  # an error's traceback holds the frames that it went through
            if grouped and how in ("error", "no payload"):
                with pytest.raises(ExceptionGroup):
                    await group.wait()
            await turns()
            if awaited:
                gc.collect()  # asyncio's own frames, in the traceback of an error, hold what was awaited
            assert [None, None] == [reference() for reference in gone]

    run(main())


@pytest.mark.parametrize("how", ["error", "no payload", "cancelled"])
def test_renew_lets_go(run: Run, how: str) -> None:
    """The same for a bare chain."""

    async def begin_and_end() -> list[weakref.ref[Any]]:
        reader, payload = Reader(how), Payload()
        start_renew(reader.read, [payload], {}, lambda args, obtained: obtained)
        await turns(20)
        return [weakref.ref(reader), weakref.ref(payload)]

    async def main() -> None:
        gone = await begin_and_end()
        run.reports.clear()
        await turns()
        assert [None, None] == [reference() for reference in gone]

    run(main())


def test_a_group_keeps_no_ended_chain(run: Run) -> None:
    """A group that lives on keeps neither the chains that it was made with nor those that were added."""

    async def main() -> None:
        reader = Reader("stop")
        loops = [TaskLoop(reader.read, [Payload()]) for _ in range(3)]
        gone = [weakref.ref(loop) for loop in loops]
        async with TaskLoopGroup(loops) as group:
            loops.clear()
            await turns()
            group.stop()
            await group.wait()
            await turns()
            assert [None] * 3 == [reference() for reference in gone]

    run(main())
