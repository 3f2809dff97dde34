"""Legal: tasks that start eagerly (Python 3.12 and newer): a first step runs inside `create`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

_tasks: set[asyncio.Task[Any]] = set()


def _eagerly(work: Any) -> asyncio.Task[Any]:
    loop = asyncio.get_running_loop()
    task: asyncio.Task[Any] = asyncio.eager_task_factory(loop, work)  # type: ignore[attr-defined,unused-ignore]  # 3.12
    if not task.done():
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)
    return task


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Any:
    result = fargs(args, await coro(*args, **kwargs))
    if isinstance(result, (list, tuple)):
        if len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping):
            return result
        return [result, kwargs]
    raise TypeError(f"fargs of {getattr(coro, '__name__', coro)} returned a {type(result).__name__}")


def renew(task: Any, coro: Any, fargs: Any, again: Any = None) -> None:
    if not task.cancelled():
        args, kwargs = task.result()
        following = _eagerly(coromask(coro, args, kwargs, fargs))
        following.add_done_callback(lambda done: renew(done, coro, fargs))


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload = coro_args, coro_kwargs or {}
        self.holding = self.ending = self.cancelling = False
        self.task: asyncio.Task[Any] | None = None

    def create(self) -> asyncio.Task[Any]:
        return self._start(coromask(self.coro, *self.payload, self.fargs))

    def _start(self, work: Any) -> asyncio.Task[Any]:
        self.task = None
        self.task = _eagerly(work)
        if self.cancelling:
            self.task.cancel()
        self.task.add_done_callback(self._done)
        return self.task

    def _done(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            return
        if (payload := task.result()) is not None:
            self.payload = payload
        if self.ending:
            return
        if self.holding:
            self._start(asyncio.sleep(self.time_pause))
        else:
            self.create()

    def pause(self) -> None:
        self.holding = True

    def task_continue(self) -> None:
        self.holding = False

    def stop(self) -> None:
        self.ending = True

    def cancel(self) -> None:
        self.ending = True
        if not self.cancelling:
            self.cancelling = True
            if self.task is not None:
                self.task.cancel()
