"""Faults that show when other chains come and go, and with signals at unusual moments."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain
from ..fault import fault

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
