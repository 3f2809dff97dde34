"""The textbook recipe: a `while True` with one asyncio.Event that holds it back and another one that ends it."""

from __future__ import annotations

import asyncio
import platform
from typing import Any

from . import INTERVAL, bound, interval


class Chain:
    """The two events and the task."""

    def __init__(self, call: Any, seconds: float) -> None:
        self._running, self._stopping = asyncio.Event(), asyncio.Event()
        self._running.set()
        self.task = asyncio.get_running_loop().create_task(self._repeat(call, seconds))
        self.pause, self.task_continue = self._running.clear, self._running.set
        self.stop, self.cancel = self._stopping.set, self.task.cancel

    async def _repeat(self, call: Any, seconds: float) -> None:
        while True:
            await self._running.wait()
            await call()
            if self._stopping.is_set():
                break
            await asyncio.sleep(seconds)


class Adapter:
    """What the suite asks for."""

    name, version = "`while True` with asyncio.Event", f"Python {platform.python_version()}"
    profiles = frozenset({"control"})
    without = frozenset({"payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, *, time_pause: float, **_: Any) -> tuple[Chain, object]:
        """Start the task."""
        chain = Chain(bound(coro, args, kwargs), interval(time_pause))
        return chain, chain.task


adapter = Adapter()
