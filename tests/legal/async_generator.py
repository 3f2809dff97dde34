"""Legal: a chain is an asynchronous generator that yields what is to be run next; a driver runs each as a task."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

_drivers: set[asyncio.Task[None]] = set()


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs = coro, fargs
        self.first = (coro_args, coro_kwargs or {})
        self.asked: dict[str, bool] = {}
        self.bell = asyncio.Event()
        self.step: asyncio.Task[Any] | None = None
        self.started = False

    def create(self) -> asyncio.Task[None]:
        if self.started:
            raise RuntimeError("it was started before")
        self.started = True
        driver = asyncio.get_running_loop().create_task(self.drive())
        _drivers.add(driver)
        driver.add_done_callback(_drivers.discard)
        return driver

    async def steps(self) -> AsyncGenerator[Any, Any]:
        """What is to be run, one after the other; what it gave is sent back."""
        args, kwargs = self.first
        while True:
            obtained_of = yield self.iteration(args, kwargs)
            args, kwargs = obtained_of
            while self.asked.get("pause") and not self.asked.get("end"):
                yield self.rest()
            if self.asked.get("end"):
                return

    async def drive(self) -> None:
        steps = self.steps()
        try:
            work = await anext(steps)
            while True:
                self.step = asyncio.get_running_loop().create_task(work)
                if self.asked.get("cancel"):
                    self.step.cancel()
                await asyncio.wait({self.step})
                if self.step.cancelled():
                    return
                if (error := self.step.exception()) is not None:
                    report = {"message": f"{self.coro!r} failed", "exception": error}
                    return asyncio.get_running_loop().call_exception_handler(report)
                work = await steps.asend(self.step.result())
        except StopAsyncIteration:
            return
        finally:
            self.step = None
            await steps.aclose()

    async def rest(self) -> None:
        self.bell.clear()
        if self.asked.get("pause") and not self.asked.get("end"):
            await self.bell.wait()

    async def iteration(self, args: Any, kwargs: Any) -> Any:
        given = self.fargs(args, await self.coro(*args, **kwargs))
        if given is args:
            return args, kwargs
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"not a payload of {self.coro!r}: {type(given).__name__}")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        return (given[0], given[1]) if pair else (given, kwargs)

    def pause(self) -> None:
        self.asked["pause"] = True

    def task_continue(self) -> None:
        self.asked["pause"] = False
        self.bell.set()

    def stop(self) -> None:
        self.asked["end"] = True
        self.bell.set()

    def cancel(self) -> None:
        self.asked["end"] = True
        if not self.asked.get("cancel"):
            self.asked["cancel"] = True
            if self.step is not None:
                self.step.cancel()
