"""A sound chain, from which each fault of this folder departs in one place."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any


class Chain:
    """One task for each iteration; a pause waits for its signal, with a future and without a timer."""

    alive: set[Any] = set()

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.holding = self.ending = self.cancelled = False
        self.task: asyncio.Task[Any] | None = None
        self.bell: asyncio.Future[None] | None = None

    def create(self) -> asyncio.Task[Any]:
        self.loop = asyncio.get_running_loop()
        return self.launch(self.iterate(), self.iterated)

    def launch(self, work: Any, then: Callable[[Any], None]) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = self.loop.create_task(work)
        self.task = task
        self.alive.add(task)
        if self.cancelled:
            task.cancel()
        task.add_done_callback(self.alive.discard)
        task.add_done_callback(then)
        return task

    async def iterate(self) -> Any:
        args, kwargs = self.payload
        result = self.fargs(args, await self.coro(*args, **kwargs))
        if not isinstance(result, (list, tuple)):
            raise TypeError(f"{self.coro.__name__}: {type(result).__name__} is no payload")
        pair = len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping)
        return result if pair else (result, kwargs)

    def iterated(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            self.payload = task.result()
            self.decide()

    def decide(self) -> None:
        if self.ending:
            return
        if self.holding:
            self.rest()
        else:
            self.launch(self.iterate(), self.iterated)

    def rest(self) -> None:
        self.bell = self.loop.create_future()
        self.launch(self.wait(self.bell), self.rested)

    async def wait(self, bell: asyncio.Future[None]) -> None:
        await bell

    def rested(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            self.decide()

    def ring(self) -> None:
        if self.bell is not None and not self.bell.done():
            self.bell.set_result(None)

    def pause(self) -> None:
        self.holding = True

    def task_continue(self) -> None:
        self.holding = False
        self.ring()

    def stop(self) -> None:
        self.ending = True
        self.ring()

    def cancel(self) -> None:
        self.ending = True
        if not self.cancelled:
            self.cancelled = True
            if self.task is not None:
                self.task.cancel()
