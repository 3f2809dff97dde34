"""APScheduler 3: a job with an interval trigger in an AsyncIOScheduler.

Its pause(), resume() and remove() are PAUSE, CONTINUE and STOP. No call can be cancelled. It lives on the wall clock: see
`surroundings`. Whoever wants to know of errors adds a listener; here it passes them on to the event loop.
"""

from __future__ import annotations

from typing import Any

import apscheduler
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors import base as executors
from apscheduler.schedulers import base
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers import interval

from . import INTERVAL
from .surroundings import LoopDatetime, on_loop_time, tell_loop

on_loop_time(base, executors, interval)


class Chain:
    """One job; when it was removed, the scheduler finds it no more, and nobody asks for it."""

    def __init__(self, scheduler: Any, job: Any) -> None:
        self.scheduler, self._job, self._over = scheduler, job, False

    def pause(self) -> None:
        """PAUSE."""
        self._over or self._job.pause()

    def task_continue(self) -> None:
        """CONTINUE."""
        self._over or self._job.resume()

    def stop(self) -> None:
        """STOP."""
        self._over or self._job.remove()
        self._over = True


class Adapter:
    """What the suite asks for."""

    name, version = "APScheduler: AsyncIOScheduler", apscheduler.version
    profiles = frozenset({"control"})
    without = frozenset({"cancel", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start a scheduler with one job, that is due now."""

        async def call() -> None:
            await coro(*(args or ()), **(kwargs or {}))

        scheduler = AsyncIOScheduler()
        scheduler.add_listener(lambda event: tell_loop(event.exception), EVENT_JOB_ERROR)
        scheduler.start()
        job = scheduler.add_job(call, "interval", seconds=INTERVAL, next_run_time=LoopDatetime.now())
        return Chain(scheduler, job), job

    def close(self, chain: Chain) -> None:
        """Shut the scheduler down."""
        chain.scheduler.shutdown()


adapter = Adapter()
