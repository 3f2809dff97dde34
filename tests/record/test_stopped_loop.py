"""An implementation that stops the event loop, which isn't its own, ends no probe."""

from __future__ import annotations

import asyncio

import pytest

from taskloop_conformance.record.clock import VirtualLoop


async def _stopped_on_the_way() -> float:
    loop = asyncio.get_running_loop()
    loop.call_later(1, loop.stop)
    await asyncio.sleep(2)
    return loop.time()


async def _nested() -> None:
    asyncio.get_running_loop().run_until_complete(asyncio.sleep(0))


def test_a_probe_goes_on_after_a_stop() -> None:
    """What is waited for is waited for until it is there."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        begin = runner.get_loop().time()
        assert 2 == runner.run(_stopped_on_the_way()) - begin


@pytest.mark.filterwarnings("ignore:coroutine 'sleep' was never awaited:RuntimeWarning")
def test_another_error_of_the_loop_is_told() -> None:
    """Only a stop is gone over: a loop that runs already says so."""
    with (
        asyncio.Runner(loop_factory=VirtualLoop) as runner,
        pytest.raises(RuntimeError, match="already running"),
    ):
        runner.run(_nested())
