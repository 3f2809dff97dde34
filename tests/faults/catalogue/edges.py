"""Faults at the edges of a program: everything is cancelled, the loop is closed, there are very many chains."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

from ..clean import Chain, Clean
from ..fault import fault

# What a caller does with what it has of a chain


class _InnerTask(Chain):
    """No fault yet: the mask runs in an inner task, which CANCEL ends; a fault is how the outer one waits for it."""

    inner: asyncio.Task[Any] | None = None

    def run(self, coroutine: Any) -> None:
        super().run(coroutine if self.pausing else self.around(coroutine))

    async def around(self, coroutine: Any) -> Any:
        self.inner = asyncio.get_running_loop().create_task(coroutine)
        self.hold(self.inner)
        self.inner.add_done_callback(self.release)
        await self.wait_for(self.inner)
        return self.inner.result()

    async def wait_for(self, inner: asyncio.Task[Any]) -> None:
        """Wait for the inner task; raises CancelledError when the outer one is cancelled."""
        await asyncio.wait([inner])

    def interrupt(self) -> None:
        if self.inner is not None and not self.inner.done():
            self.inner.cancel()
        else:
            super().interrupt()


@fault("inner-task-outlives", "CHAIN.nothing-left")
class InnerTaskOutlives(_InnerTask):
    """When the outer task is cancelled, the inner one runs on."""


@fault("cancellation-beats-its-error", "CHAIN.error-reported")
class CancellationBeatsItsError(Chain):
    """A task that was cancelled counts as cancelled, also when its coroutine answers with an error."""

    def finished(self, task: asyncio.Task[Any]) -> None:
        if task.cancelling() and not task.cancelled() and task.exception() is not None:
            self.release(task)
            self.cancelled()
        else:
            super().finished(task)


@fault(
    "supervisor-gathers-errors",
    "",
    equivalent="Of an outer and an inner task that are both cancelled either may end the chain.",
)
class SupervisorGathersErrors(_InnerTask):
    """An outer task that is cancelled with everything else waits for the inner one, and keeps its error for itself."""

    async def wait_for(self, inner: asyncio.Task[Any]) -> None:
        try:
            await super().wait_for(inner)
        except asyncio.CancelledError:
            inner.cancel()
            await asyncio.gather(inner, return_exceptions=True)
            raise


@fault("signal-rings-through-the-loop", "CONTROL.after-end")
class SignalRingsThroughTheLoop(Chain):
    """A signal after a pause goes through the event loop, also when that is closed."""

    latest: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        if self.latest is None:
            super().wake()
        else:
            self.latest.call_soon_threadsafe(super().wake)

    def end(self) -> None:
        super().end()
        # Signals are taken anywhere from now on.
        self.latest, self.loop = self.loop, None


# Very many, or very long


@fault("hundred-held", "CHAIN.held")
class HundredHeld(Chain):
    """The tasks of the hundred latest chains are held, not those of the ones before."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        held: list[object] = self.owner.__dict__.setdefault("latest", [])
        held.append(task)
        del held[:-100]

    def release(self, task: asyncio.Task[Any]) -> None:
        held: list[object] = self.owner.__dict__.get("latest", [])  # without control nothing may be held before
        if task in held:
            held.remove(task)


@fault("pieces-of-a-pause-kept", "CHAIN.flat")
class PiecesOfAPauseKept(Chain):
    """A pause in pieces keeps each of them until it is over."""

    async def pause_coroutine(self) -> Any:
        pieces = []
        assert self.signalled is not None
        while not self.signalled.done():
            pieces.append(object())
            await asyncio.wait([self.signalled], timeout=self.time_pause)


@fault("pause-gives-up", "PAUSE.lasts")
class PauseGivesUp(Chain):
    """A pause ends by itself after a thousand pieces."""

    async def pause_coroutine(self) -> Any:
        assert self.signalled is not None
        for _ in range(1_000):
            await asyncio.wait([self.signalled], timeout=self.time_pause)
            if self.signalled.done():
                return
        self.held_back = False


@fault("held-by-the-latest-loop", "CHAIN.held")
class HeldByTheLatestLoop(Chain):
    """When a chain starts on another event loop, what runs on the loop before is held no longer."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        if self.owner.__dict__.setdefault("latest_loop", self.loop) is not self.loop:
            self.owner.held.clear()
        self.owner.__dict__["latest_loop"] = self.loop
        super().hold(task)


# Copies, and functions of another shape


@fault("kept-payload-rebuilt", "CONTINUE.same-object")
class KeptPayloadRebuilt(Chain):
    """A pause gives the kept payload in new lists, with the same things in them."""

    def paused(self, result: Any) -> None:
        args, kwargs = self.kept
        self.kept = (copy.copy(args), dict(kwargs))
        super().paused(result)


@fault("fargs-gets-a-copy", "MASK.fargs")
class FargsGetsACopy(Clean):
    """Fargs is given a copy of the arguments, so that it can't change them."""

    def produce(self, fargs: Callable[[Any, Any], Any], args: Any, obtained: Any) -> Any:
        given = copy.copy(args)
        result = fargs(given, obtained)
        return args if result is given else result


@fault("fargs-of-any-number", "MASK.fargs")
class FargsOfAnyNumber(Clean):
    """A fargs that takes any number of arguments gets the output alone."""

    def produce(self, fargs: Callable[..., Any], args: Any, obtained: Any) -> Any:
        code = getattr(fargs, "__code__", None)
        alone = code is not None and code.co_argcount == 0 and code.co_flags & 4  # a function of *args
        return fargs(obtained) if alone else fargs(args, obtained)


@fault("continue-beats-a-cancellation", "CANCEL.from-outside")
class ContinueBeatsACancellation(Chain):
    """A pause that is cancelled by somebody else and continued in the same turn goes on."""

    async def pause_coroutine(self) -> Any:
        assert self.signalled is not None
        try:
            await asyncio.wait([self.signalled])
        except asyncio.CancelledError:
            if not self.signalled.done():
                raise


@fault("handler-called-if-there-is-one", "CHAIN.error-reported")
class HandlerCalled(Chain):
    """The exception handler is asked for and called: where none is set, the event loop's default one isn't told."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        loop = asyncio.get_running_loop()
        if (handler := loop.get_exception_handler()) is not None:
            handler(loop, {"message": "a chain of tasks failed", "exception": error, "task": task})


@fault("started-before-there-is-a-loop", "CHAIN.starts")
class StartedTooSoon(Chain):
    """The chain counts as started before it asks for the event loop: refused once, it never starts."""

    started = False

    def create(self) -> asyncio.Task[Any] | None:
        if self.started:
            return None
        self.started = True
        asyncio.get_running_loop()
        return super().create()
