"""Legal: a pause sleeps in a thread of the event loop's default executor, half a ``time_pause`` at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

_chains: set[Any] = set()


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.signals: set[str] = set()
        self.task: asyncio.Task[Any] | None = None

    def create(self) -> asyncio.Task[None]:
        if self.task is not None or self in _chains:
            raise RuntimeError("it was started before")
        _chains.add(self)
        self.runner = asyncio.get_running_loop().create_task(self.run())
        self.runner.add_done_callback(lambda _: _chains.discard(self))
        return self.runner

    async def run(self) -> None:
        while "cancel" not in self.signals:
            self.task = asyncio.get_running_loop().create_task(self.iterate())
            await asyncio.wait({self.task})
            if self.task.cancelled():
                return
            if (error := self.task.exception()) is not None:
                # Told at once: the runner's own error would wait until nobody keeps the runner.
                report = {"message": f"{self.coro!r} failed", "exception": error}
                return asyncio.get_running_loop().call_exception_handler(report)
            self.payload = self.task.result()
            self.task = self.runner
            while "pause" in self.signals and not self.signals & {"stop", "cancel"}:
                await asyncio.get_running_loop().run_in_executor(None, time.sleep, self.time_pause / 2)
            if "stop" in self.signals:
                return

    async def iterate(self) -> Any:
        args, kwargs = self.payload
        given = self.fargs(args, await self.coro(*args, **kwargs))
        if given is args:
            return args, kwargs
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r} can't go on with a {type(given).__name__}")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        return (given[0], given[1]) if pair else (given, kwargs)

    def pause(self) -> None:
        self.signals.add("pause")

    def task_continue(self) -> None:
        self.signals.discard("pause")

    def stop(self) -> None:
        self.signals.add("stop")

    def cancel(self) -> None:
        if "cancel" not in self.signals:
            self.signals.add("cancel")
            if self.task is not None:
                self.task.cancel()
