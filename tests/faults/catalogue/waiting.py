"""Faults of a chain that keeps a list of those who await it: they come one by one, and leave."""

from __future__ import annotations

import asyncio
from typing import Any

from ..fault import fault
from .usage import Awaitable


class Awaiters(Awaitable):
    """A chain with a future for each who awaits it: without a fault."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.waiters: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        """Wait for the end of the chain."""
        if not self.over:
            waiter = asyncio.get_running_loop().create_future()
            self.waiters.append(waiter)
            try:
                await waiter
            finally:
                self.leave(waiter)
        if self.error is not None:
            raise self.error

    def leave(self, waiter: asyncio.Future[None]) -> None:
        """One who awaited is let go, or was cancelled."""
        if waiter in self.waiters:
            self.waiters.remove(waiter)

    def end(self) -> None:
        super().end()
        for waiter in list(self.waiters):
            self.let_go(waiter)

    def let_go(self, waiter: asyncio.Future[None]) -> None:
        """Tell one who awaits that the chain has ended."""
        if not waiter.done():
            waiter.set_result(None)


@fault("another-awaiter-taken-away", "CHAIN.awaited")
class AnotherAwaiterTakenAway(Awaiters):
    """When an awaiter is cancelled, the one who came last is taken off the list."""

    def leave(self, waiter: asyncio.Future[None]) -> None:
        if waiter.cancelled() and self.waiters:
            self.waiters.pop()
        else:
            super().leave(waiter)


@fault("cancelled-awaiter-told", "CHAIN.awaited")
class CancelledAwaiterTold(Awaiters):
    """Of several awaiters one who was cancelled in this very turn is told like the others, which raises."""

    def let_go(self, waiter: asyncio.Future[None]) -> None:
        waiter.set_result(None)


@fault("awaiters-by-name", "CHAIN.awaited")
class AwaitersByName(Awaiters):
    """Awaiters are kept by the name of their task, so of two with one name the first waits for ever."""

    async def wait(self) -> None:
        task = asyncio.current_task()
        if self.over or task is None:
            return await super().wait()
        waiter = asyncio.get_running_loop().create_future()
        self.by_name[task.get_name()] = waiter
        self.waiters = list(self.by_name.values())
        await waiter
        return await super().wait()

    @property
    def by_name(self) -> dict[str, asyncio.Future[None]]:
        """Those who await, by the name of their task."""
        found: dict[str, asyncio.Future[None]] = self.__dict__.setdefault("by name", {})
        return found


@fault("awaiters-of-this-iteration-forgotten", "CHAIN.awaited")
class AwaitersOfThisIterationForgotten(Awaiters):
    """Who comes in the last iteration, when others wait already, isn't told of the end."""

    known = 0

    def begin(self) -> None:
        super().begin()
        self.known = len(self.waiters)

    def end(self) -> None:
        if self.known:
            del self.waiters[self.known :]
        super().end()


@fault("last-awaiter-stops-a-pause", "CHAIN.awaiter-cancelled")
class LastAwaiterStopsAPause(Awaiters):
    """A paused chain whose last awaiter is cancelled ends: nobody seems to be left who could continue it."""

    def leave(self, waiter: asyncio.Future[None]) -> None:
        super().leave(waiter)
        if waiter.cancelled() and self.pausing and not self.waiters:
            self.stop()


@fault("awaiting-chain-takes-it-along", "CHAIN.awaiter-cancelled")
class AwaitingChainTakesItAlong(Awaiters):
    """When an iteration of another chain awaits a chain and is cancelled, so is the chain."""

    def leave(self, waiter: asyncio.Future[None]) -> None:
        super().leave(waiter)
        if waiter.cancelled() and asyncio.current_task() in self.owner.held:
            self.cancel()


@fault("callback-for-each-iteration", "CHAIN.flat")
class CallbackForEachIteration(Awaiters):
    """While somebody awaits the chain, each iteration leaves a callback with him."""

    def begin(self) -> None:
        super().begin()
        for waiter in self.waiters:
            waiter.add_done_callback(lambda _: None)
