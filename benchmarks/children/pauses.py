"""In a child process: how soon a signal during a pause is obeyed, and what paused loops cost."""

from __future__ import annotations

import asyncio
import random
from time import perf_counter, process_time
from typing import Any

from benchmarks.children.memory import FOR_EVER
from benchmarks.children.peers import PAYLOAD, start_taskloop

#: A user iteration lasts so long, in seconds, where loops are paused again and again.
ITERATION = 0.001


def resumes(loop: asyncio.AbstractEventLoop, time_pause: float, samples: int, seed: int = 1) -> list[float]:
    """Give, for each sample, the seconds from CONTINUE during a pause to the first line of the user coroutine."""
    return loop.run_until_complete(_resumes(loop, time_pause, samples, random.Random(seed)))


async def _resumes(
    loop: asyncio.AbstractEventLoop, time_pause: float, samples: int, chance: random.Random
) -> list[float]:
    resumed: asyncio.Future[float] = loop.create_future()

    async def work(*args: Any, **kwargs: Any) -> Any:
        if not resumed.done():
            resumed.set_result(perf_counter())
        await asyncio.sleep(ITERATION)
        return PAYLOAD

    taskloop = start_taskloop(loop, work, time_pause)
    await resumed
    seconds = []
    for _ in range(samples):
        taskloop.pause()
        await _into_the_pause(time_pause, chance)
        resumed = loop.create_future()
        began = perf_counter()
        taskloop.task_continue()
        seconds.append(await resumed - began)
    return seconds


async def _into_the_pause(time_pause: float, chance: random.Random) -> None:
    """Wait until the iteration is over and a random part of a pause has passed (of the first 0.1 s of a long one)."""
    await asyncio.sleep(3 * ITERATION + chance.random() * min(time_pause, 0.1))


def stops(loop: asyncio.AbstractEventLoop, time_pause: float, samples: int, seed: int = 1) -> list[float]:
    """Give, for each sample, the seconds from STOP during a pause until no task of the chain is left."""
    return loop.run_until_complete(_stops(loop, time_pause, samples, random.Random(seed)))


async def _stops(
    loop: asyncio.AbstractEventLoop, time_pause: float, samples: int, chance: random.Random
) -> list[float]:
    async def work(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(ITERATION)
        return PAYLOAD

    seconds = []
    for _ in range(samples):
        taskloop = start_taskloop(loop, work, time_pause)
        taskloop.pause()
        await _into_the_pause(time_pause, chance)
        began = perf_counter()
        taskloop.stop()
        # The same way for every implementation, whether it can be awaited or not.
        while len(asyncio.all_tasks()) > 1:
            await asyncio.sleep(0)
        seconds.append(perf_counter() - began)
    return seconds


def crowd(loop: asyncio.AbstractEventLoop, loops: int, watch: float, time_pause: float = 0.1) -> dict[str, float]:
    """Give the share of a core that paused loops take, watched for some seconds, and what resuming all takes.

    ``share`` is a fraction of one core, ``resume_seconds`` the wall time from the first CONTINUE until every loop's
    user coroutine was called, ``resume_cpu`` the CPU time of it.
    """
    return loop.run_until_complete(_crowd(loop, loops, watch, time_pause))


async def _crowd(loop: asyncio.AbstractEventLoop, loops: int, watch: float, time_pause: float) -> dict[str, float]:
    calls = 0
    expected = loops * 2
    all_called: asyncio.Future[None] = loop.create_future()

    async def work(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == expected:
            all_called.set_result(None)
        # The first call leads into the pause; the call after it stays, so that each loop is counted once.
        await asyncio.sleep(0 if calls <= loops else FOR_EVER)
        return PAYLOAD

    taskloops = [start_taskloop(loop, work, time_pause) for _ in range(loops)]
    for taskloop in taskloops:
        taskloop.pause()
    await asyncio.sleep(3 * time_pause)
    cpu, wall = process_time(), perf_counter()
    await asyncio.sleep(watch)
    share = (process_time() - cpu) / (perf_counter() - wall)
    cpu, wall = process_time(), perf_counter()
    for taskloop in taskloops:
        taskloop.task_continue()
    await all_called
    return {"share": share, "resume_seconds": perf_counter() - wall, "resume_cpu": process_time() - cpu}
