"""Faults that show beside something else: an awaiter, a loop, a chain that differs or is equal, a call that raises."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import weakref
from collections.abc import Coroutine
from typing import Any

from ..clean import Chain
from ..fault import fault
from .usage import Awaitable

# Another awaiter


@fault("awaiters-share-a-future", "CHAIN.awaited")
class AwaitersShareAFuture(Awaitable):
    """All who await a chain await one and the same future: cancelling one of them throws the others out."""

    async def wait(self) -> None:
        if "shared" not in self.__dict__:
            self.shared = asyncio.ensure_future(self.ended.wait())
        await self.shared
        if self.error is not None:
            raise self.error


# Another loop or chain


@fault("loop-remembered", "CHAIN.running-loop")
class LoopRemembered(Chain):
    """The first event loop that a chain of the module ran on is taken for all later ones, as long as it is open."""

    remembered: asyncio.AbstractEventLoop | None = None

    def find_loop(self) -> asyncio.AbstractEventLoop:
        kind = type(self)
        if kind.remembered is None or kind.remembered.is_closed():
            kind.remembered = super().find_loop()
        return kind.remembered


@fault("loop-of-the-latest", "CHAIN.running-loop")
class LoopOfTheLatest(Chain):
    """The event loop on which a chain of the module was started last is taken for that of all chains."""

    latest: asyncio.AbstractEventLoop | None = None

    def find_loop(self) -> asyncio.AbstractEventLoop:
        kind = type(self)
        if self.calls == 1 and not self.pausing:
            kind.latest = super().find_loop()
        return kind.latest if kind.latest is not None and not kind.latest.is_closed() else super().find_loop()


@fault("time-pause-of-the-latest", "CONTINUE.in-time", misblamed="STOP.during-pause")
class TimePauseOfTheLatest(Chain):
    """A pause asks every time_pause whether it is over, and the time_pause is that of the chain made last."""

    latest = 0.1

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        type(self).latest = self.time_pause

    async def pause_coroutine(self) -> Any:
        assert self.signalled is not None
        while not self.signalled.done():
            await asyncio.sleep(type(self).latest)


@fault("context-of-the-signaller", "ISOLATION.context")
class ContextOfTheSignaller(Chain):
    """CONTINUE remembers where it was given, and the next iteration starts in a copy of that context."""

    context: contextvars.Context | None = None

    def task_continue(self) -> None:
        if self.pausing:
            self.context = contextvars.copy_context()
        super().task_continue()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        context, self.context = self.context, None
        if context is None:
            super().run(coroutine)
        else:
            context.run(super().run, coroutine)


# Pauses


@fault("pauses-kept", "CHAIN.flat")
class PausesKept(Chain):
    """Every pause leaves the future that it waited for in a list."""

    def begin_pause(self) -> None:
        super().begin_pause()
        self.__dict__.setdefault("waited", []).append(self.signalled)


@fault("paused-in-the-iterations-task", "CHAIN.own-task")
class PausedInTheIterationsTask(Chain):
    """An iteration that is to be followed by a pause waits in its own task, and the next one runs there as well."""

    def begin(self) -> None:
        self.calls += 1
        self.run(self.iterate())

    async def iterate(self) -> Any:
        """Iterate, and again after each pause."""
        args, kwargs = self.kept
        self.kept = await self.owner.coromask(self.coro, args, kwargs, self.fargs)
        while self.held_back and not self.final:
            self.signalled = asyncio.get_running_loop().create_future()
            await self.signalled
            if not self.goes_on():
                continue
            self.calls += 1
            args, kwargs = self.kept
            self.kept = await self.owner.coromask(self.coro, args, kwargs, self.fargs)
        return self.kept

    def goes_on(self) -> bool:
        """Whether the pause is over and another iteration follows; signals may have come meanwhile."""
        return not self.held_back and not self.final


# A chain that is equal in everything


@fault("equal-chain-not-started", "CHAIN.starts")
class EqualChainNotStarted(Chain):
    """A chain with the coroutine and the arguments of one that runs isn't started: it seems to be there already."""

    def create(self) -> asyncio.Task[Any] | None:
        running: weakref.WeakSet[Chain] = self.owner.__dict__.setdefault("running", weakref.WeakSet())
        here = asyncio.get_running_loop()
        for other in running:
            equal = (other.coro, other.kept) == (self.coro, self.kept)
            if equal and other is not self and not other.over and other.loop is here:
                return None
        running.add(self)
        return super().create()


@fault("latest-equal-chain-only", "CHAIN.independent", misblamed="CHAIN.held")
class LatestEqualChainOnly(Chain):
    """Of chains with the same coroutine and equal arguments only the one that began last goes on."""

    key = ""

    def begin(self) -> None:
        super().begin()
        self.key = f"{self.coro!r} {self.previous!r}"
        self.latest()[self.key] = self

    def returned(self, payload: Any) -> None:
        if self.latest().pop(self.key, self) is self:
            super().returned(payload)

    def end(self) -> None:
        super().end()
        self.latest().pop(self.key, None)

    def latest(self) -> dict[str, Chain]:
        """The chains that began last, by what they were called with."""
        found: dict[str, Chain] = self.owner.__dict__.setdefault("latest", {})
        return found


# A call that raises


@fault("called-in-the-callback", "CHAIN.awaited PAYLOAD.message")
class CalledInTheCallback(Awaitable):
    """The coroutine function is called in the done callback: where the call itself raises, the chain never ends."""

    def begin(self) -> None:
        self.calls += 1
        self.pausing = False
        args, kwargs = self.payload()
        coroutine = self.coro(*args, **kwargs)

        @functools.wraps(self.coro)
        async def called(*args: Any, **kwargs: Any) -> Any:
            return await coroutine

        self.run(self.owner.coromask(called, args, kwargs, self.fargs))


@fault("group-of-one-unwrapped", "CHAIN.error-reported")
class GroupOfOneUnwrapped(Chain):
    """Of a group with one exception in it that exception is reported."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        super().report(error, task)
