"""In a child process: what a user would take instead of a chain, from the standard library and from other libraries.

Each awaits the same coroutine again and again, without a time in between and without a payload, which none of them
knows. Each is used as its own pages show it. The libraries are those of ``requirements/peers.txt``, installed apart.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
from typing import Any

from benchmarks.children.peers import Work


async def gated(work: Work, go: asyncio.Event) -> None:
    """Call for ever, and hold while the event isn't set."""
    while True:
        await go.wait()
        await work()


def start_event(loop: asyncio.AbstractEventLoop, work: Work) -> tuple[asyncio.Task[None], asyncio.Event]:
    """Start a plain ``while True`` whose pause switch is an event: looked at in each round."""
    go = asyncio.Event()
    go.set()
    return loop.create_task(gated(work, go)), go


def start_task_group(loop: asyncio.AbstractEventLoop, work: Work, loops: int) -> asyncio.Task[None]:
    """Start an ``asyncio.TaskGroup`` with so many of these, each with its own event."""

    async def hold() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(loops):
                go = asyncio.Event()
                go.set()
                group.create_task(gated(work, go))

    return loop.create_task(hold())


def start_ext_tasks(loop: asyncio.AbstractEventLoop, work: Work) -> Any:
    """Start a Loop of ``discord.ext.tasks`` without a time between two calls; it starts on the running event loop."""
    repeated = importlib.import_module("discord.ext.tasks").loop(seconds=0)(work)
    repeated.start()
    return repeated


def start_looping_call(loop: asyncio.AbstractEventLoop, work: Work) -> Any:
    """Start Twisted's LoopingCall on its asyncio reactor without a time between two calls."""
    _reactor_on(loop)
    deferred = importlib.import_module("twisted.internet.defer").Deferred
    calling = importlib.import_module("twisted.internet.task").LoopingCall(
        lambda: deferred.fromFuture(loop.create_task(_as_coroutine(work)))
    )
    calling.start(0)
    return calling


async def _as_coroutine(work: Work) -> Any:
    return await work()


@functools.cache
def _reactor_on(loop: asyncio.AbstractEventLoop) -> None:
    """Install the reactor, once for the process, and start it on an event loop that others run."""
    importlib.import_module("twisted.internet.asyncioreactor").install(loop)
    importlib.import_module("twisted.internet.reactor").startRunning(installSignalHandlers=False)


def start_scheduler(loop: asyncio.AbstractEventLoop, work: Work, loops: int) -> asyncio.Task[Any]:
    """Start a scheduler of aiojobs with so many jobs, each of which spawns the next one when it is done."""
    scheduler_class = importlib.import_module("aiojobs").Scheduler

    async def job(scheduler: Any) -> None:
        await work()
        await scheduler.spawn(job(scheduler))

    async def start() -> Any:
        # By default no more than a hundred jobs run at a time.
        scheduler = scheduler_class(limit=None)
        for _ in range(loops):
            await scheduler.spawn(job(scheduler))
        return scheduler

    return loop.create_task(start())
