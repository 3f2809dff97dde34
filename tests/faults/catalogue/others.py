"""Faults that show when others come and go: chains that end, tables that fill, awaiters who leave."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain
from ..fault import fault
from .usage import Awaitable

# Chains that come and go


@fault("wish-under-a-number", "ISOLATION.signals PAUSE.holds")
class WishUnderANumber(Chain):
    """PAUSE stands in a table under the number of chains alive at the start, which comes again once one has ended."""

    number = -1

    def create(self) -> asyncio.Task[Any] | None:
        table = self.table()
        self.number = len(table)
        table[self.number] = False
        return super().create()

    def pause(self) -> None:
        super().pause()
        self.table()[self.number] = True

    def task_continue(self) -> None:
        self.table()[self.number] = False
        super().task_continue()

    def decide(self) -> None:
        self.held_back = self.table().get(self.number, self.held_back)
        super().decide()

    def end(self) -> None:
        super().end()
        self.table().pop(self.number, None)

    def table(self) -> dict[int, bool]:
        """Whether each chain is paused, by its number."""
        found: dict[int, bool] = self.owner.__dict__.setdefault("paused", {})
        return found


@fault("four-places-for-payloads", "ISOLATION.payloads")
class FourPlacesForPayloads(Chain):
    """The payloads of paused chains stand in a table of four places, taken in turn by order of creation."""

    place = 0

    def create(self) -> asyncio.Task[Any] | None:
        made = self.owner.__dict__.setdefault("made", [0])
        self.place = made[0] % 4
        made[0] += 1
        return super().create()

    def begin_pause(self) -> None:
        self.table()[self.place] = self.kept
        super().begin_pause()

    def paused(self, result: Any) -> None:
        self.kept = self.table().get(self.place, self.kept)
        super().paused(result)

    def end(self) -> None:
        super().end()
        self.table().pop(self.place, None)

    def table(self) -> dict[int, Any]:
        """The kept payloads by place."""
        found: dict[int, Any] = self.owner.__dict__.setdefault("places", {})
        return found


@fault("no-start-while-one-ends", "CHAIN.starts")
class NoStartWhileOneEnds(Chain):
    """While the exception handler is told of an error, create() starts nothing."""

    def create(self) -> asyncio.Task[Any] | None:
        return None if self.owner.__dict__.get("telling") else super().create()

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.owner.__dict__["telling"] = True
        try:
            super().report(error, task)
        finally:
            self.owner.__dict__["telling"] = False


@fault("no-start-in-a-cancelled-task", "CHAIN.starts")
class NoStartInACancelledTask(Chain):
    """In a task that is being cancelled create() starts nothing."""

    def create(self) -> asyncio.Task[Any] | None:
        task = asyncio.current_task()
        return None if task is not None and task.cancelling() else super().create()


@fault("create-takes-signals-back", "STOP.ends PAUSE.holds")
class CreateTakesSignalsBack(Chain):
    """create() on a chain that runs starts nothing, but takes back what signals have asked for."""

    def create(self) -> asyncio.Task[Any] | None:
        self.final, self.held_back = "", False
        return self.task if self.calls else super().create()


@fault("early-cancel-makes-deaf", "CONTROL.before-start")
class EarlyCancelMakesDeaf(Chain):
    """After a cancel() before create() no later one reaches the coroutine."""

    deaf = False

    def cancel(self) -> None:
        if not self.calls:
            self.deaf = True
        elif self.deaf and not self.pausing:
            self.final = "CANCEL"
        else:
            super().cancel()


@fault("cancelled-early-kept", "CHAIN.nothing-kept")
class CancelledEarlyKept(Chain):
    """A chain that is cancelled before its first step stays in a list of the module."""

    def cancelled(self) -> None:
        if self.calls == 1 and self.final == "CANCEL" and not self.stepped:
            self.owner.__dict__.setdefault("never stepped", []).append((self.coro, self.kept))
        super().cancelled()

    @property
    def stepped(self) -> bool:
        """Whether the event loop has begun the first iteration: a coroutine that hasn't is closed without a step."""
        return bool(vars(self).get("went"))

    def run(self, coroutine: Any) -> None:
        async def stepping() -> Any:
            self.__dict__["went"] = True
            return await coroutine

        super().run(stepping())
        assert self.task is not None
        self.task.add_done_callback(lambda _: coroutine.close())


@fault("task-found-by-its-name", "CANCEL.at-once")
class TaskFoundByItsName(Chain):
    """cancel() looks for its task by the name that it gave it, which a coroutine may change."""

    def run(self, coroutine: Any) -> None:
        super().run(coroutine)
        assert self.task is not None
        self.task.set_name(f"chain {id(self)}")

    def interrupt(self) -> None:
        if self.task is not None and self.task.get_name() == f"chain {id(self)}":
            super().interrupt()


@fault("pauses-of-whole-seconds", "CONTINUE.in-time STOP.in-time")
class PausesOfWholeSeconds(Chain):
    """A pause of more than a second is made of whole seconds, so it lasts longer than its length."""

    async def pause_coroutine(self) -> Any:
        if self.time_pause <= 1:
            return await super().pause_coroutine()
        await asyncio.sleep(-(-self.time_pause // 1))


@fault("last-cancellation-remembered", "CHAIN.error-reported")
class LastCancellationRemembered(Chain):
    """An error in an iteration that has swallowed a cancellation is taken for a part of it, and not reported."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not task.cancelling():
            super().report(error, task)


# Awaiters who come and go


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
