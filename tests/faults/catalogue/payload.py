"""Faults of the two forms of a payload: PAYLOAD."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..clean import Chain, Clean, Fargs, UserCoroutine
from ..fault import fault

# Which results are pairs


@fault("pair-only-dict", "PAYLOAD.pair-form")
class PairOnlyDict(Clean):
    """Only a dict counts as keyword arguments, another mapping doesn't."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return super().is_pair(result) and isinstance(result[1], dict)


@fault("pair-never-empty", "PAYLOAD.pair-form")
class PairNeverEmpty(Clean):
    """A pair without arguments isn't recognised."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return super().is_pair(result) and bool(result[0] or result[1])


@fault("pair-keywords-merged", "PAYLOAD.pair-form")
class PairKeywordsMerged(Clean):
    """The keyword arguments of a pair are added to those from before instead of replacing them."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        args, named = super().normalise(coro, result, args, kwargs)
        return args, {**named, **kwargs}


@fault("two-are-a-pair", "PAYLOAD.two-arguments")
class TwoAreAPair(Clean):
    """Any two items whose second is a mapping are taken for a pair."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return len(result) == 2 and isinstance(result[1], Mapping)

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        args, kwargs = super().normalise(coro, result, args, kwargs)
        return args if isinstance(args, (list, tuple)) else (args,), kwargs


@fault("two-mappings-are-a-pair", "PAYLOAD.two-arguments")
class TwoMappingsAreAPair(Clean):
    """Two mappings are taken for a pair."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return (
            len(result) == 2
            and isinstance(result[1], Mapping)
            and not isinstance(result[0], str)
            and (isinstance(result[0], Iterable))
        )


@fault("third-item-dropped", "PAYLOAD.args-form")
class ThirdItemDropped(Clean):
    """Three items that begin like a pair are cut to a pair."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return len(result) >= 2 and super().is_pair(result[:2])


# What the args form keeps


class _SecondRenewal(Chain):
    def returned(self, payload: Any) -> None:
        if self.calls == 2 and payload[1] is self.previous[1]:
            payload = payload[0], {}
        super().returned(payload)


fault(
    "keywords-dropped-at-second-renewal",
    "PAYLOAD.args-form PAYLOAD.two-arguments",
    about="At the second renewal by an args-form result the keyword arguments are gone.",
)(_SecondRenewal)


@fault("args-tuple-refused", "PAYLOAD.args-form PAYLOAD.two-arguments CHAIN.continues")
class ArgsTupleRefused(Clean):
    """A tuple of arguments is refused, only a list is taken."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(result, tuple) and not self.is_pair(result):
            return self.refuse(coro, result)
        return super().normalise(coro, result, args, kwargs)


@fault("iterable-before-a-mapping-is-a-pair", "PAYLOAD.two-arguments")
class IterableBeforeAMapping(Clean):
    """Whatever can be iterated over counts as the positional arguments of a pair, if a mapping follows it."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return len(result) == 2 and isinstance(result[0], Iterable) and isinstance(result[1], Mapping)


# What is no payload


@fault("coroutine-of-fargs-awaited", "PAYLOAD.not-a-payload PAYLOAD.message")
class CoroutineOfFargsAwaited(Clean):
    """Where fargs gives a coroutine, what that gives is the payload."""

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        result = self.produce(fargs, args, await self.call(coro, args, kwargs))
        if asyncio.iscoroutine(result):
            result = await result
        return self.normalise(coro, result, args, kwargs)


@fault("none-repeats-the-input", "PAYLOAD.not-a-payload")
class NoneRepeatsTheInput(Clean):
    """When fargs gives None the input is used again."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return super().normalise(coro, args if result is None else result, args, kwargs)


@fault("mapping-is-keywords", "PAYLOAD.not-a-payload")
class MappingIsKeywords(Clean):
    """A mapping alone is taken for keyword arguments."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        return ([], result) if isinstance(result, Mapping) else super().refuse(coro, result)


@fault("iterator-exhausted", "PAYLOAD.not-a-payload")
class IteratorExhausted(Clean):
    """An iterator is unpacked into arguments."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        return (list(result), {}) if hasattr(result, "__next__") else super().refuse(coro, result)


@fault("refusal-without-name", "PAYLOAD.message")
class RefusalWithoutName(Clean):
    """The TypeError for a wrong result names the type but not the coroutine."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        raise TypeError(f"fargs gave a {type(result).__name__}")


@fault("no-payload-silent-end", "PAYLOAD.ends-chain")
class NoPayloadSilentEnd(Chain):
    """A chain without a payload ends without a report."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not isinstance(error, TypeError):
            super().report(error, task)


# What is inside


@fault(
    "payload-deep-copied",
    "PAYLOAD.same-objects PAYLOAD.pair-form PAYLOAD.args-form PAYLOAD.two-arguments",
)
class PayloadDeepCopied(Clean):
    """Each payload is deeply copied on its way to the next call."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return copy.deepcopy(super().normalise(coro, result, args, kwargs))
