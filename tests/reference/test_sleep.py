"""TaskLoop.sleep(): a sleep that a signal ends early."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tasktools.taskloop import Control, State, TaskLoop, current

from .conftest import Run
from .sources import Source, ended, turns


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
