"""python-telegram-bot: a job of its JobQueue, which stands on APScheduler.

`enabled` is PAUSE and CONTINUE, schedule_removal() is STOP. No call can be cancelled. It lives on the wall clock: see
`surroundings`. An error handler of the application passes errors on to the event loop.
"""

from __future__ import annotations

from typing import Any

import telegram
from apscheduler.executors import base as executors
from apscheduler.schedulers import base
from apscheduler.triggers import interval
from telegram.ext import ApplicationBuilder, JobQueue, _jobqueue

from . import INTERVAL
from .surroundings import on_loop_time, tell_loop

on_loop_time(base, executors, interval, _jobqueue)


async def told(_: object, context: Any) -> None:
    """The application's error handler."""
    tell_loop(context.error)


application: Any = ApplicationBuilder().token("0:nobody").build()  # it is never started, and asks no server
application.add_error_handler(told)


class Chain:
    """One job; one that was removed is asked for nothing more."""

    def __init__(self, queue: Any, job: Any) -> None:
        self.queue, self._job = queue, job

    def pause(self) -> None:
        """PAUSE."""
        self._enable(False)

    def task_continue(self) -> None:
        """CONTINUE."""
        self._enable(True)

    def _enable(self, enabled: bool) -> None:
        if not self._job.removed:
            self._job.enabled = enabled

    def stop(self) -> None:
        """STOP."""
        self._job.removed or self._job.schedule_removal()


class Adapter:
    """What the suite asks for."""

    name, version = "python-telegram-bot: JobQueue", telegram.__version__
    profiles = frozenset({"control"})
    without = frozenset({"cancel", "payload"})
    interval = INTERVAL

    async def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start a queue with one job, that is due now."""

        async def call(_: object) -> None:
            await coro(*(args or ()), **(kwargs or {}))

        queue = JobQueue()
        queue.set_application(application)
        await queue.start()
        job = queue.run_repeating(call, INTERVAL, first=0)
        return Chain(queue, job), job

    async def close(self, chain: Chain) -> None:
        """Stop the queue."""
        await chain.queue.stop(wait=False)


adapter = Adapter()
