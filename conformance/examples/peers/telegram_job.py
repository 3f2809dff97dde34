"""python-telegram-bot: a job of its JobQueue, which stands on APScheduler.

`enabled` is PAUSE and CONTINUE, schedule_removal() is STOP. No call can be cancelled. It lives on the wall clock: see
`surroundings`. An error handler of the application passes errors on to the event loop.
"""

import warnings
from functools import partial
from typing import Any

import telegram
from apscheduler.executors import base as executors
from apscheduler.schedulers import base
from apscheduler.triggers import interval as triggers
from telegram.ext import ApplicationBuilder, JobQueue, _jobqueue
from telegram.warnings import PTBUserWarning

from . import INTERVAL, bound, interval, kept, owned
from .surroundings import log_apart, on_loop_time, tell_loop_of

on_loop_time(base, executors, triggers, _jobqueue)
log_apart("apscheduler.scheduler", "apscheduler.executors.default")

warnings.filterwarnings("ignore", category=PTBUserWarning)  # one for each error: nobody waits for the handler's task
application: Any = ApplicationBuilder().token("0:nobody").build()  # never started: it asks no server
application.add_error_handler(tell_loop_of)


class Chain:
    """One job. STOP removes it; one that is removed is asked for nothing more."""

    def __init__(self, queue: Any, job: Any) -> None:
        self.queue, self._job, self.stop = queue, job, lambda: job.removed or job.schedule_removal()
        self.pause, self.task_continue = partial(self._enable, False), partial(self._enable, True)

    def _enable(self, enabled: bool) -> None:
        if not self._job.removed:
            self._job.enabled = enabled


class Adapter:
    """What the suite asks for."""

    name, version, interval = "python-telegram-bot: JobQueue", telegram.__version__, INTERVAL
    profiles, without = frozenset({"control"}), frozenset({"cancel", "payload"})

    async def start(self, coro: Any, args: Any, kwargs: Any, *, time_pause: float, **_: Any) -> tuple[Chain, object]:
        """Start a queue with one job, that is due now."""
        (queue := owned(JobQueue())).set_application(application)
        await queue.start()
        job = queue.run_repeating(call := bound(coro, args, kwargs), interval(time_pause), first=0)
        return kept(Chain(queue, job), call), job

    def close(self, chain: Chain) -> None:
        """Shut the queue's scheduler down; the queue's own stop() sleeps for a while after that."""
        chain.queue.scheduler.shutdown(wait=False)


adapter = Adapter()
