"""Faults of the callback chain: when the next iteration begins, and with what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..clean import Chain, Clean, Fargs, Pair, UserCoroutine
from ..fault import fault

# Start


@fault("start-late", "CHAIN.starts")
class StartLate(Chain):
    """The first call comes a tenth of a second after the start."""

    def create(self) -> Any:
        asyncio.get_running_loop().call_later(0.1, self.begin)


@fault("start-without-arguments", "MASK.arguments")
class StartWithoutArguments(Chain):
    """The first call is made without arguments."""

    def payload(self) -> Pair:
        return ((), {}) if self.calls == 1 else self.kept


# Continuation


@fault("ready-coroutine-not-renewed", "CHAIN.continues")
class ReadyNotRenewed(Chain):
    """A chain whose iteration took no time is taken for finished."""

    begun = -1.0

    def begin(self) -> None:
        now = asyncio.get_running_loop().time()
        if now != self.begun:
            self.begun = now
            super().begin()


@fault("payload-always-the-first", "CHAIN.next-payload")
class PayloadAlwaysTheFirst(Chain):
    """Every call gets the payload of the first renewal."""

    start: Any = None

    def returned(self, payload: Pair) -> None:
        self.start = self.start or payload
        super().returned(self.start)


@fault("payload-one-late", "CHAIN.next-payload")
class PayloadOneLate(Chain):
    """A call gets the result of the iteration before the last one."""

    before: Any = None

    def returned(self, payload: Pair) -> None:
        self.before, payload = payload, self.before or payload
        super().returned(payload)


@fault("renew-needs-the-task-first", "CHAIN.keyword-registration")
class RenewNeedsTheTaskFirst(Clean):
    """Renew works only when it is registered with the task first."""

    def renew(self, task: Any, coro: UserCoroutine, fargs: Fargs, *finished: object) -> None:
        if not finished:
            raise TypeError("renew() takes the task twice")
        super().renew(task, coro, fargs)


@fault("renew-by-keyword-only", "CHAIN.task-registration")
class RenewByKeywordOnly(Clean):
    """Renew works only when it is registered by keyword."""

    def renew(self, task: Any, coro: UserCoroutine, fargs: Fargs, *finished: object) -> None:
        if finished:
            raise TypeError("renew() takes one task")
        super().renew(task, coro, fargs)


# Tasks


class OneTask(Chain):
    """Runs iterations one after the other in one task; ``between`` is awaited between two."""

    async def between(self) -> None:
        await asyncio.sleep(0)

    def run(self, coroutine: Any) -> None:
        super().run(coroutine if self.pausing else self.many(coroutine))

    async def many(self, coroutine: Any) -> Any:
        while True:
            payload = await coroutine
            await self.between()
            if self.final or self.held_back:
                return payload
            self.calls += 1
            self.previous = payload
            coroutine = self.owner.coromask(self.coro, payload[0], payload[1], self.fargs)


fault("one-task-for-all", "CHAIN.own-task", about="All iterations run in one task, which loops over them.")(
    type("OneTaskForAll", (OneTask,), {})
)


@fault("yields-every-third-time", "CHAIN.yields CHAIN.own-task")
class YieldsEveryThirdTime(OneTask):
    """The event loop gets its turn at every third renewal only."""

    async def between(self) -> None:
        if self.calls % 3 == 0:
            await asyncio.sleep(0)


@fault("overlap-by-timer", "CHAIN.no-overlap")
class OverlapByTimer(Chain):
    """A timer starts the next iteration after three quarters of a second, finished or not."""

    def begin(self) -> None:
        super().begin()
        if self.calls == 2:
            asyncio.get_running_loop().call_later(0.75, self.again)

    def again(self) -> None:
        if not self.over:
            super().begin()


@fault("overlap-doubled", "CHAIN.no-overlap")
class OverlapDoubled(Chain):
    """The third iteration is started twice."""

    def begin(self) -> None:
        super().begin()
        if self.calls == 3:
            super().begin()


# Delays


def _delayed(name: str, about: str, seconds: Callable[[Chain], float]) -> None:
    class Delayed(Chain):
        def begin(self) -> None:
            wait = seconds(self) if self.calls else 0.0
            if not wait:
                super().begin()
            else:
                asyncio.get_running_loop().call_later(wait, super().begin)

    fault(name, "CHAIN.nothing-added", about=about)(Delayed)


_delayed("delay-of-a-millisecond", "A millisecond is added between iterations.", lambda chain: 0.001)
_delayed("delay-at-fifth", "Before the sixth iteration a second is added.", lambda chain: float(chain.calls == 5))


@fault("poll-for-completion", "CHAIN.nothing-added CHAIN.nothing-left")
class PollForCompletion(Chain):
    """The end of an iteration is found by polling every 0.3 s."""

    def finished(self, task: asyncio.Task[Any]) -> None:
        if self.pausing or task.cancelled() or task.exception():
            super().finished(task)
            return
        loop = asyncio.get_running_loop()
        loop.call_later(0.3 - loop.time() % 0.3, super().finished, task)
