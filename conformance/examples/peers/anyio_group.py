"""anyio: a task group, held open by a task of its own, with a `while True` in it.

Its cancel scope is CANCEL. It knows neither STOP nor a pause. A group packs its tasks' errors into an ExceptionGroup:
what is in it is raised on, as whoever awaits a group of one task would do.
"""

from __future__ import annotations

import asyncio
from importlib.metadata import version
from typing import Any

import anyio

from . import INTERVAL, bound


class Chain:
    """One task group, entered in a task."""

    def __init__(self, call: Any) -> None:
        self._scope = anyio.CancelScope()
        self.task = asyncio.get_running_loop().create_task(self._group(call))

    async def _group(self, call: Any) -> None:
        with self._scope:
            try:
                async with anyio.create_task_group() as group:
                    group.start_soon(self._repeat, call)
            except BaseExceptionGroup as errors:
                raise errors.exceptions[0] from None

    async def _repeat(self, call: Any) -> None:
        while True:
            await call()
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
        chain = Chain(bound(coro, args, kwargs))
        return chain, chain.task


adapter = Adapter()
