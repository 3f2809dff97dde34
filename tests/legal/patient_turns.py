"""Legal: nine turns of the event loop pass before each decision, and nine more before each start."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

TURNS = 9


class TaskLoop:
    chains: set[TaskLoop] = set()

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.hold, self.end, self.kill = False, False, False
        self.task: asyncio.Task[Any] | None = None

    def create(self) -> TaskLoop:
        if self in self.chains or self.end:
            raise RuntimeError("it was started before")
        self.loop = asyncio.get_running_loop()
        self.chains.add(self)
        self.wait(TURNS, self.iterate)
        return self

    def wait(self, turns: int, then: Callable[[], None]) -> None:
        if self.kill:
            self.chains.discard(self)  # there is no task to cancel in between: the end is here
        elif turns:
            self.loop.call_soon(self.wait, turns - 1, then)
        else:
            then()

    def start(self, work: Any) -> None:
        self.task = self.loop.create_task(work)
        self.task.add_done_callback(self.done)

    def iterate(self) -> None:
        self.start(self.mask(*self.payload))

    async def mask(self, args: Any, kwargs: Any) -> None:
        given = self.fargs(args, await self.coro(*args, **kwargs))
        if given is args:
            return
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r} doesn't understand {type(given).__name__}")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        self.payload = (given[0], given[1]) if pair else (given, kwargs)

    def done(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or task.exception() is not None:
            self.kill = True
        self.wait(TURNS, self.decide)
        if not task.cancelled():
            task.result()

    def decide(self) -> None:
        self.task = None
        if self.end:
            self.chains.discard(self)
        elif self.hold:
            self.start(asyncio.sleep(self.time_pause / 5))
        else:
            self.wait(TURNS, self.iterate)

    def pause(self) -> None:
        self.hold = True

    def task_continue(self) -> None:
        self.hold = False

    def stop(self) -> None:
        self.end = True

    def cancel(self) -> None:
        if not self.kill:
            self.kill = self.end = True
            if self.task is not None:
                self.task.cancel()
