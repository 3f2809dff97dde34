"""A conforming implementation that the faults of this folder are patches of; written from the rules alone.

It offers all that the rules speak about: both profiles, a chain that can be awaited, contexts of its own. Each fault
replaces a few lines of this text, so the lines are short and each does one thing. The patched text is a module of its
own (``patching.py``): two faults share nothing.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
from collections.abc import Generator, Mapping
from typing import Any

LISTS = (list, tuple)

# Event loops refer weakly to their tasks: what runs is kept here.
alive: set[Any] = set()


def title(coro: Any) -> str:
    return getattr(coro, "__qualname__", None) or repr(coro)


def as_pair(given: Any, args: Any, kwargs: Any, coro: Any) -> tuple[Any, Any]:
    if given is args:
        return args, kwargs
    if not isinstance(given, LISTS):
        raise TypeError(f"{title(coro)}: no payload in a {type(given).__name__}")
    if len(given) == 2 and isinstance(given[0], LISTS) and isinstance(given[1], Mapping):
        return given[0], given[1]
    return given, kwargs


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Any:
    obtained = await coro(*args, **kwargs)
    produced = fargs(args, obtained)
    return as_pair(produced, args, kwargs, coro)


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained


def report(loop: Any, error: Any) -> None:
    loop.call_exception_handler({"message": "a chain has failed", "exception": error})


def renew(task: Any, coro: Any, fargs: Any, *same: Any) -> None:
    alive.discard(task)
    loop = asyncio.get_running_loop()
    if task.cancelled():
        return
    error = task.exception()
    if error is not None:
        report(loop, error)
        return
    args, kwargs = task.result()
    following = loop.create_task(coromask(coro, args, kwargs, fargs))
    alive.add(following)
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


class TaskLoop:
    def __init__(
        self,
        coro: Any,
        coro_args: Any = (),
        coro_kwargs: Any = None,
        *,
        fargs: Any = simple_fargs_out,
        time_pause: float = 0.5,
    ) -> None:
        self.coro = coro
        self.fargs = fargs
        self.time_pause = time_pause
        self.payload = (coro_args, {} if coro_kwargs is None else coro_kwargs)
        self.loop: Any = None
        self.task: Any = None
        self.gate: Any = None
        self.error: Any = None
        self.paused = self.stopped = self.cancelled = self.over = False
        self.rounds = self.pauses = 0
        self.waiters: list[Any] = []
        self.thread = 0

    def create(self) -> Any:
        if self.task is not None or self.over:
            raise RuntimeError("this chain was started before")
        self.loop = asyncio.get_running_loop()
        self.context = contextvars.copy_context()
        self.thread = threading.get_ident()
        alive.add(self)
        return self.iterate()

    def iterate(self) -> Any:
        self.rounds += 1
        args, kwargs = self.payload
        work = coromask(self.coro, args, kwargs, self.fargs)
        return self.spawn(work, self.iterated)

    def spawn(self, work: Any, then: Any) -> Any:
        self.task = self.loop.create_task(work, context=self.context.copy())
        if self.cancelled:
            self.task.cancel()
        self.task.add_done_callback(then)
        return self.task

    def iterated(self, task: Any) -> None:
        if task.cancelled():
            self.finish()
            return
        error = task.exception()
        if error is not None:
            self.finish(error)
            return
        self.payload = task.result()
        self.decide()

    def decide(self) -> None:
        if self.stopped or self.cancelled:
            self.finish()
        elif self.paused:
            self.rest()
        else:
            self.iterate()

    def rest(self) -> None:
        self.pauses += 1
        self.gate = self.loop.create_future()
        self.spawn(self.hold(self.gate), self.rested)

    async def hold(self, gate: Any) -> None:
        await asyncio.wait([gate], timeout=self.time_pause)

    def rested(self, task: Any) -> None:
        self.gate = None
        if task.cancelled():
            self.finish()
            return
        self.decide()

    def finish(self, error: Any = None) -> None:
        self.over = True
        self.error = error
        self.task = None
        alive.discard(self)
        listening = [waiter for waiter in self.waiters if not waiter.done()]
        for waiter in listening:
            waiter.set_result(None)
        if error is not None and not listening:
            report(self.loop, error)

    def own_thread(self) -> None:
        if self.thread not in (0, threading.get_ident()):
            raise RuntimeError("signals belong to the thread of the event loop")

    def wake(self) -> None:
        if self.gate is not None and not self.gate.done():
            self.gate.set_result(None)

    def pause(self) -> None:
        self.own_thread()
        self.paused = True

    def task_continue(self) -> None:
        self.own_thread()
        self.paused = False
        self.wake()

    def stop(self) -> None:
        self.own_thread()
        self.stopped = True
        self.wake()

    def cancel(self) -> None:
        self.own_thread()
        if self.cancelled or self.over:
            return
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()

    async def ended(self) -> Any:
        if not self.over:
            waiter = self.loop.create_future()
            self.waiters.append(waiter)
            await waiter
        if self.error is not None:
            raise self.error
        return self.payload

    def __await__(self) -> Generator[Any, None, Any]:
        return self.ended().__await__()
