"""Legal: every call of the user coroutine gets the keyword `taskloop`, beside whatever the payload holds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

_running: dict[TaskLoop, asyncio.Task[Any]] = {}


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.args, self.kwargs = tuple(coro_args), dict(coro_kwargs or {})
        self.now = asyncio.Event()
        self.now.set()
        self.ended = self.cancelled = False

    def create(self) -> asyncio.Task[Any]:
        loop = asyncio.get_running_loop()
        held = self.resting = not self.now.is_set() and self in _running
        task = loop.create_task(self._rest() if held else self._iterate())
        _running[self] = task
        if self.cancelled:
            task.cancel()
        task.add_done_callback(self._after)
        return task

    async def _iterate(self) -> None:
        obtained = await self.coro(*self.args, **{**self.kwargs, "taskloop": self})
        result = self.fargs(self.args, obtained)
        if not isinstance(result, (list, tuple)):
            raise TypeError(f"no payload for {getattr(self.coro, '__name__', self.coro)} in {type(result).__name__}")
        match result:
            case [(list() | tuple()) as args, Mapping() as kwargs]:
                self.args, self.kwargs = tuple(args), dict(kwargs)
            case _:
                self.args = tuple(result)

    async def _rest(self) -> None:
        await self.now.wait()

    def _after(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or task.exception() is not None or self.ended:
            self.ended = True
            del _running[self]
            if not task.cancelled():
                task.result()
        else:
            self.create()

    def pause(self) -> None:
        if not self.ended:
            self.now.clear()

    def task_continue(self) -> None:
        self.now.set()

    def stop(self) -> None:
        self.ended = True
        self.now.set()

    def cancel(self) -> None:
        self.ended = True
        if not self.cancelled:
            self.cancelled = True
            if self in _running:
                _running[self].cancel()
