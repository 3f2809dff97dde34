"""Legal: the mask runs the user coroutine in an inner task, so a late CANCEL may reach the mask before fargs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

_tasks: set[Any] = set()


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.args, self.kwargs = coro_args, coro_kwargs or {}
        self.paused = self.stopped = self.cancelled = False
        self.task: Any = None

    def create(self) -> Any:
        if self.task is not None:
            raise RuntimeError("it was started before")
        return self.begin(self.outer())

    def begin(self, work: Any) -> Any:
        self.task = asyncio.get_running_loop().create_task(work)
        _tasks.add(self.task)
        if self.cancelled:
            self.task.cancel()
        self.task.add_done_callback(self.done)
        return self.task

    async def outer(self) -> None:
        inner = asyncio.get_running_loop().create_task(self.coro(*self.args, **self.kwargs))
        try:
            obtained = await inner
        except asyncio.CancelledError:
            # It came just after the end of the inner task: the error of that must not be lost.
            if inner.done() and not inner.cancelled():
                inner.result()
            raise
        given = self.fargs(self.args, obtained)
        if given is self.args:
            return
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r} and {type(given).__name__} don't go together")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        self.args, self.kwargs = given if pair else (given, self.kwargs)

    def done(self, task: Any) -> None:
        _tasks.discard(task)
        if not task.cancelled():
            task.result()
            if not self.stopped:
                self.begin(asyncio.sleep(self.time_pause * 0.7) if self.paused else self.outer())

    def pause(self) -> None:
        self.paused = True

    def task_continue(self) -> None:
        self.paused = False

    def stop(self) -> None:
        self.stopped = True

    def cancel(self) -> None:
        if not self.cancelled:
            self.stopped = self.cancelled = True
            self.task.cancel()
