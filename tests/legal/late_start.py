"""Legal: the decision falls at once, and the task that follows is made two turns of the event loop later."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Mapping
from typing import Any


class Wish(enum.Enum):
    RUN = enum.auto()
    HOLD = enum.auto()
    END = enum.auto()


class TaskLoop:
    chains: set[TaskLoop] = set()

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
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.loop = loop
        self.args, self.kwargs = coro_args, coro_kwargs or {}
        self.wish = Wish.RUN
        self.cancelled = False
        self.task: asyncio.Task[Any] | None = None

    def create(self) -> Any:
        self.loop = self.loop or asyncio.get_running_loop()
        self.chains.add(self)
        self._make(self._iteration)
        return self.task

    async def _iteration(self) -> Any:
        result = self.fargs(self.args, await self.coro(*self.args, **self.kwargs))
        if not isinstance(result, (list, tuple)):
            raise TypeError(f"no payload from {getattr(self.coro, '__name__', self.coro)}: {type(result).__name__}")
        return result

    async def _wait(self) -> Any:
        await asyncio.sleep(self.time_pause)

    def _make(self, work: Any) -> None:
        if self.cancelled:
            self.chains.discard(self)
            return
        task = self.task = self.loop.create_task(work())
        self._cancel_if_asked()
        task.add_done_callback(self._paused if work == self._wait else self._iterated)

    def _cancel_if_asked(self) -> None:
        if self.cancelled and self.task is not None:
            self.task.cancel()

    def _iterated(self, task: asyncio.Task[Any]) -> None:
        self.task = None
        try:
            result = task.result()
        except asyncio.CancelledError:
            self.wish = Wish.END
        except Exception:
            self.wish = Wish.END
            self.chains.discard(self)
            raise
        else:
            if len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping):
                self.args, self.kwargs = result
            else:
                self.args = result
        self._paused(task)

    def _paused(self, task: asyncio.Task[Any]) -> None:
        self.task = None
        if self.wish is Wish.END or task.cancelled():
            self.chains.discard(self)
            return
        following = self._wait if self.wish is Wish.HOLD else self._iteration
        self.loop.call_soon(self.loop.call_soon, self._make, following)

    def pause(self) -> None:
        if self.wish is not Wish.END:
            self.wish = Wish.HOLD

    def task_continue(self) -> None:
        if self.wish is not Wish.END:
            self.wish = Wish.RUN

    def stop(self) -> None:
        self.wish = Wish.END

    def cancel(self) -> None:
        self.stop()
        if not self.cancelled and self.task is not None:
            self.task.cancel()
        self.cancelled = True
