"""Legal: a pause polls. It sleeps `time_pause` over and over and looks for a signal after each."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping
from typing import Any

_active: set[asyncio.Task[Any]] = set()


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> tuple[Any, Any]:
    result = fargs(args, await coro(*args, **kwargs))
    if not isinstance(result, (list, tuple)):
        raise TypeError(f"fargs of {getattr(coro, '__name__', coro)} gave {type(result).__name__}, which is no payload")
    if len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping):
        return result[0], result[1]
    return result, kwargs


def renew(task: Any, coro: Any, fargs: Any, finished: Any = None) -> None:
    finished = finished or task
    if finished.cancelled():
        return
    args, kwargs = finished.result()
    following = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
    _active.add(following)
    following.add_done_callback(_active.discard)
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


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
        self.payload = (coro_args, {} if coro_kwargs is None else coro_kwargs)
        self.paused = self.final = self.cancelled = False

    def create(self) -> asyncio.Task[Any]:
        self.loop = self.loop or asyncio.get_running_loop()
        self._iterate()
        return self.task

    def _launch(self, work: Any, then: Callable[[Any], None]) -> None:
        self.task: asyncio.Task[Any] = self.loop.create_task(work)
        if self.cancelled:  # given in the very first step, where tasks start eagerly
            self.task.cancel()
        _active.add(self.task)
        self.task.add_done_callback(_active.discard)
        self.task.add_done_callback(then)

    def _iterate(self) -> None:
        self._launch(coromask(self.coro, *self.payload, self.fargs), self._iterated)

    def _iterated(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            self.final = True
            return
        self.payload = task.result()  # an exception goes to the loop's handler from here
        self._decide()

    def _decide(self) -> None:
        if self.final:
            return
        if self.paused:
            self._launch(asyncio.sleep(self.time_pause), self._waited)
        else:
            self._iterate()

    def _waited(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            self._decide()

    def pause(self) -> None:
        self.paused = True

    def task_continue(self) -> None:
        self.paused = False

    def stop(self) -> None:
        self.final = True

    def cancel(self) -> None:
        if not self.cancelled:
            self.final = self.cancelled = True
            self.task.cancel()
