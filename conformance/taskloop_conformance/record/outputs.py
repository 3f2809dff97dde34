"""What a user's coroutine can return, and what a fargs can give that is no payload (dimensions out and bad)."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from dataclasses import dataclass
from typing import Any

from .errors import SourceError
from .payload_values import Hostile, Mark


class AwaitableOutput:
    """An output that could be awaited, and says so when it is."""

    def __init__(self, touched: Callable[[str], None]) -> None:
        self.touched = touched

    def __await__(self) -> Generator[Any, None, str]:
        self.touched("an awaitable was awaited")
        yield from ()  # a generator, as __await__ has to give one
        return "awaited"


class CoroutineOutput(Coroutine[Any, Any, list[Any]]):
    """A coroutine that says when it is awaited; of an ``async def`` that nobody awaits Python would warn."""

    def __init__(self, touched: Callable[[str], None]) -> None:
        self.touched = touched

    def __await__(self) -> Generator[Any, None, list[Any]]:
        self.send(None)
        yield from ()
        return []

    def send(self, value: Any) -> Any:
        """Begin: there is nothing to wait for."""
        self.touched("a coroutine was awaited")
        raise StopIteration([])

    def throw(self, *error: Any) -> Any:
        """Begin, as well."""
        return self.send(None)

    def close(self) -> None:
        """Nothing was begun."""


class StreamOutput:
    """An output that can be closed, as a file or a connection, and says so when it is."""

    def __init__(self, touched: Callable[[str], None]) -> None:
        self.touched = touched

    def close(self) -> None:
        """Say that it was closed."""
        self.touched("it was closed")

    async def aclose(self) -> None:
        """Say so as well."""
        self.touched("it was closed")

    def __enter__(self) -> StreamOutput:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class IteratorOutput:
    """An output that can be read once, and says so when it is."""

    def __init__(self, touched: Callable[[str], None]) -> None:
        self.touched = touched

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        self.touched("an iterator was read")
        raise StopIteration


async def _readings() -> AsyncIterator[int]:
    """An output that could be iterated over."""
    yield 1


def _done() -> asyncio.Future[str]:
    """An output that has a result of its own."""
    future = asyncio.get_running_loop().create_future()
    future.set_result("the future's own result")
    return future


@dataclass
class Reading:
    """What looks like two arguments, and is none."""

    value: int = 1
    unit: str = "C"


#: What counts as nothing, one iteration after the other.
_FALSY: tuple[Callable[[], Any], ...] = (bool, list, int, str, dict, float, tuple)

#: What code may take for a sign of the end, of a failure or of a wish, one iteration after the other.
_SIGNS: tuple[Callable[[], Any], ...] = (
    *(asyncio.CancelledError, StopIteration, StopAsyncIteration, KeyboardInterrupt, SystemExit),
    *(lambda: NotImplemented, lambda: Ellipsis, lambda: -1, lambda: b"", lambda: float("nan")),
    *(lambda: "STOP", lambda: "PAUSE", lambda: "CANCEL", lambda: "stop", lambda: "end", lambda: {"stop": True}),
    *(lambda: {"exception": None}, lambda: ("stop", True), lambda: [None], lambda: ([], {})),
)

#: An output that says nothing new.
_EQUAL = 1_000_003


def make_output(kind: str, chain: str, number: int, touched: Callable[[str], None]) -> Any:
    """A fresh output of a kind (dimension out); ``touched`` is told if an implementation does something to it."""
    mark = Mark(chain, "o", number)
    makers: dict[str, Callable[[], Any]] = {
        "mark": lambda: mark,
        "none": lambda: None,
        "falsy": _FALSY[number % len(_FALSY)],
        "true": lambda: True,
        "error": lambda: SourceError("an output, not raised"),
        "awaitable": lambda: AwaitableOutput(touched),
        "large": lambda: [mark] * 100_000,
        "pair": lambda: [[mark], {"mark": mark}],
        "hostile": Hostile,
        "iterator": lambda: IteratorOutput(touched),
        "equal": lambda: _EQUAL,
        "single": lambda: (mark,),
        "list": lambda: [mark, mark],
        "class": lambda: SourceError,
        "future": _done,
        "generator": _readings,
        "results": lambda: [mark, SourceError("in a list, not raised")],
        "stream": lambda: StreamOutput(touched),
        "sign": _SIGNS[number % len(_SIGNS)],
    }
    return makers[kind]()


def make_no_payload(kind: str, touched: Callable[[str], None]) -> Any:
    """A result of fargs that is no payload (dimension bad)."""
    makers: dict[str, Callable[[], Any]] = {
        "none": lambda: None,
        "number": lambda: 7,
        "text": lambda: "ab",  # two characters: what unpacks into two
        "mapping": lambda: {"a": 1, "b": 2},
        "iterator": lambda: IteratorOutput(touched),
        "awaitable": lambda: AwaitableOutput(touched),
        "set": lambda: {1, 2},
        "true": lambda: True,
        "coroutine": lambda: CoroutineOutput(touched),
        "dataclass": Reading,
        "bytes": lambda: b"ab",
        "range": lambda: range(2),
        "generator": lambda: (each for each in (1, 2)),
        "deque": lambda: collections.deque([[], {}]),
        "false": lambda: False,
        "zero": lambda: 0,
        "empty": lambda: "",
        "class": lambda: StopAsyncIteration,
        "error": lambda: StopAsyncIteration("the end"),
        "function": lambda: len,
    }
    return makers[kind]()
