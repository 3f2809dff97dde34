"""Faults of the mask and of the two helpers: MASK, FARGS."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault

# What reaches the user coroutine


@fault("mask-awaits-twice", "MASK.arguments")
class AwaitsTwice(Clean):
    """The mask awaits the user coroutine twice and keeps the second result."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        await coro(*args, **kwargs)
        return await coro(*args, **kwargs)


@fault("mask-drops-keywords", "MASK.arguments")
class DropsKeywords(Clean):
    """The mask calls the user coroutine without its keyword arguments."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await coro(*args)


@fault(
    "mask-reverses-arguments",
    "MASK.arguments PAYLOAD.two-arguments PAYLOAD.pair-form PAYLOAD.args-form PAYLOAD.same-objects",
)
class ReversesArguments(Clean):
    """The mask passes the positional arguments in reverse order."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await coro(*reversed(args), **kwargs)


@fault(
    "mask-adds-a-keyword",
    "MASK.arguments",
)
class AddsAKeyword(Clean):
    """The mask adds a keyword argument other than taskloop."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        return await coro(*args, **kwargs, chain=self)


# What reaches fargs


@fault("fargs-swapped", "MASK.fargs PAYLOAD.same-input", misblamed="CHAIN.continues")
class FargsSwapped(Clean):
    """The mask calls fargs with the output first and the input second."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        return fargs(obtained, args)


@fault("fargs-twice", "MASK.fargs")
class FargsTwice(Clean):
    """The mask calls fargs twice."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        fargs(args, obtained)
        return fargs(args, obtained)


@fault("fargs-skipped", "MASK.fargs STOP.completes")
class FargsSkipped(Clean):
    """The mask never calls fargs and gives the input back."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        return args


@fault("fargs-gets-first-output", "MASK.fargs", misblamed="CHAIN.nothing-kept")
class FargsGetsFirstOutput(Clean):
    """The mask gives fargs the output of the chain's first iteration for ever."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        outputs: dict[Any, Any] = self.__dict__.setdefault("outputs", {})
        return fargs(args, outputs.setdefault((asyncio.get_running_loop(), fargs), obtained))


# What leaves the mask


class _NormalisesLate(Chain):
    def returned(self, payload: Any) -> None:
        super().returned(self.owner.normalise(self.coro, payload, *self.previous))


@fault("mask-bare-result", "MASK.pair PAYLOAD.not-a-payload PAYLOAD.ends-chain PAYLOAD.same-input")
class BareResult(Clean):
    """The mask gives back what fargs gave, and only renew makes a pair of it."""

    chain_type = _NormalisesLate

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        return self.produce(fargs, args, await self.call(coro, args, kwargs))


@fault("mask-gives-triple", "MASK.pair CHAIN.continues")
class GivesTriple(Clean):
    """The mask gives back arguments, keyword arguments and the output."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        return (*await super().coromask(coro, args, kwargs, fargs), None)


@fault("error-wrapped", "MASK.error-unchanged CHAIN.error-reported")
class ErrorWrapped(Clean):
    """The mask raises an exception of its own from the user coroutine's."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            return await coro(*args, **kwargs)
        except Exception as error:
            raise RuntimeError("an iteration failed") from error


@fault("fargs-error-swallowed", "MASK.error-unchanged CHAIN.error-ends")
class FargsErrorSwallowed(Clean):
    """The mask gives the input back when fargs raises."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        try:
            return fargs(args, obtained)
        except Exception:
            return args


@fault("error-becomes-output", "MASK.error-unchanged")
class ErrorBecomesOutput(Clean):
    """The mask calls fargs with the exception as if it were an output."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            return await coro(*args, **kwargs)
        except Exception as error:
            return error


@fault("fargs-after-cancel", "MASK.cancel-unchanged", misblamed="PAYLOAD.pair-form")
class FargsAfterCancel(Clean):
    """The mask calls fargs after a cancellation, and only then lets it through."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        try:
            return await super().coromask(coro, args, kwargs, fargs)
        except asyncio.CancelledError:
            fargs(args, None)
            raise


@fault("cancel-becomes-error", "MASK.cancel-unchanged CHAIN.cancelled-quietly")
class CancelBecomesError(Clean):
    """The mask turns a cancellation into a RuntimeError."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        try:
            return await coro(*args, **kwargs)
        except asyncio.CancelledError as error:
            raise RuntimeError("cancelled") from error


@fault("cancel-becomes-result", "MASK.cancel-unchanged CANCEL.from-outside")
class CancelBecomesResult(Clean):
    """The mask gives its input back when it is cancelled, so that the chain goes on."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        try:
            return await super().coromask(coro, args, kwargs, fargs)
        except asyncio.CancelledError:
            return args, kwargs


# The helpers


@fault("helpers-exchanged", "FARGS.input FARGS.output")
class HelpersExchanged(Clean):
    """simple_fargs gives the output and simple_fargs_out the input."""

    def simple_fargs(self, given: Any, obtained: Any) -> Any:
        return obtained

    def simple_fargs_out(self, given: Any, obtained: Any) -> Any:
        return given


@fault("helper-output-listed", "FARGS.output")
class OutputListed(Clean):
    """simple_fargs_out puts the output into a list."""

    def simple_fargs_out(self, given: Any, obtained: Any) -> Any:
        return [obtained]


@fault("helper-grows-input", "FARGS.input")
class GrowsInput(Clean):
    """simple_fargs appends the output to the input before giving it back."""

    def simple_fargs(self, given: Any, obtained: Any) -> Any:
        if isinstance(given, list):
            given.append(obtained)
        return given
