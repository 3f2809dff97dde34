"""A loop that is stopped before a probe has its end: by an implementation, or as it has taken too many turns."""

from __future__ import annotations

import asyncio

import pytest

from taskloop_conformance.model.failures import NotReached
from taskloop_conformance.record.clock import VirtualLoop
from taskloop_conformance.run.classify import classify
from tests.explore.asking import module, rules
from tests.faults.clean import Chain


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


class LooksEachMillisecond(Chain):
    """Nothing is wrong with it: a pause looks for its signal each millisecond."""

    async def pause_coroutine(self) -> object:
        assert self.signalled is not None
        while not self.signalled.done():
            await asyncio.sleep(0.001)
        return None


def test_a_probe_that_takes_too_many_turns_judges_nothing() -> None:
    """Who looks often in a very long pause breaks nothing: the probe ends, and its check is left out."""
    with pytest.raises(NotReached, match="turns of the event loop") as missed:
        rules("probe:long-pause", module(LooksEachMillisecond))
    assert "skipped" == classify(missed.value, ["CHAIN.flat"])["outcome"]


async def _poll() -> None:
    while True:
        await asyncio.sleep(0.001)


def test_after_too_many_turns_the_loop_still_ends_its_tasks() -> None:
    """Each run of a loop may take as many turns, so that what is left can be cancelled."""
    loop = VirtualLoop(max_total=100)
    with pytest.raises(NotReached):
        loop.run_until_complete(_poll())
    polling = loop.create_task(_poll())
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        loop.run_until_complete(polling)
    loop.close()
