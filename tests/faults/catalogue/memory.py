"""Faults of memory, of the loop, and of what is left behind."""

from __future__ import annotations

import asyncio
import weakref
from collections import ChainMap
from collections.abc import Coroutine
from typing import Any

from ..clean import Chain, Clean, Fargs, Pair, UserCoroutine
from ..fault import fault

# Growth


@fault("tasks-kept", "CHAIN.flat")
class TasksKept(Chain):
    """The chain keeps its finished tasks."""

    def release(self, task: asyncio.Task[Any]) -> None:
        super().release(task)
        self.__dict__.setdefault("tasks", []).append(task)


@fault("times-kept", "CHAIN.flat")
class TimesKept(Chain):
    """The chain notes when each iteration ended, in a list that nobody empties: numbers only."""

    def release(self, task: asyncio.Task[Any]) -> None:
        super().release(task)
        self.__dict__.setdefault("times", []).append(self.find_loop().time() + 0.001)


@fault("pauses-marked", "CHAIN.flat")
class PausesMarked(Chain):
    """A list gets one more entry in each pause, and each entry is the same object: nothing but the list grows."""

    def begin_pause(self) -> None:
        super().begin_pause()
        self.__dict__.setdefault("marks", []).append(True)


#: The marks of a module are there before any chain begins.
_MARKS: list[None] = []


@fault("iterations-marked-in-the-module", "CHAIN.flat")
class IterationsMarked(Chain):
    """A list of the module, which is there before any chain, gets the same object once more in each iteration."""

    def release(self, task: asyncio.Task[Any]) -> None:
        super().release(task)
        _MARKS.append(None)


@fault("iterations-kept-in-debug-mode", "CHAIN.flat")
class IterationsKeptInDebugMode(Chain):
    """Where the event loop is in debug mode, the payload of each iteration is kept to be looked at."""

    def returned(self, payload: Pair) -> None:
        if self.find_loop().get_debug():
            self.__dict__.setdefault("course", []).append(payload)
        super().returned(payload)


@fault("unheld-after-a-pause", "CHAIN.held")
class UnheldAfterAPause(Chain):
    """Only the iterations before the first pause are held."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        if self.pausing or not self.pauses:
            super().hold(task)


@fault("unheld-after-stop", "CHAIN.held")
class UnheldAfterStop(Chain):
    """STOP lets the running iteration go: nothing follows it, after all."""

    def stop(self) -> None:
        super().stop()
        if self.task is not None:
            self.release(self.task)


@fault("unheld-after-cancel", "CHAIN.held")
class UnheldAfterCancel(Chain):
    """CANCEL lets the running iteration go, which may have to clean up."""

    def interrupt(self) -> None:
        super().interrupt()
        if self.task is not None:
            self.release(self.task)


@fault("four-held", "CHAIN.held")
class FourHeld(Chain):
    """The four newest tasks are held, as in a cache of fixed size."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        held = self.owner.__dict__.setdefault("newest", [])
        held.append(task)
        del held[:-4]

    def release(self, task: asyncio.Task[Any]) -> None:
        held = self.owner.__dict__.setdefault("newest", [])
        if task in held:
            held.remove(task)


@fault("keywords-wrapped-again", "CHAIN.flat")
class KeywordsWrappedAgain(Chain):
    """Each renewal puts one more empty mapping before the keyword arguments, for defaults that never come."""

    def returned(self, payload: Pair) -> None:
        args, kwargs = payload
        maps = kwargs.maps if isinstance(kwargs, ChainMap) else [kwargs]
        super().returned((args, ChainMap({}, *maps)))


@fault("mask-nested", "CHAIN.flat")
class MaskNested(Chain):
    """Every tenth iteration wraps the coroutine into one more, so that the stack grows."""

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        for _ in range(self.calls // 10):
            coroutine = self.around(coroutine)
        super().run(coroutine)

    async def around(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return await coroutine


# Holding


@fault("held-by-nothing", "CHAIN.held")
class HeldByNothing(Chain):
    """Nothing refers to the chain's tasks but the loop, which does so weakly."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        return


@fault("held-at-first-only", "CHAIN.held")
class HeldAtFirstOnly(Chain):
    """Only the first two tasks of a chain are held."""

    def hold(self, task: asyncio.Task[Any]) -> None:
        if self.calls <= 2:
            super().hold(task)


# Loops


class _ChainOnLoop(Chain):
    own_loop: asyncio.AbstractEventLoop | None = None

    def find_loop(self) -> asyncio.AbstractEventLoop:
        return self.own_loop or super().find_loop()


class _LoopByDefault(Clean):
    chain_type = _ChainOnLoop

    def default_loop(self) -> asyncio.AbstractEventLoop:
        raise NotImplementedError

    def TaskLoop(  # as in Clean; a parameter more
        self,
        coro: UserCoroutine,
        coro_args: Any = None,
        coro_kwargs: Any = None,
        *,
        fargs: Fargs | None = None,
        time_pause: float = 0.25,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> Chain:
        chain = super().TaskLoop(coro, coro_args, coro_kwargs, fargs=fargs, time_pause=time_pause)
        assert isinstance(chain, _ChainOnLoop)
        chain.own_loop = loop or self.default_loop()
        return chain


@fault("loop-of-the-first-chain", "CHAIN.running-loop")
class LoopOfTheFirstChain(_LoopByDefault):
    """Without a loop given, a chain runs on the loop that was current when the module was imported."""

    remembered: asyncio.AbstractEventLoop | None = None

    def default_loop(self) -> asyncio.AbstractEventLoop:
        if self.remembered is None:
            self.remembered = asyncio.new_event_loop()
            weakref.finalize(self, self.remembered.close)
        return self.remembered


# What is left


@fault("timer-left", "CHAIN.nothing-left")
class TimerLeft(Chain):
    """A watchdog timer of ten seconds isn't cancelled when the chain ends."""

    def begin(self) -> None:
        if self.calls == 0:
            asyncio.get_running_loop().call_later(10, id, self)
        super().begin()


@fault("task-left", "CHAIN.nothing-left")
class TaskLeft(Chain):
    """A task that waits for ever is left when the chain ends."""

    def end(self) -> None:
        super().end()
        future = asyncio.get_running_loop().create_future()
        self.owner.held.add(asyncio.ensure_future(asyncio.wait([future])))


@fault("supervisor-lingers", "CHAIN.nothing-left")
class SupervisorLingers(Chain):
    """A supervising task notices the end of its chain only at its next look, up to two seconds later."""

    supervisor: Any = None

    def begin(self) -> None:
        self.supervisor = self.supervisor or asyncio.ensure_future(self.supervise())
        super().begin()

    async def supervise(self) -> None:
        while not self.over:
            await asyncio.sleep(2)


@fault("timer-left-after-pause", "CHAIN.nothing-left CHAIN.flat")
class TimerLeftAfterPause(Chain):
    """A pause leaves its timer behind when a signal ends it early."""

    def begin_pause(self) -> None:
        asyncio.get_running_loop().call_later(1000 * self.time_pause, id, self)
        super().begin_pause()


# One chain and another


@fault("one-lock-for-all", "CHAIN.independent")
class OneLockForAll(Clean):
    """One lock lets only one user coroutine run at a time, of all chains."""

    def __init__(self) -> None:
        super().__init__()
        self.locks: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = weakref.WeakKeyDictionary()

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        async with self.locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            return await super().call(coro, args, kwargs)
