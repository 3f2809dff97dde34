"""Faults that show with one rare value of the user's side: an argument, a name, a function, an output, an error."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import inspect
import types
from typing import Any

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault

# Arguments and keyword arguments


@fault("future-arguments-awaited", "MASK.arguments")
class FutureArgumentsAwaited(Clean):
    """An argument that is a future is awaited before the call."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, [await arg if asyncio.isfuture(arg) else arg for arg in args], kwargs)


@fault("arguments-shown", "CHAIN.starts")
class ArgumentsShown(Clean):
    """The arguments stand in the name of an iteration's task, so one that can't be shown ends the chain."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if (task := asyncio.current_task()) is not None:
            task.set_name(f"iteration with {args!r}")
        return await super().call(coro, args, kwargs)


@fault("surplus-arguments-cut", "MASK.arguments")
class SurplusArgumentsCut(Clean):
    """A coroutine function gets as many arguments as it has parameters."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        kinds = [parameter.kind for parameter in inspect.signature(coro).parameters.values()]
        if inspect.Parameter.VAR_POSITIONAL not in kinds:
            args = args[: kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD)]
        return await super().call(coro, args, kwargs)


@fault("keywords-sorted", "MASK.arguments", misblamed="MASK.any-names")
class KeywordsSorted(Clean):
    """Keyword arguments arrive in the order of the alphabet."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, dict(sorted(kwargs.items())))


@fault("identifiers-only", "MASK.any-names")
class IdentifiersOnly(Clean):
    """A keyword argument whose name is no identifier is dropped."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, {name: kwargs[name] for name in kwargs if name.isidentifier()})


@fault("none-keywords-dropped", "MASK.arguments")
class NoneKeywordsDropped(Clean):
    """A keyword argument that is None is dropped."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, {name: each for name, each in kwargs.items() if each is not None})


@fault("timeout-keyword-obeyed", "MASK.any-names")
class TimeoutKeywordObeyed(Clean):
    """The keyword argument `timeout` is taken for a limit of the iteration."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        limit = kwargs.get("timeout")
        async with asyncio.timeout(limit if isinstance(limit, int | float) else None):
            return await super().call(coro, args, kwargs)


@fault("false-keywords-empty", "PAYLOAD.pair-form")
class FalseKeywordsEmpty(Clean):
    """Keyword arguments that count as false are taken for none."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args, kwargs or {})


@fault("false-arguments-empty", "PAYLOAD.args-form PAYLOAD.pair-form")
class FalseArgumentsEmpty(Clean):
    """Arguments that count as false are taken for none."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await super().call(coro, args or (), kwargs)


# Coroutine functions, fargs and payloads


@fault("partial-keywords-win", "MASK.any-coroutine")
class PartialKeywordsWin(Clean):
    """The keyword arguments of a partial override those of the call."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        own = coro.keywords if isinstance(coro, functools.partial) else {}
        return await super().call(coro, args, {**kwargs, **own})


@fault("no-objects-in-debug-mode", "MASK.any-coroutine")
class NoObjectsInDebugMode(Clean):
    """Where the event loop is in debug mode, only functions and methods are taken for coroutine functions."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        if asyncio.get_running_loop().get_debug() and not isinstance(coro, types.FunctionType | types.MethodType):
            raise TypeError(f"{coro!r} is no function")
        return await super().call(coro, args, kwargs)


@fault("fargs-gets-the-keywords", "MASK.fargs")
class FargsGetsTheKeywords(Clean):
    """A fargs that could take a third argument gets the keyword arguments, too."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        obtained = await self.call(coro, args, kwargs)
        more = (kwargs,) if len(inspect.signature(fargs).parameters) > 2 else ()
        return self.normalise(coro, fargs(args, obtained, *more), args, kwargs)


@fault("reversed-pair", "PAYLOAD.two-arguments")
class ReversedPair(Clean):
    """A mapping and a list are taken for a pair in the other order."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(result, list | tuple) and self.is_pair(result[::-1]):
            result = result[::-1]
        return super().normalise(coro, result, args, kwargs)


@fault("list-of-tuple-is-no-pair", "PAYLOAD.pair-form")
class ListOfTupleIsNoPair(Clean):
    """A list of a tuple and a mapping is two arguments."""

    def is_pair(self, result: Any) -> bool:
        return super().is_pair(result) and not (isinstance(result, list) and isinstance(result[0], tuple))


@fault("dataclass-is-a-payload", "PAYLOAD.not-a-payload")
class DataclassIsAPayload(Clean):
    """The fields of a dataclass are taken for arguments."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        if dataclasses.is_dataclass(result) and not isinstance(result, type):
            result = [getattr(result, each.name) for each in dataclasses.fields(result)]
        return super().normalise(coro, result, args, kwargs)


@fault("texts-wrapped", "FARGS.output")
class TextsWrapped(Clean):
    """simple_fargs_out puts a text into a list."""

    def simple_fargs_out(self, given: Any, obtained: Any) -> Any:
        return [obtained] if isinstance(obtained, str) else obtained


@fault("mask-by-task", "MASK.fargs")
class MaskByTask(Clean):
    """The mask keeps what it was given by the task, so a mask within a mask takes the outer one's away."""

    def __init__(self) -> None:
        super().__init__()
        self.under_way: dict[Any, Any] = {}

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        task = asyncio.current_task()
        self.under_way[task] = args, fargs
        try:
            obtained = await self.call(coro, args, kwargs)
            given, next_arguments = self.under_way[task]
            return self.normalise(coro, next_arguments(given, obtained), given, kwargs)
        finally:
            self.under_way.pop(task, None)


# Outputs and errors


@fault("class-output-raised", "MASK.any-output")
class ClassOutputRaised(Clean):
    """A class of exceptions that the coroutine returns is raised."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        obtained = await super().call(coro, args, kwargs)
        if isinstance(obtained, type) and issubclass(obtained, BaseException):
            raise obtained
        return obtained


@fault("future-output-read", "MASK.any-output")
class FutureOutputRead(Clean):
    """Of a future that the coroutine returns, its result reaches fargs."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        obtained = await super().call(coro, args, kwargs)
        return obtained.result() if asyncio.isfuture(obtained) and obtained.done() else obtained


@fault("generator-output-read", "MASK.any-output")
class GeneratorOutputRead(Clean):
    """What an asynchronous generator gives is read, and reaches fargs as a list."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        obtained = await super().call(coro, args, kwargs)
        return [each async for each in obtained] if inspect.isasyncgen(obtained) else obtained


@fault("cause-raised", "MASK.error-unchanged CHAIN.error-reported")
class CauseRaised(Clean):
    """What caused an error is raised instead of it."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            return await super().call(coro, args, kwargs)
        except Exception as error:
            if error.__cause__ is None:
                raise
            raise error.__cause__ from None


@fault("note-added", "MASK.error-unchanged CHAIN.error-reported")
class NoteAdded(Clean):
    """A note is added to each error; one that can't have any is lost to the error of that."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            return await super().call(coro, args, kwargs)
        except Exception as error:
            error.add_note("raised in an iteration")
            raise


@fault("cancellation-with-a-text", "CHAIN.own-cancellation")
class CancellationWithAText(Clean):
    """A CancelledError that says something is taken for an error."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            return await super().call(coro, args, kwargs)
        except asyncio.CancelledError as error:
            if error.args:
                raise RuntimeError(str(error)) from error
            raise


@fault("error-told-once", "CHAIN.error-reported")
class ErrorToldOnce(Chain):
    """An exception object that was reported is reported for no other chain."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not getattr(error, "told", False):
            vars(error)["told"] = True
            super().report(error, task)


@fault("handler-of-the-start", "CHAIN.error-reported")
class HandlerOfTheStart(Chain):
    """Errors are told to the exception handler that was set when the chain was started."""

    def create(self) -> asyncio.Task[Any] | None:
        self.handler = asyncio.get_running_loop().get_exception_handler()
        return super().create()

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        handler = vars(self).get("handler")
        if handler is None:
            super().report(error, task)
        else:
            handler(asyncio.get_running_loop(), {"message": "a chain failed", "exception": error})
