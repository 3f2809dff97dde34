"""Legal: a pause waits for its signal without any timer and wakes at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

_kept_alive: dict[int, Any] = {}


def simple_fargs(input: Any, output: Any) -> Any:
    return input


def simple_fargs_out(input: Any, output: Any) -> Any:
    return output


def _is_pair(result: Any) -> bool:
    match result:
        case [list() | tuple(), Mapping()] if isinstance(result, (list, tuple)):
            return True
    return False


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Any:
    obtained = await coro(*args, **kwargs)
    result = fargs(args, obtained)
    if _is_pair(result):
        return tuple(result)
    if isinstance(result, list | tuple):
        return result, kwargs
    raise TypeError(f"{getattr(coro, '__qualname__', coro)}: no payload can be made of a {type(result).__name__}")


def _keep(task: Any) -> Any:
    _kept_alive[id(task)] = task
    task.add_done_callback(lambda done: _kept_alive.pop(id(done)))
    return task


def renew(*bound: Any, coro: Any = None, fargs: Any = None) -> None:
    task = bound[0]
    if len(bound) > 2:
        coro, fargs = bound[1:3]
    if task.cancelled():
        return
    if task.exception() is not None:
        asyncio.get_running_loop().call_exception_handler({"message": "a chain broke", "exception": task.exception()})
        return
    args, kwargs = task.result()
    _keep(asyncio.ensure_future(coromask(coro, args, kwargs, fargs))).add_done_callback(
        partial(renew, coro=coro, fargs=fargs)
    )


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.args, self.kwargs = coro, fargs, coro_args, coro_kwargs or {}
        self.wish = ""
        self.current: Any = None
        self.signalled = asyncio.Event()

    def create(self) -> Any:
        return self._begin(coromask(self.coro, self.args, self.kwargs, self.fargs), self._after_iteration)

    def _begin(self, work: Any, after: Any) -> Any:
        self.current = _keep(asyncio.create_task(work))
        if self.wish == "cancel":
            self.current.cancel()
        self.current.add_done_callback(after)
        return self.current

    def _after_iteration(self, task: Any) -> None:
        if task.cancelled():
            self.wish = "cancel"
            return
        if (error := task.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler({"message": "an iteration failed", "exception": error})
            return
        self.args, self.kwargs = task.result()
        self._after_pause(None)

    def _after_pause(self, task: Any) -> None:
        if task is not None and task.cancelled():
            self.wish = "cancel"
        if self.wish in ("stop", "cancel"):
            return
        if self.wish == "pause":
            self.signalled.clear()
            self._begin(self.signalled.wait(), self._after_pause)
        else:
            self.create()

    def _signal(self, wish: str) -> None:
        if self.wish not in ("stop", "cancel") or (self.wish, wish) == ("stop", "cancel"):
            self.wish = wish
            if wish == "cancel" and self.current is not None:
                self.current.cancel()
            self.signalled.set()

    def pause(self) -> None:
        self._signal("pause")

    def task_continue(self) -> None:
        self._signal("")

    def stop(self) -> None:
        self._signal("stop")

    def cancel(self) -> None:
        self._signal("cancel")
