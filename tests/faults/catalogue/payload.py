"""Faults of the two forms of a payload: PAYLOAD."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..clean import Chain, Clean, UserCoroutine
from ..fault import fault

# Which results are pairs


@fault("pair-only-tuple", "PAYLOAD.pair-form")
class PairOnlyTuple(Clean):
    """Only a tuple of two items counts as a pair, a list doesn't."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return isinstance(result, tuple) and super().is_pair(result)


@fault("pair-only-dict", "PAYLOAD.pair-form")
class PairOnlyDict(Clean):
    """Only a dict counts as keyword arguments, another mapping doesn't."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return super().is_pair(result) and isinstance(result[1], dict)


@fault("pair-only-list-inside", "PAYLOAD.pair-form")
class PairOnlyListInside(Clean):
    """A pair whose first item is a tuple isn't recognised."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return super().is_pair(result) and isinstance(result[0], list)


@fault("pair-never-empty", "PAYLOAD.pair-form")
class PairNeverEmpty(Clean):
    """A pair without arguments isn't recognised."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return super().is_pair(result) and bool(result[0] or result[1])


@fault("pair-keywords-merged", "PAYLOAD.pair-form", may_break="CONTINUE.kept-payload CONTINUE.later-pauses")
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


@fault("two-sequences-are-a-pair", "PAYLOAD.two-arguments")
class TwoSequencesAreAPair(Clean):
    """Two items whose first is a list or tuple are a pair, whatever the second is."""

    def is_pair(self, result: Sequence[Any]) -> bool:
        return len(result) == 2 and isinstance(result[0], (list, tuple))

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        args, named = super().normalise(coro, result, args, kwargs)
        return args, named if isinstance(named, Mapping) else {}


@fault("two-mappings-are-a-pair", "MASK.pair")
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


@fault("single-item-unwrapped", "PAYLOAD.args-form")
class SingleItemUnwrapped(Clean):
    """A list whose only item is a pair is taken for that pair."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        inner = result[0] if isinstance(result, (list, tuple)) and len(result) == 1 else None
        if isinstance(inner, (list, tuple)) and self.is_pair(inner):
            result = inner
        return super().normalise(coro, result, args, kwargs)


# What the args form keeps


@fault("keywords-dropped", "PAYLOAD.args-form PAYLOAD.two-arguments")
class KeywordsDropped(Clean):
    """After an args-form result the keyword arguments are gone."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return super().normalise(coro, result, args, {})


class _SecondRenewal(Chain):
    def returned(self, payload: Any) -> None:
        if self.calls == 2 and payload[1] is self.previous[1]:
            payload = payload[0], {}
        super().returned(payload)


fault(
    "keywords-dropped-at-second-renewal",
    "PAYLOAD.args-form PAYLOAD.two-arguments",
    may_break="CONTINUE.kept-payload CONTINUE.later-pauses",
    about="At the second renewal by an args-form result the keyword arguments are gone.",
)(_SecondRenewal)


@fault("keywords-of-the-start", "PAYLOAD.args-form")
class KeywordsOfTheStart(Chain):
    """After an args-form result the keyword arguments of the chain's start come back."""

    start: Any = None

    def returned(self, payload: Any) -> None:
        self.start = self.start or payload
        if payload[1] is self.previous[1] and self.calls > 1:
            payload = payload[0], self.start[1]
        super().returned(payload)


@fault("args-tuple-refused", "PAYLOAD.args-form", may_break="PAYLOAD.two-arguments")
class ArgsTupleRefused(Clean):
    """A tuple of arguments is refused, only a list is taken."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        if isinstance(result, tuple) and not self.is_pair(result):
            return self.refuse(coro, result)
        return super().normalise(coro, result, args, kwargs)


@fault("args-empty-refused", "PAYLOAD.args-form")
class ArgsEmptyRefused(Clean):
    """An empty list of arguments is taken for no payload."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return super().normalise(coro, result or None, args, kwargs)


@fault("args-cut-to-one", "PAYLOAD.two-arguments", may_break="PAYLOAD.args-form")
class ArgsCutToOne(Clean):
    """Only the first of several arguments is passed on."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        args, kwargs = super().normalise(coro, result, args, kwargs)
        return args[:1], kwargs


# What is no payload


@fault("none-repeats-the-input", "PAYLOAD.not-a-payload", may_break="CHAIN.error-ends")
class NoneRepeatsTheInput(Clean):
    """When fargs gives None the input is used again."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return super().normalise(coro, args if result is None else result, args, kwargs)


@fault("none-is-no-arguments", "PAYLOAD.not-a-payload", may_break="CHAIN.error-ends")
class NoneIsNoArguments(Clean):
    """When fargs gives None the next call has no arguments."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return super().normalise(coro, [] if result is None else result, args, kwargs)


@fault("scalar-is-one-argument", "PAYLOAD.not-a-payload")
class ScalarIsOneArgument(Clean):
    """A number is taken for one argument."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        return ([result], {}) if isinstance(result, int) else super().refuse(coro, result)


@fault("text-is-letters", "PAYLOAD.not-a-payload")
class TextIsLetters(Clean):
    """A string is taken for a sequence of arguments, letter by letter."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        return (list(result), {}) if isinstance(result, (str, bytes)) else super().refuse(coro, result)


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


@fault("refusal-without-name", "PAYLOAD.not-a-payload")
class RefusalWithoutName(Clean):
    """The TypeError for a wrong result names the type but not the coroutine."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        raise TypeError(f"fargs gave a {type(result).__name__}")


@fault("refusal-without-type", "PAYLOAD.not-a-payload")
class RefusalWithoutType(Clean):
    """The TypeError for a wrong result names the coroutine but not the type."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        raise TypeError(f"fargs of {coro.__qualname__} gave something wrong")


@fault("refusal-by-value-error", "PAYLOAD.not-a-payload PAYLOAD.ends-chain")
class RefusalByValueError(Clean):
    """A wrong result raises a ValueError."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        raise ValueError(f"fargs of {coro.__qualname__} gave a {type(result).__name__}")


@fault("no-payload-silent-end", "PAYLOAD.ends-chain")
class NoPayloadSilentEnd(Chain):
    """A chain without a payload ends without a report."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        if not isinstance(error, TypeError):
            super().report(error, task)


# What is inside


@fault(
    "payload-deep-copied",
    "PAYLOAD.same-objects CONTINUE.same-object",
    may_break="PAYLOAD.pair-form PAYLOAD.args-form PAYLOAD.two-arguments",
)
class PayloadDeepCopied(Clean):
    """Each payload is deeply copied on its way to the next call."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        return copy.deepcopy(super().normalise(coro, result, args, kwargs))


@fault(
    "keyword-values-copied",
    "PAYLOAD.same-objects CONTINUE.same-object",
    may_break="PAYLOAD.pair-form PAYLOAD.args-form PAYLOAD.two-arguments",
)
class KeywordValuesCopied(Clean):
    """The values of the keyword arguments are copied."""

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        args, kwargs = super().normalise(coro, result, args, kwargs)
        return args, {name: copy.copy(value) for name, value in kwargs.items()}
