"""Legal: one supervisor task for each chain awaits a task for each iteration; its error goes to whoever awaits it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

_supervisors: set[asyncio.Task[None]] = set()


class TaskLoop:
    """Claims the profile control alone: there is no renew where a supervisor renews."""

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self._coro, self._fargs = coro, fargs
        self._args, self._kwargs = coro_args, coro_kwargs if coro_kwargs is not None else {}
        self._held = self._stopped = self._cancelled = False
        self._worker: asyncio.Task[Any] | None = None
        self._gate: asyncio.Future[None] | None = None

    def create(self) -> asyncio.Task[None]:
        supervisor = asyncio.get_running_loop().create_task(self._supervise())
        _supervisors.add(supervisor)
        supervisor.add_done_callback(_supervisors.discard)
        return supervisor

    async def _iteration(self) -> None:
        obtained = await self._coro(*self._args, **self._kwargs)
        result = self._fargs(self._args, obtained)
        if isinstance(result, Mapping) or not isinstance(result, (list, tuple)):
            raise TypeError(f"{self._coro!r} goes on with a payload, not with a {type(result).__name__}")
        pair = len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping)
        self._args, self._kwargs = result if pair else (result, self._kwargs)

    def _begin(self) -> asyncio.Task[Any]:
        self._worker = asyncio.get_running_loop().create_task(self._iteration())
        if self._cancelled:  # by a first step that ran eagerly
            self._worker.cancel()
        return self._worker

    async def _supervise(self) -> None:
        while not self._cancelled:
            worker = self._begin()
            await asyncio.wait({worker})  # takes a turn even where an eager task is done by now
            if worker.cancelled():
                return
            worker.result()
            while self._held and not self._stopped:
                self._gate = asyncio.get_running_loop().create_future()
                await self._gate
            if self._stopped:
                return

    def _open_gate(self) -> None:
        if self._gate is not None and not self._gate.done():
            self._gate.set_result(None)

    def pause(self) -> None:
        self._held = True

    def task_continue(self) -> None:
        self._held = False
        self._open_gate()

    def stop(self) -> None:
        self._stopped = True
        self._open_gate()

    def cancel(self) -> None:
        if not self._cancelled:
            self._cancelled = True
            if self._worker is not None:
                self._worker.cancel()
        self.stop()
