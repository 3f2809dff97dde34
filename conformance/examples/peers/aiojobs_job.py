"""aiojobs: a job of its Scheduler.

aiojobs repeats nothing by itself, so the job has a `while True` in it. The job's close() is CANCEL: a coroutine
function, which cancels the job and waits for it. It knows neither STOP nor a pause.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiojobs

from . import INTERVAL, bound, kept, owned


async def repeat(call: Any) -> None:
    """Call for ever."""
    while True:
        await call()
        await asyncio.sleep(INTERVAL)


class Chain:
    """One job, and the scheduler that holds it."""

    def __init__(self, scheduler: Any, job: Any) -> None:
        self.scheduler, self._job = scheduler, job
        self._closing: set[asyncio.Task[None]] = set()

    def cancel(self) -> None:
        """CANCEL; somebody has to hold the task that closes the job."""
        task = asyncio.get_running_loop().create_task(self._job.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class Adapter:
    """What the suite asks for."""

    name, version = "aiojobs: Job", aiojobs.__version__
    profiles = frozenset({"control"})
    without = frozenset({"pause", "stop", "payload"})
    interval = INTERVAL

    async def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start a scheduler with one job."""
        scheduler = owned(aiojobs.Scheduler())
        job = await scheduler.spawn(repeat(call := bound(coro, args, kwargs)))
        return kept(Chain(scheduler, job), call), job

    async def close(self, chain: Chain) -> None:
        """Close the scheduler."""
        await chain.scheduler.close()


adapter = Adapter()
