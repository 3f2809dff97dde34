"""Faults that show when the user's side is another than usual, or looks at a chain from outside."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Coroutine, Generator
from typing import Any

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault

# The user coroutine


@fault("only-async-def", "MASK.any-coroutine")
class OnlyAsyncDef(Clean):
    """What isn't made by `async def` is refused."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if not inspect.iscoroutinefunction(coro):
            raise TypeError(f"{coro!r} isn't a coroutine function")
        return await super().call(coro, args, kwargs)


@fault("keyword-coro-collides", "MASK.any-names")
class KeywordCollides(Clean):
    """A keyword argument of the user that is called `coro` collides with the implementation's own."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await self.apply(*args, coro=coro, **kwargs)

    async def apply(self, *args: Any, coro: UserCoroutine, **kwargs: Any) -> Any:
        return await coro(*args, **kwargs)


@fault("false-output-is-none", "MASK.any-output")
class FalseOutput(Clean):
    """An output that counts as false reaches `fargs` as None."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        return super().produce(fargs, args, obtained or None)


@fault("an-hour-at-most", "CHAIN.no-limit")
class HourAtMost(Clean):
    """An iteration of more than an hour is ended by a timeout."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        async with asyncio.timeout(3600):
            return await super().call(coro, args, kwargs)


@fault("own-cancellation-goes-on", "CHAIN.own-cancellation")
class OwnCancellation(Chain):
    """A coroutine that raises CancelledError of its own accord is called again."""

    def finished(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() and not task.cancelling() and not self.pausing:
            self.release(task)
            self.decide()
        else:
            super().finished(task)


@fault("one-context-for-all", "ISOLATION.context ISOLATION.context-iteration")
class OneContext(Chain):
    """All tasks of all chains run in one and the same context."""

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        shared = self.owner.__dict__.setdefault("context", contextvars.copy_context())
        self.loop = self.find_loop()
        self.task = self.loop.create_task(coroutine, context=shared)
        self.hold(self.task)
        self.task.add_done_callback(self.finished)


# The end of a chain


class Awaitable(Chain):
    """A chain that can be awaited: without a fault."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.ended = asyncio.Event()
        self.error: BaseException | None = None

    def __await__(self) -> Generator[Any, Any, None]:
        return self.wait().__await__()

    async def wait(self) -> None:
        """Wait for the end of the chain."""
        await self.ended.wait()
        if self.error is not None:
            raise self.error

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.error = error
        super().failed(error, task)

    def end(self) -> None:
        super().end()
        self.ended.set()


@fault("awaiters-in-a-pause-let-go", "CHAIN.awaited")
class AwaitersInAPauseLetGo(Awaitable):
    """Whoever begins to await a paused chain waits for nothing: no iteration is active."""

    async def wait(self) -> None:
        if not self.pausing:
            await super().wait()


@fault("awaiters-of-an-early-cancel-forgotten", "CHAIN.awaited")
class AwaitersOfAnEarlyCancelForgotten(Awaitable):
    """Whoever awaits a chain that was cancelled before its first step waits for ever."""

    async def wait(self) -> None:
        if self.calls == 1 and self.final == "CANCEL" and not self.over:
            await asyncio.get_running_loop().create_future()
        await super().wait()


@fault("awaiters-of-a-cancelled-chain", "CHAIN.awaited")
class AwaitersForgotten(Awaitable):
    """Whoever awaits a chain isn't told when it ends by a cancellation."""

    def cancelled(self) -> None:
        Chain.end(self)


@fault("awaiter-cancels", "CHAIN.awaiter-cancelled")
class AwaiterCancels(Awaitable):
    """Cancelling somebody who awaits a chain cancels the chain."""

    async def wait(self) -> None:
        try:
            await super().wait()
        except asyncio.CancelledError:
            self.cancel()
            raise


@fault("ended-chains-kept", "CHAIN.nothing-kept")
class EndedKept(Chain):
    """Chains that have ended stay in a list of the module."""

    def end(self) -> None:
        super().end()
        self.owner.__dict__.setdefault("ended", []).append(self)


# Before the start


@fault("refuses-after-starting", "CONTROL.before-start")
class RefusesLate(Chain):
    """A chain that was paused before its start is refused when its first iteration runs already."""

    def create(self) -> asyncio.Task[Any] | None:
        early = self.held_back
        task = super().create()
        if early:
            raise RuntimeError("a chain can't be paused before it starts")
        return task


@fault("forgotten-before-its-start", "CHAIN.starts")
class ForgottenBeforeItsStart(Chain):
    """A chain that is started more than an hour after it was made doesn't start."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        loop = asyncio._get_running_loop()
        self.made = None if loop is None else (loop, loop.time())

    def begin(self) -> None:
        loop = asyncio.get_running_loop()
        if self.calls or self.made is None or self.made[0] is not loop or loop.time() - self.made[1] < 3600:
            super().begin()


@fault("context-of-its-constructor", "ISOLATION.context-start")
class ContextOfItsConstructor(Chain):
    """Every iteration runs in a copy of the context in which the chain was made, not of that of its start."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.context = contextvars.copy_context()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self.context.copy().run(super().run, coroutine)
