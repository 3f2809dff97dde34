"""Legal, and as slow as can be: a pause answers CONTINUE and STOP exactly one `time_pause` after the signal."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

_held: set[TaskLoop] = set()


class TaskLoop:
    def __init__(
        self,
        coro: Any,
        coro_args: Any = (),
        coro_kwargs: Any = None,
        *,
        fargs: Any,
        time_pause: float,
        loop: Any = None,
    ) -> None:
        self.coro, self.fargs, self.time_pause, self.loop = coro, fargs, time_pause, loop
        self.args, self.kwargs = coro_args, coro_kwargs or {}
        self.paused = self.stopped = self.cancelled = False
        self.task: asyncio.Task[Any] | None = None
        self.answer: asyncio.Future[None] | None = None
        self.timer: asyncio.TimerHandle | None = None

    def create(self) -> asyncio.Task[Any]:
        self.loop = self.loop or asyncio.get_running_loop()
        return self.begin(self.iterate())

    def begin(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = self.loop.create_task(work)
        self.task = task
        _held.add(self)
        if self.cancelled:
            task.cancel()
        task.add_done_callback(self.ended)
        return task

    async def iterate(self) -> None:
        result = self.fargs(self.args, await self.coro(*self.args, **self.kwargs))
        if not isinstance(result, (list, tuple)):
            raise TypeError(f"{getattr(self.coro, '__name__', self.coro)}: a {type(result).__name__} is no payload")
        if len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping):
            self.args, self.kwargs = result
        else:
            self.args = result

    async def rest(self) -> None:
        self.answer = self.loop.create_future()
        if self.stopped or not self.paused:  # the signal came before this first step
            self.answer_late()
        try:
            await self.answer
        finally:
            self.answer = None
            self.forget_timer()

    def ended(self, task: asyncio.Task[Any]) -> None:
        _held.discard(self)
        if task.cancelled():
            return
        task.result()
        if not self.stopped:
            self.begin(self.rest() if self.paused else self.iterate())

    def forget_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def answer_late(self) -> None:
        if self.timer is None and self.answer is not None:
            self.timer = self.loop.call_later(self.time_pause, self.answer.set_result, None)

    def pause(self) -> None:
        if not self.paused and not self.stopped:
            self.paused = True
            self.forget_timer()

    def task_continue(self) -> None:
        if not self.stopped:
            self.paused = False
            self.answer_late()

    def stop(self) -> None:
        if not self.stopped:
            self.stopped = True
            self.forget_timer()
            self.answer_late()

    def cancel(self) -> None:
        if not self.cancelled and self.task is not None:
            self.task.cancel()
        self.cancelled = self.stopped = True
