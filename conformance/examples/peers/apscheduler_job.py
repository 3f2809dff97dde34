"""APScheduler 3: a job with an interval trigger in an AsyncIOScheduler.

Its pause(), resume() and remove() are PAUSE, CONTINUE and STOP. No call can be cancelled. It lives on the wall
clock: see `surroundings`. Whoever wants to know of errors adds a listener; here it passes them on to the event loop.
"""

from __future__ import annotations

from typing import Any

import apscheduler
from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.executors import base as executors
from apscheduler.schedulers import base
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers import interval as triggers

from . import INTERVAL, bound, interval, kept, owned
from .surroundings import LoopDatetime, log_apart, on_loop_time, tell_loop

on_loop_time(base, executors, triggers)
log_apart("apscheduler.scheduler", "apscheduler.executors.default")


class Chain:
    """One job. STOP removes it from its scheduler, where no later signal finds it."""

    def __init__(self, scheduler: Any, job: Any) -> None:
        self.scheduler = scheduler
        self.pause, self.task_continue, self.stop = (
            lambda method=method: scheduler.get_job(job.id) and method()
            for method in (job.pause, job.resume, job.remove)
        )


class Adapter:
    """What the suite asks for."""

    name, version = "APScheduler: AsyncIOScheduler", apscheduler.version
    profiles = frozenset({"control"})
    without = frozenset({"cancel", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, *, time_pause: float, **_: Any) -> tuple[Chain, object]:
        """Start a scheduler with one job, that is due now."""
        scheduler, call, now = owned(AsyncIOScheduler()), bound(coro, args, kwargs), LoopDatetime.now()
        scheduler.add_listener(lambda event: tell_loop(event.exception), EVENT_JOB_ERROR)
        scheduler.start()
        job = scheduler.add_job(call, "interval", seconds=interval(time_pause), next_run_time=now)
        return kept(Chain(scheduler, job), call), job

    def close(self, chain: Chain) -> None:
        """Shut the scheduler down."""
        chain.scheduler.shutdown()


adapter = Adapter()
