"""Three ways of repeating a function, none of which knows the suite's names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any


class Repeater:
    """Calls a function without arguments, with a pause that a signal ends."""

    def __init__(self, func: Callable[[], Awaitable[object]], interval: float = 0.0) -> None:
        self.func, self.interval = func, interval
        self.going = asyncio.Event()
        self.ending = False
        self.task: asyncio.Task[None] | None = None

    def start(self) -> asyncio.Task[None]:
        self.going.set()
        self.task = asyncio.get_running_loop().create_task(self._run())
        return self.task

    async def _run(self) -> None:
        while not self.ending:
            await self.func()
            await self.going.wait()
            await asyncio.sleep(self.interval)

    def pause(self) -> None:
        self.going.clear()

    def resume(self) -> None:
        self.going.set()

    def stop(self) -> None:
        self.ending = True
        self.going.set()

    def abort(self) -> None:
        assert self.task
        self.task.cancel()


class Ticker(Repeater):
    """One whose start and stop are coroutine functions, and that can't be paused."""

    pause = resume = None  # type: ignore[assignment]  # what it doesn't offer

    async def start(self) -> None:  # type: ignore[override]  # another library's idea of it
        super().start()

    async def stop(self) -> None:  # type: ignore[override]  # and again
        super().stop()


class Conveyor:
    """One that takes arguments and makes the next ones, as the suite does, and whose start gives nothing."""

    def __init__(
        self,
        job: Callable[..., Awaitable[Any]],
        arguments: Sequence[Any],
        keywords: Mapping[str, Any],
        fargs: Callable[[Any, Any], Any],
    ) -> None:
        self.job, self.arguments, self.keywords, self.fargs = job, arguments, keywords, fargs
        self.ending = False
        self.task: asyncio.Task[None] | None = None

    def launch(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while not self.ending:
            result = await self.job(*self.arguments, **self.keywords)
            self.arguments, self.keywords = self.fargs(self.arguments, result)

    def finish(self) -> None:
        self.ending = True

    def cancel(self) -> None:
        assert self.task
        self.task.cancel()
