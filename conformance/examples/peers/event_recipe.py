"""The textbook recipe: a `while True` with one asyncio.Event that holds it back and another one that ends it."""

from __future__ import annotations

import asyncio
import platform
from typing import Any

from . import INTERVAL


class Chain:
    """The two events and the task; PAUSE clears an event, CONTINUE sets it."""

    def __init__(self, coro: Any, args: Any, kwargs: Any) -> None:
        self._running, self._stopping = asyncio.Event(), asyncio.Event()
        self._running.set()
        self.task = asyncio.get_running_loop().create_task(self._repeat(coro, args, kwargs))

    async def _repeat(self, coro: Any, args: Any, kwargs: Any) -> None:
        while True:
            await self._running.wait()
            await coro(*args, **kwargs)
            if self._stopping.is_set():
                break
            await asyncio.sleep(INTERVAL)

    def pause(self) -> None:
        """PAUSE."""
        self._running.clear()

    def task_continue(self) -> None:
        """CONTINUE."""
        self._running.set()

    def stop(self) -> None:
        """STOP."""
        self._stopping.set()

    def cancel(self) -> None:
        """CANCEL."""
        self.task.cancel()


class Adapter:
    """What the suite asks for."""

    name = "`while True` with asyncio.Event"
    version = f"Python {platform.python_version()}"
    profiles = frozenset({"control"})
    without = frozenset({"payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start the task."""
        chain = Chain(coro, args or (), kwargs or {})
        return chain, chain.task


adapter = Adapter()
