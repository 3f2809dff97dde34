"""A legal implementation whose TaskLoop is a handle: the chain is an object of its own, and lives on without it.

Whoever drops the handle can't give signals any more; the chain goes on, held by its active task, and that by a set.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping
from typing import Any

_active: set[asyncio.Task[Any]] = set()


async def _iteration(coro: Callable[..., Any], args: Any, kwargs: Any, fargs: Callable[[Any, Any], Any]) -> Any:
    obtained = await coro(*args, **kwargs)
    produced = fargs(args, obtained)
    if produced is args:
        return args, kwargs
    if not isinstance(produced, (list, tuple)):
        while isinstance(coro, functools.partial):
            coro = coro.func
        name = getattr(coro, "__qualname__", type(coro).__qualname__)
        raise TypeError(f"fargs of {name} gave {type(produced).__name__}: no payload")
    if len(produced) == 2 and isinstance(produced[0], (list, tuple)) and isinstance(produced[1], Mapping):
        return produced[0], produced[1]
    return produced, kwargs


class _Chain:
    """The chain itself; its tasks' done callbacks refer to it."""

    def __init__(self, coro: Callable[..., Any], payload: Any, fargs: Callable[[Any, Any], Any]) -> None:
        self.coro, self.payload, self.fargs = coro, payload, fargs
        self.paused = self.over = False
        self.final = ""
        self.task: asyncio.Task[Any] | None = None
        self.gate: asyncio.Future[None] | None = None

    def start(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        _active.add(task)
        self.task = task
        task.add_done_callback(self.done)

    def iterate(self) -> None:
        args, kwargs = self.payload
        self.start(_iteration(self.coro, args, kwargs, self.fargs))

    async def pause(self, gate: asyncio.Future[None]) -> None:
        await gate

    def done(self, task: asyncio.Task[Any]) -> None:
        _active.discard(task)
        if task.cancelled():
            self.over = True
        elif (error := task.exception()) is not None:
            self.over = True
            context = {"message": "an iteration failed", "exception": error, "task": task}
            asyncio.get_running_loop().call_exception_handler(context)
        else:
            if self.gate is None:
                self.payload = task.result()
            self.gate = None
            if self.final:
                self.over = True
            elif self.paused:
                self.gate = asyncio.get_running_loop().create_future()
                self.start(self.pause(self.gate))
            else:
                self.iterate()
        if self.over:
            self.task = self.gate = None

    def wake(self) -> None:
        if self.gate is not None and not self.gate.done():
            self.gate.set_result(None)


class TaskLoop:
    """What the caller has: nothing refers to it but the caller."""

    def __init__(
        self,
        coro: Callable[..., Any],
        coro_args: Any = (),
        coro_kwargs: Any = None,
        *,
        fargs: Callable[[Any, Any], Any],
        time_pause: float,
    ) -> None:
        self._chain = _Chain(coro, (coro_args, coro_kwargs or {}), fargs)

    def create(self) -> None:
        """Start the chain; a second time it does nothing."""
        if self._chain.task is None and not self._chain.over:
            self._chain.iterate()

    def pause(self) -> None:
        """PAUSE."""
        self._chain.paused = True

    def task_continue(self) -> None:
        """CONTINUE."""
        self._chain.paused = False
        self._chain.wake()

    def stop(self) -> None:
        """STOP."""
        self._chain.final = self._chain.final or "STOP"
        self._chain.wake()

    def cancel(self) -> None:
        """CANCEL: the first one reaches the active task."""
        if self._chain.final != "CANCEL" and not self._chain.over:
            self._chain.final = "CANCEL"
            if self._chain.task is not None:
                self._chain.task.cancel()
