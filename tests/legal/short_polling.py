"""Legal: a pause looks for signals every five milliseconds of loop time, however long ``time_pause`` is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any


class TaskLoop:
    running: set[asyncio.Task[Any]] = set()

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.nap = coro, fargs, min(time_pause, 0.005)
        self.args, self.kwargs = coro_args, coro_kwargs or {}
        self.hold = self.final = self.killed = False
        self.task: Any = None

    def create(self) -> Any:
        if self.task is not None:
            raise RuntimeError("it was started before")
        return self.begin(self.iterate())

    def begin(self, work: Any) -> Any:
        self.task = asyncio.get_running_loop().create_task(work)
        self.running.add(self.task)
        self.task.add_done_callback(self.decide)
        if self.killed:
            self.task.cancel()
        return self.task

    async def iterate(self) -> None:
        given = self.fargs(self.args, await self.coro(*self.args, **self.kwargs))
        if given is self.args:
            return
        match given:
            case [list() | tuple() as args, Mapping() as kwargs] if isinstance(given, (list, tuple)):
                self.args, self.kwargs = args, kwargs
            case list() | tuple():
                self.args = given
            case _:
                raise TypeError(f"{type(given).__name__} from fargs of {self.coro!r}")

    def decide(self, task: Any) -> None:
        self.running.discard(task)
        if task.cancelled():
            return
        task.result()
        if not self.final:
            self.begin(asyncio.sleep(self.nap) if self.hold else self.iterate())

    def pause(self) -> None:
        self.hold = True

    def task_continue(self) -> None:
        self.hold = False

    def stop(self) -> None:
        self.final = True

    def cancel(self) -> None:
        self.final = True
        if not self.killed:
            self.killed = True
            self.task.cancel()
