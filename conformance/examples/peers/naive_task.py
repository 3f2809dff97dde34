"""The first thing that one writes: a task with `while True` in it, and a sleep.

Whoever started it keeps the task and cancels it; there is nothing else to say to it.
"""

from __future__ import annotations

import asyncio
import platform
from typing import Any

from . import INTERVAL, bound


async def repeat(call: Any) -> None:
    """Call for ever."""
    while True:
        await call()
        await asyncio.sleep(INTERVAL)


class Chain:
    """One task."""

    def __init__(self, task: asyncio.Task[None]) -> None:
        self._task = task

    def cancel(self) -> None:
        """CANCEL."""
        self._task.cancel()


class Adapter:
    """What the suite asks for."""

    name = "a task with `while True`"
    version = f"Python {platform.python_version()}"
    profiles = frozenset({"control"})
    without = frozenset({"pause", "stop", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start the task."""
        task = asyncio.get_running_loop().create_task(repeat(bound(coro, args, kwargs)))
        return Chain(task), task


adapter = Adapter()
