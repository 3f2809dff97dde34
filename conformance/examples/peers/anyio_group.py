"""anyio: a task group, held open by a task of its own, with a `while True` in it.

Its cancel scope is CANCEL. It knows neither STOP nor a pause; the sleep between two calls is anyio's own.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any

import anyio

from . import INTERVAL


class Chain:
    """One task group, entered in a task."""

    def __init__(self, coro: Any, args: Any, kwargs: Any) -> None:
        self._scope = anyio.CancelScope()
        self.task = asyncio.get_running_loop().create_task(self._group(coro, args, kwargs))

    async def _group(self, coro: Any, args: Any, kwargs: Any) -> None:
        with self._scope:
            async with anyio.create_task_group() as group:
                group.start_soon(self._repeat, coro, args, kwargs)

    async def _repeat(self, coro: Any, args: Any, kwargs: Any) -> None:
        while True:
            await coro(*args, **kwargs)
            await anyio.sleep(INTERVAL)

    def cancel(self) -> None:
        """CANCEL."""
        self._scope.cancel()


class Adapter:
    """What the suite asks for."""

    name, version = "anyio: task group", version("anyio")
    profiles = frozenset({"control"})
    without = frozenset({"pause", "stop", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start the group."""
        chain = Chain(coro, args or (), kwargs or {})
        return chain, chain.task


adapter = Adapter()
