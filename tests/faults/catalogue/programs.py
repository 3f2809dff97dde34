"""Faults that show with what a program has of its own: its functions, names, lists and handlers."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import weakref
from collections.abc import Mapping
from typing import Any

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault
from .waiting import Awaiters

# The coroutine function and its arguments


@fault("method-looked-up-again", "MASK.any-coroutine")
class MethodLookedUpAgain(Clean):
    """A bound method is looked up by its name on its object, so that one of super() becomes what overrides it."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if inspect.ismethod(coro):
            coro = getattr(coro.__self__, coro.__name__, coro)
        return await super().call(coro, args, kwargs)


@fault("arguments-bound-first", "MASK.any-coroutine")
class ArgumentsBoundFirst(Clean):
    """The arguments are bound to the signature first, which is that of what a decorator wraps."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            signature = inspect.signature(coro)
        except ValueError:  # nobody knows the parameters of some functions that are written in C
            return await super().call(coro, args, kwargs)
        signature.bind(*args, **kwargs)
        return await super().call(coro, args, kwargs)


@fault("keyword-names-made-texts", "MASK.arguments PAYLOAD.pair-form")
class KeywordNamesMadeTexts(Clean):
    """The names of keyword arguments are made texts once more, which changes the member of an enumeration."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, {str(name): kwargs[name] for name in kwargs})


@fault("real-future-arguments-awaited", "MASK.arguments PAYLOAD.pair-form")
class RealFutureArgumentsAwaited(Clean):
    """An argument that is a future is awaited, and the coroutine gets its result."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        # By its class: what only looks like a future is passed on.
        got = [await each if isinstance(each, asyncio.Future) else each for each in args]
        return await super().call(coro, got, kwargs)


@fault("arguments-given-by-name", "MASK.any-coroutine")
class ArgumentsGivenByName(Clean):
    """Arguments are given by the names of the parameters, where a function has no ``*args``: some take no names."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            signature = inspect.signature(coro)
            bound = signature.bind(*args, **kwargs).arguments
        except (TypeError, ValueError):  # nobody knows the parameters, or they don't fit
            return await super().call(coro, args, kwargs)
        kinds = {parameter.kind for parameter in signature.parameters.values()}
        if inspect.Parameter.VAR_POSITIONAL in kinds or inspect.Parameter.VAR_KEYWORD in kinds:
            return await super().call(coro, args, kwargs)
        return await super().call(coro, (), bound)


@fault("class-made-for-its-method", "MASK.any-coroutine")
class ClassMadeForItsMethod(Clean):
    """A method that is bound to a class is called on an object that is made for it."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if inspect.ismethod(coro) and inspect.isclass(coro.__self__):
            coro = getattr(coro.__self__(*args), coro.__name__)
        return await super().call(coro, args, kwargs)


# What the coroutine returns


@fault("cancellation-returned", "MASK.any-output")
class CancellationReturned(Clean):
    """A CancelledError that the coroutine returns, as one of gather's results, is raised."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        obtained = await super().call(coro, args, kwargs)
        if isinstance(obtained, asyncio.CancelledError):
            raise obtained
        return obtained


# What fargs gives


@fault("repeats-counted-by-comparison", "CHAIN.continues")
class RepeatsCountedByComparison(Clean):
    """Calls with equal arguments are counted, for which the arguments are compared, and some can't be."""

    repeats = 0

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        pair = super().normalise(coro, result, args, kwargs)
        self.repeats += list(pair[0]) == list(args)
        return pair


@fault("input-in-a-pair-is-the-same-input", "PAYLOAD.pair-form")
class InputInAPairIsTheSameInput(Clean):
    """A pair whose arguments are the very input is taken for the input given back: its keyword arguments are lost."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        pair = isinstance(result, (list, tuple)) and len(result) == 2 and isinstance(result[1], Mapping)
        if pair and result[0] is args:
            return args, kwargs
        return super().normalise(coro, result, args, kwargs)


@fault("arguments-unpacked-before-the-pause", "MASK.fargs")
class ArgumentsUnpackedBeforeThePause(Chain):
    """What a call after a pause gets is unpacked when the pause begins; fargs gets the list as it is later."""

    unpacked: tuple[Any, ...] | None = None

    def begin_pause(self) -> None:
        self.unpacked = tuple(self.kept[0])
        super().begin_pause()

    def begin(self) -> None:
        unpacked, self.unpacked = self.unpacked, None
        if unpacked is None or unpacked == tuple(self.kept[0]):
            super().begin()
            return
        self.calls += 1
        self.pausing = False
        args, kwargs = self.previous = self.payload()

        async def called_before(*_: Any, **named: Any) -> Any:
            return await self.coro(*unpacked, **named)

        self.run(self.owner.coromask(called_before, args, kwargs, self.fargs))


@fault("keywords-by-task", "PAYLOAD.args-form")
class KeywordsByTask(Clean):
    """The keyword arguments that stay are kept by task: a mask that a coroutine awaits itself replaces them."""

    def __init__(self) -> None:
        super().__init__()
        self.latest: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        self.latest[asyncio.current_task()] = kwargs
        return await super().coromask(coro, args, kwargs, fargs)

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return super().normalise(coro, result, args, self.latest[asyncio.current_task()])


@fault("fargs-in-one-context", "ISOLATION.context")
class FargsInOneContext(Clean):
    """The fargs of all chains run in one context: what one of them sets there the others see."""

    def __init__(self) -> None:
        super().__init__()
        self.context = contextvars.copy_context()

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        return self.context.run(super().produce, fargs, args, obtained)


# Errors


@fault("closed-is-a-quiet-end", "CHAIN.error-reported")
class ClosedIsAQuietEnd(Chain):
    """An error that says that something is closed is taken for the end of the program, and nobody hears of it."""

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if isinstance(error, RuntimeError) and "closed" in str(error):
            self.end()
        else:
            super().failed(error, task)


@fault("error-told-to-an-awaiter", "CHAIN.error-reported")
class ErrorToldToAnAwaiter(Awaiters):
    """An error that was raised to an awaiter counts as told, also where it ends the awaiter's own chain."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        told = self.owner.__dict__.setdefault("told", [])
        if self.waiters:
            told.append(error)
        if not any(each is error for each in told):
            super().report(error, task)


@fault("handler-brings-it-back", "CONTROL.after-end")
class HandlerBringsItBack(Chain):
    """CONTINUE from inside the handler that is told of the chain's error begins an iteration: the end comes later."""

    reporting = False

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.reporting = True
        super().report(error, task)
        self.reporting = False

    def task_continue(self) -> None:
        super().task_continue()
        if self.reporting:
            self.begin()


# create() once more


@fault("create-takes-the-payload-back", "CONTINUE.kept-payload")
class CreateTakesThePayloadBack(Chain):
    """create() puts the first arguments back before it finds that the chain runs, so that a pause ends with these."""

    def create(self) -> asyncio.Task[Any] | None:
        self.kept = self.first
        return super().create()


# More of the arguments, and of the end


@fault("partial-options-lost", "MASK.any-coroutine")
class PartialOptionsLost(Clean):
    """A partial is taken apart, its arguments are given, and its keyword arguments are forgotten."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if isinstance(coro, functools.partial):
            return await super().call(coro.func, (*coro.args, *args), kwargs)
        return await super().call(coro, args, kwargs)


@fault("time-pause-taken", "MASK.any-names")
class TimePauseTaken(Clean):
    """A keyword argument time_pause is taken for the chain's own."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, {name: kwargs[name] for name in kwargs if name != "time_pause"})


@fault("pair-mended-in-place", "PAYLOAD.same-objects")
class PairMendedInPlace(Clean):
    """Into a pair that is a list a dictionary is written, in place of a mapping of another class."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(result, list) and self.is_pair(result) and not isinstance(result[1], dict):
            result[1] = dict(result[1])
        return super().normalise(coro, result, args, kwargs)


@fault("cancelled-pause-told", "CHAIN.cancelled-quietly")
class CancelledPauseTold(Chain):
    """A pause that somebody else cancels is told to the exception handler."""

    def cancelled(self) -> None:
        if self.pausing and self.final != "CANCEL" and self.task is not None:
            self.report(asyncio.CancelledError("the pause was cancelled"), self.task)
        super().cancelled()
