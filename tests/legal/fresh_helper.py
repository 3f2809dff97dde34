"""Legal: every chain has a helper object of its own, made when it is created, and the helper does all the work."""

from __future__ import annotations

import asyncio
import collections.abc
from typing import Any


class Helper:
    """Runs one chain on one event loop, and is forgotten when the chain has ended."""

    running: dict[Helper, asyncio.Future[Any]] = {}

    def __init__(self, owner: TaskLoop) -> None:
        self.owner = owner
        self.payload: Any = (owner.arguments, owner.keywords)
        self.event_loop = asyncio.get_running_loop()
        self.iterate()

    def iterate(self) -> None:
        self.follow(self.event_loop.create_task(self.once()), self.iterated)

    def follow(self, task: asyncio.Task[Any], then: Any) -> None:
        self.running[self] = task
        if self.owner.cancelling:
            task.cancel()
        task.add_done_callback(then)

    async def once(self) -> None:
        args, kwargs = self.payload
        given = self.owner.fargs(args, await self.owner.coro(*args, **kwargs))
        if isinstance(given, (list, tuple)):
            self.payload = given if self.pair(*given) else (given, kwargs)
        else:
            name = getattr(self.owner.coro, "__name__", self.owner.coro)
            raise TypeError(f"{name} -> {type(given).__name__}? A list or tuple was expected.")

    @staticmethod
    def pair(first: Any = None, second: Any = None, *rest: Any) -> bool:
        return not rest and isinstance(first, (list, tuple)) and isinstance(second, collections.abc.Mapping)

    def iterated(self, task: asyncio.Task[Any]) -> None:
        del self.running[self]
        if not task.cancelled() and task.exception() is not None:
            self.event_loop.call_exception_handler({"message": "ended by an error", "exception": task.exception()})
        elif not task.cancelled():
            self.decide()

    def decide(self) -> None:
        if self.owner.ending:
            return
        if self.owner.pausing:
            self.follow(self.event_loop.create_task(asyncio.sleep(self.owner.time_pause / 2)), self.rested)
        else:
            self.iterate()

    def rested(self, task: asyncio.Task[Any]) -> None:
        del self.running[self]
        if not task.cancelled():
            self.decide()


class TaskLoop:
    helper: Helper | None = None
    pausing = ending = cancelling = False

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.arguments, self.keywords = coro_args, coro_kwargs or {}

    def create(self) -> Any:
        self.helper = Helper(self)
        return self.helper.running[self.helper]

    def pause(self) -> None:
        self.pausing = True

    def task_continue(self) -> None:
        self.pausing = False

    def stop(self) -> None:
        self.ending = True

    def cancel(self) -> None:
        if not self.cancelling:
            self.ending = self.cancelling = True
            if self.helper in Helper.running:
                Helper.running[self.helper].cancel()
