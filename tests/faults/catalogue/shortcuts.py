"""Faults of a shortcut in Python: a truth test, a comparison, a look at a signature, where identity was meant."""

from __future__ import annotations

import asyncio
import inspect
import threading
import weakref
from collections.abc import Callable
from typing import Any

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault

# Truth and signatures


@fault("fargs-or-default", "MASK.fargs STOP.completes")
class FargsOrDefault(Clean):
    """A fargs that counts as false, such as an empty collection that can be called, is taken for none."""

    def produce(self, fargs: Any, args: Any, obtained: Any) -> Any:
        return super().produce(fargs or self.simple_fargs, args, obtained)


@fault("no-coroutine-if-false", "MASK.any-coroutine")
class NoCoroutineIfFalse(Clean):
    """A coroutine function that counts as false is taken for none."""

    async def call(self, coro: Any, args: Any, kwargs: Any) -> Any:
        if not coro:
            raise TypeError("no coroutine function was given")
        return await super().call(coro, args, kwargs)


@fault("signature-needed", "MASK.any-coroutine")
class SignatureNeeded(Clean):
    """A coroutine function whose parameters can't be asked for is refused."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        inspect.signature(coro)
        return await super().call(coro, args, kwargs)


# Errors


@fault("cause-wiped", "MASK.error-unchanged")
class CauseWiped(Clean):
    """The mask raises an error on without its cause, so that the traceback is short."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        try:
            return await super().coromask(coro, args, kwargs, fargs)
        except Exception as error:
            raise error from None


@fault("error-gets-a-name", "MASK.error-unchanged")
class ErrorGetsAName(Clean):
    """The mask puts the coroutine's name in front of the error's arguments."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        try:
            return await super().coromask(coro, args, kwargs, fargs)
        except Exception as error:
            error.args = (getattr(coro, "__qualname__", "a coroutine"), *error.args)
            raise


# What the coroutine returns


@fault("error-in-a-list-raised", "MASK.any-output")
class ErrorInAListRaised(Clean):
    """An exception in the list that the coroutine returns is raised, as if the list came from gather."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        obtained = await super().call(coro, args, kwargs)
        for each in obtained if type(obtained) is list else ():
            if isinstance(each, BaseException):
                raise each
        return obtained


@fault("output-closed", "MASK.any-output")
class OutputClosed(Clean):
    """An output that can be closed is closed once fargs has seen it."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        try:
            return super().produce(fargs, args, obtained)
        finally:
            if hasattr(obtained, "close") and not asyncio.isfuture(obtained):
                obtained.close()


# One function for several chains


@fault("keywords-by-fargs", "ISOLATION.payloads")
class KeywordsByFargs(Clean):
    """The keyword arguments that stay are remembered by fargs, so that chains with one fargs mix them up."""

    def __init__(self) -> None:
        super().__init__()
        self.latest: dict[Any, Any] = {}

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        if getattr(fargs, "__hash__", None):
            self.latest[fargs] = kwargs
        return await super().coromask(coro, args, kwargs, fargs)

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        self.asked = fargs
        return super().produce(fargs, args, obtained)

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        kept = self.latest.get(self.asked, kwargs) if getattr(self.asked, "__hash__", None) else kwargs
        return super().normalise(coro, result, args, kept)


# The input given back


@fault("first-keywords-for-the-same-input", "PAYLOAD.args-form")
class FirstKeywordsForTheSameInput(Chain):
    """Where fargs gives its input back the chain's first keyword arguments come back with it."""

    def returned(self, payload: Any) -> None:
        args, kwargs = payload
        super().returned((args, self.first[1] if args is self.previous[0] else kwargs))


# Chains that are equal


@fault("equal-chain-dropped", "CHAIN.held")
class EqualChainDropped(Chain):
    """Running chains are in a list, and equal one another if their functions do; an end removes the first equal one."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        held: list[tuple[UserCoroutine, Chain]] = self.owner.__dict__.setdefault("running", [])
        if self.calls == 1 and not self.pausing:  # entered when it starts
            held.append((self.coro, self))

    def release(self, task: asyncio.Task[Any]) -> None:
        """A chain stays in the list until it ends."""

    def end(self) -> None:
        super().end()
        held: list[tuple[UserCoroutine, Chain]] = self.owner.__dict__["running"]
        equal = next((each for each in held if each[0] == self.coro), None)
        if equal is not None:
            held.remove(equal)


@fault("held-by-its-starter", "CHAIN.held")
class HeldByItsStarter(Chain):
    """Tasks are held by the task that has started the chain, and weakly by everybody else."""

    def create(self) -> asyncio.Task[Any] | None:
        owned: weakref.WeakKeyDictionary[Any, set[object]] = self.owner.__dict__.setdefault(
            "owned", weakref.WeakKeyDictionary()
        )
        self.tasks = owned.setdefault(asyncio.current_task() or asyncio.get_running_loop(), set())
        return super().create()

    def hold(self, task: asyncio.Task[Any]) -> None:
        getattr(self, "tasks", self.owner.held).add(task)

    def release(self, task: asyncio.Task[Any]) -> None:
        getattr(self, "tasks", self.owner.held).discard(task)


# The user's exception handler


@fault("handler-under-a-lock", "CONTROL.after-end STOP.ends")
class HandlerUnderALock(Chain):
    """A signal from inside the user's exception handler is refused, since the chain that reports isn't done yet."""

    reporting = threading.local()

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.reporting.now = True
        try:
            super().report(error, task)
        finally:
            self.reporting.now = False

    def stop(self) -> None:
        if getattr(self.reporting, "now", False):
            raise RuntimeError("a chain reports its error")
        super().stop()


@fault("handler-deferred-signal-lost", "STOP.ends")
class HandlerDeferredSignalLost(Chain):
    """STOP from inside the user's exception handler is put off until the report is done, and then forgotten."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        later: list[Callable[[], None]] = []
        self.owner.__dict__["later"] = later
        super().report(error, task)
        self.owner.__dict__["later"] = None

    def stop(self) -> None:
        later = self.owner.__dict__.get("later")
        if later is None:
            super().stop()
        else:
            later.append(super().stop)


# create() once more


@fault("created-again-in-the-gap", "CHAIN.created-once")
class CreatedAgainInTheGap(Chain):
    """create() asks whether the active task is done, which it is for a moment between two iterations."""

    def create(self) -> asyncio.Task[Any] | None:
        if self.task is not None and not self.task.done():
            raise RuntimeError("the chain runs")
        self.begin()
        return self.task
