"""Legal: each iteration runs in a task group of its own, whose exception group is opened again for the report."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Mapping
from typing import Any

_chains: dict[int, Any] = {}


class TaskLoop:
    """It can be awaited: the supervisor is its end."""

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs, self.nap = coro, fargs, time_pause / 3
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.held = self.final = self.killed = False
        self.worker: Any = None

    def create(self) -> TaskLoop:
        if self.worker is not None or id(self) in _chains:
            raise RuntimeError("it was started before")
        _chains[id(self)] = self
        self.end = asyncio.get_running_loop().create_future()
        self.awaiters = 0
        self.supervisor = asyncio.get_running_loop().create_task(self.supervise())
        return self

    async def supervise(self) -> None:
        error: BaseException | None = None
        try:
            while not self.killed:
                async with asyncio.TaskGroup() as group:
                    self.worker = group.create_task(self.iterate())
                if self.worker.cancelled():
                    break
                self.worker = self.supervisor
                while self.held and not self.final:
                    await asyncio.sleep(self.nap)
                if self.final:
                    break
        except asyncio.CancelledError:
            pass
        except BaseExceptionGroup as errors:
            error = errors.exceptions[0]
        except BaseException as leaving:  # what leaves the event loop, too: whoever waits must not wait for ever
            self.over(leaving)
            raise
        self.over(error)

    def over(self, error: BaseException | None) -> None:
        del _chains[id(self)]
        self.worker = None
        self.error = error
        self.end.set_result(None)
        if error is not None and not self.awaiters:
            asyncio.get_running_loop().call_exception_handler({"message": "chain failed", "exception": error})

    async def iterate(self) -> None:
        args, kwargs = self.payload
        given = self.fargs(args, await self.coro(*args, **kwargs))
        if given is args:
            return
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r} has no use for {type(given).__name__}")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        self.payload = (given[0], given[1]) if pair else (given, kwargs)

    async def wait(self) -> None:
        self.awaiters += 1
        try:
            await asyncio.shield(self.end)
        finally:
            self.awaiters -= 1
        if self.error is not None:
            raise self.error

    def __await__(self) -> Generator[Any, None, None]:
        return self.wait().__await__()

    def pause(self) -> None:
        self.held = True

    def task_continue(self) -> None:
        self.held = False

    def stop(self) -> None:
        self.final = True

    def cancel(self) -> None:
        self.final = True
        if not self.killed:
            self.killed = True
            if self.worker is not None:
                self.worker.cancel()
