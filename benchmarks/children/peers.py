"""What is compared: loops around one coroutine, by hand and from ``tasktools``, each started in its own way.

The published ``tasktools`` and the reference share their import name, so a child process loads one of them; which
one is decided by its import path, see :mod:`benchmarks.harness.processes`.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
from collections.abc import Awaitable, Callable
from typing import Any

Work = Callable[..., Awaitable[Any]]
#: Starts one loop around a coroutine function inside an event loop; gives what can be signalled, if anything can.
Starter = Callable[[asyncio.AbstractEventLoop, Work], Any]

#: The payload of every iteration: the pair form, the only one that the published package takes.
PAYLOAD: tuple[list[Any], dict[str, Any]] = ([], {})


def start_bare(loop: asyncio.AbstractEventLoop, work: Work) -> asyncio.Task[None]:
    """Start the floor: one task, ``while True`` around the coroutine; no renewal, no control."""

    async def forever() -> None:
        while True:
            await work()

    return loop.create_task(forever())


def start_chain(loop: asyncio.AbstractEventLoop, work: Work) -> None:
    """Start the minimal chain by hand: a task for each iteration, renewed by its done callback."""

    def renew(task: asyncio.Task[Any]) -> None:
        args, kwargs = task.result()
        following = loop.create_task(_as_coroutine(work, args, kwargs))
        following.add_done_callback(renew)

    first = loop.create_task(_as_coroutine(work, *PAYLOAD))
    first.add_done_callback(renew)


def _as_coroutine(work: Work, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return work(*args, **kwargs)


async def mask(work: Work, args: list[Any], kwargs: dict[str, Any], fargs: Callable[[Any, Any], Any]) -> Any:
    """Be the mask as the source text prints it."""
    obtained = await work(*args, **kwargs)
    return fargs(args, obtained)


class ControlledByHand:
    """The minimal chain with a mask, a fixed task name and a control word: what a careful hand writes."""

    __slots__ = ("fargs", "loop", "word", "work")

    def __init__(self, loop: asyncio.AbstractEventLoop, work: Work) -> None:
        self.loop = loop
        self.work = work
        self.fargs = output
        self.word = "continue"
        self.start(PAYLOAD)

    def start(self, payload: Any) -> None:
        """Start one iteration."""
        args, kwargs = payload
        task = self.loop.create_task(mask(self.work, args, kwargs, self.fargs), name="chain")
        task.add_done_callback(self.renew)

    def renew(self, task: asyncio.Task[Any]) -> None:
        """Decide what comes next; a pause polls, as in the source text."""
        payload = task.result()
        if self.word == "continue":
            self.start(payload)
        elif self.word == "pause":
            self.loop.call_later(0.1, self.renew, task)


class CheckedByHand(ControlledByHand):
    """The same, whose mask checks the payload: what a rule asks of every chain."""

    __slots__ = ()

    def start(self, payload: Any) -> None:
        """Start one iteration: written out, since looking for the mask would cost either peer time."""
        args, kwargs = payload
        task = self.loop.create_task(checked_mask(self.work, args, kwargs, self.fargs), name="chain")
        task.add_done_callback(self.renew)


async def checked_mask(
    work: Work, args: list[Any], kwargs: dict[str, Any], fargs: Callable[[Any, Any], Any]
) -> tuple[Any, Any]:
    """Be the mask that refuses what is no pair, where it is made; TypeError says so."""
    obtained = await work(*args, **kwargs)
    produced = fargs(args, obtained)
    if isinstance(produced, tuple) and len(produced) == 2:
        following_args, following_kwargs = produced
        if isinstance(following_args, (list, tuple)) and isinstance(following_kwargs, dict):
            return produced
    raise TypeError(f"{produced!r} is no payload")


def output(args: Any, obtained: Any) -> Any:
    """Give the output as the next payload: ``fargs`` of every peer that has one."""
    return obtained


def start_renew(loop: asyncio.AbstractEventLoop, work: Work) -> None:
    """Start a chain with ``coromask`` and ``renew`` of the ``tasktools`` that can be imported."""
    module = tasktools()
    task = loop.create_task(module.coromask(work, *PAYLOAD, output))
    task.add_done_callback(functools.partial(module.renew, task, work, output))


def start_taskloop(loop: asyncio.AbstractEventLoop, work: Work, time_pause: float = 0.1) -> Any:
    """Start a ``TaskLoop`` of the ``tasktools`` that can be imported; seconds for ``time_pause``."""
    taskloop = tasktools().TaskLoop(work, *PAYLOAD, fargs=output, loop=loop, time_pause=time_pause)
    taskloop.create()
    return taskloop


@functools.cache
def tasktools() -> Any:
    """The module ``tasktools.taskloop`` of this process: the published one or the reference."""
    return importlib.import_module("tasktools.taskloop")
