"""The kinds of coroutine functions, outputs and errors that a user's side can have (dimensions coro, out and err)."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Generator, Mapping
from typing import Any

from .clock import OWNER
from .payloads import Mark

Run = Callable[..., Awaitable[Any]]


class SourceError(Exception):
    """What a user coroutine or its fargs raises when the scenario asks for nothing special."""


class FalsyError(Exception):
    """An exception that is false, like an empty list."""

    def __bool__(self) -> bool:
        return False


class BaseError(BaseException):
    """An exception that is no Exception."""


def make_error(kind: str, text: str) -> BaseException:
    """A fresh exception of a kind (dimension err) with this text."""
    kinds: dict[str, Callable[[str], BaseException]] = {
        "own": SourceError,
        "value": ValueError,
        "type": TypeError,
        "timeout": TimeoutError,
        "connection": ConnectionResetError,
        "os": OSError,
        "stop-async": StopAsyncIteration,
        "lookup": KeyError,
        "falsy": FalsyError,
        "group": lambda text: ExceptionGroup(text, [ValueError(text), SourceError(text)]),
        "base": BaseError,
        # Two errors that look the same are two errors.
        "same": lambda text: SourceError("the connection was lost"),
    }
    return kinds[kind](text)


class AwaitableOutput:
    """An output that could be awaited, and says so when it is."""

    def __init__(self, awaited: Callable[[], None]) -> None:
        self.awaited = awaited

    def __await__(self) -> Generator[Any, None, str]:
        self.awaited()
        yield from ()  # a generator, as __await__ has to give one
        return "awaited"


#: What counts as nothing, one iteration after the other.
_FALSY: tuple[Callable[[], Any], ...] = (list, int, str, dict, bool, float, tuple)


def make_output(kind: str, chain: str, number: int, awaited: Callable[[], None]) -> Any:
    """A fresh output of a kind (dimension out); ``awaited`` is called if an implementation awaits it."""
    mark = Mark(chain, "o", number)
    if kind == "none":
        return None
    if kind == "falsy":
        return _FALSY[number % len(_FALSY)]()
    if kind == "error":
        return SourceError("an output, not raised")
    if kind == "awaitable":
        return AwaitableOutput(awaited)
    if kind == "large":
        return [mark] * 100_000
    return [[mark], {"mark": mark}] if kind == "pair" else mark


class _Callable:
    """An object whose call gives a coroutine; it has no name."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return await self._run(*args, **kwargs)

    async def method(self, /, *args: Any, **kwargs: Any) -> Any:
        """The same as a bound method."""
        return await self._run(*args, **kwargs)


def make_coroutine(kind: str, run: Run, every: Mapping[str, Run], shared: dict[str, Any]) -> Any:
    """What is given to the implementation as the coroutine function (dimension coro).

    ``run`` is the chain's own; ``every`` has that of each chain by name, for the one function that all of them share,
    which is kept in ``shared``.
    """

    async def read_sensor(*args: Any, **kwargs: Any) -> Any:
        return await run(*args, **kwargs)

    async def read_any_sensor(*args: Any, **kwargs: Any) -> Any:
        owner = OWNER.get()
        if owner not in every:  # the context was lost: the arguments say whose call it is
            marks = [value for value in (*args, *kwargs.values()) if type(value) is Mark]
            owner = marks[0].chain if marks else next(iter(every))
        return await every[owner](*args, **kwargs)

    if kind == "method":
        return _Callable(run).method
    if kind == "partial":
        return functools.partial(read_sensor)
    if kind == "object":
        return _Callable(run)
    if kind == "shared":
        return shared.setdefault("coro", read_any_sensor)
    return read_sensor
