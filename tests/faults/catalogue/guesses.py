"""Faults of a guess: what an object looks like is taken for what it is, or for what its user wants."""

from __future__ import annotations

import asyncio
import contextvars
import copy
import weakref
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, ClassVar

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault

# The coroutine and what fargs gives


@fault("once-by-attribute", "MASK.any-coroutine")
class OnceByAttribute(Chain):
    """A coroutine function with a true attribute ``once`` runs once only, and a mock has every attribute."""

    def decide(self) -> None:
        if getattr(self.coro, "once", False):
            self.end()
        else:
            super().decide()


@fault("bytes-are-an-argument", "PAYLOAD.not-a-payload")
class BytesAreAnArgument(Clean):
    """Bytes from fargs, a piece of a stream, are taken for the one argument."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        result = super().produce(fargs, args, obtained)
        return [result] if isinstance(result, bytes) else result


@fault("any-sequence-is-a-payload", "PAYLOAD.not-a-payload")
class AnySequenceIsAPayload(Clean):
    """Whatever has a length and can be iterated over is taken for a list, unless it is a text or a mapping."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        result = super().produce(fargs, args, obtained)
        sized = hasattr(result, "__len__") and hasattr(result, "__getitem__")
        return list(result) if sized and not isinstance(result, (list, tuple, str, bytes, dict)) else result


@fault("mapping-copied-by-method", "PAYLOAD.pair-form")
class MappingCopiedByMethod(Clean):
    """The keyword arguments are copied by their method copy(), which a mapping needn't have."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, kwargs.copy())


# Errors and cancellations


@fault("timeout-is-a-cancellation", "CHAIN.error-reported")
class TimeoutIsACancellation(Chain):
    """An error whose cause is a cancellation, such as that of asyncio.timeout(), ends the chain without a word."""

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if isinstance(error.__cause__, asyncio.CancelledError):
            self.end()
        else:
            super().failed(error, task)


@fault("cancel-spares-the-cancelled", "CANCEL.at-once")
class CancelSparesTheCancelled(Chain):
    """CANCEL spares a task that was asked to end before, also one that has swallowed that and works on."""

    def interrupt(self) -> None:
        if self.task is not None and not self.task.cancelling():
            super().interrupt()


# Where a chain was started, and how


@fault("inner-chain-in-outer-context", "ISOLATION.context")
class InnerChainInOuterContext(Chain):
    """The first iteration of a chain that is created in another's iteration runs in that one's very context."""

    contexts: ClassVar[weakref.WeakKeyDictionary[Any, contextvars.Context]] = weakref.WeakKeyDictionary()

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self.loop = self.find_loop()
        outer = asyncio.current_task() if self.calls == 1 and not self.pausing else None
        context = self.contexts.get(outer) if outer is not None else None
        context = contextvars.copy_context() if context is None else context
        self.task = self.loop.create_task(coroutine, context=context)
        self.contexts[self.task] = context
        self.hold(self.task)
        self.task.add_done_callback(self.finished)


@fault("renew-asks-the-mask", "CHAIN.keyword-registration CHAIN.task-registration")
class RenewAsksTheMask(Clean):
    """Renew goes on with the coroutine and the fargs of the first task's mask, not with those that it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.masks: weakref.WeakKeyDictionary[Any, tuple[UserCoroutine, Fargs]] = weakref.WeakKeyDictionary()

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        self.masks.setdefault(asyncio.current_task(), (coro, fargs))
        return await super().coromask(coro, args, kwargs, fargs)

    def renew(self, task: asyncio.Task[Any], coro: UserCoroutine, fargs: Fargs, *finished: object) -> None:
        super().renew(task, *self.masks.get(task, (coro, fargs)), *finished)


@fault("whatever-dict-takes-is-a-mapping", "PAYLOAD.two-arguments")
class WhateverDictTakes(Clean):
    """Whatever `dict()` takes counts as keyword arguments: an empty list, or a list of pairs."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        try:
            return len(result) == 2 and isinstance(result[0], (list, tuple)) and dict(result[1]) is not None
        except (TypeError, ValueError):
            return False

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        args, kwargs = super().normalise(coro, result, args, kwargs)
        return args, kwargs if isinstance(kwargs, Mapping) else dict(kwargs)


@fault("arguments-copied-in-debug-mode", "CHAIN.starts")
class ArgumentsCopiedInDebugMode(Clean):
    """In debug mode the mask copies the arguments, to compare them afterwards: what can't be copied ends the chain."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if asyncio.get_running_loop().get_debug():
            copy.deepcopy(tuple(args))
        return await super().call(coro, args, kwargs)
