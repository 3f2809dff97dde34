"""Legal: what a chain knows about itself lives in a `contextvars` context of its own, in which its iterations run."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from typing import Any

_wishes: contextvars.ContextVar[dict[str, bool]] = contextvars.ContextVar("wishes")
_payload: contextvars.ContextVar[tuple[Any, Any]] = contextvars.ContextVar("payload")
_alive: set[asyncio.Task[Any]] = set()


async def _iteration(coro: Any, fargs: Any) -> None:
    """One iteration, in the chain's context: reads its payload there and leaves the next one there."""
    args, kwargs = _payload.get()
    result = fargs(args, await coro(*args, **kwargs))
    if not isinstance(result, (list, tuple)):
        raise TypeError(f"{getattr(coro, '__name__', coro)} would go on with a {type(result).__name__}")
    pair = len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping)
    _payload.set((result[0], result[1]) if pair else (result, kwargs))


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self._coro, self._fargs, self._time_pause = coro, fargs, time_pause
        self._context = contextvars.copy_context()
        self._context.run(_payload.set, (coro_args, coro_kwargs or {}))
        self._context.run(_wishes.set, {})
        self._task: asyncio.Task[Any] | None = None

    @property
    def _signals(self) -> dict[str, bool]:
        return self._context[_wishes]

    def create(self) -> asyncio.Task[Any]:
        return self._begin(_iteration(self._coro, self._fargs))

    def _begin(self, work: Any) -> asyncio.Task[Any]:
        task = self._task = asyncio.get_running_loop().create_task(work, context=self._context)
        _alive.add(task)
        if self._signals.get("cancel"):
            task.cancel()
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        _alive.discard(task)
        if task.cancelled() or task.result() or self._signals.get("stop"):
            return
        if self._signals.get("pause"):
            self._begin(asyncio.sleep(self._time_pause))
        else:
            self.create()

    def pause(self) -> None:
        self._signals["pause"] = True

    def task_continue(self) -> None:
        self._signals["pause"] = False

    def stop(self) -> None:
        self._signals["stop"] = True

    def cancel(self) -> None:
        if not self._signals.get("cancel") and self._task is not None:
            self._task.cancel()
        self._signals.update(stop=True, cancel=True)
