"""The kinds of coroutine functions and outputs that a user's side can have (dimensions coro, out and bad)."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .clock import OWNER
from .errors import SourceError
from .marks import Mark

Run = Callable[..., Awaitable[Any]]


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


class HostileOutput:
    """An output that refuses to be compared, and has no truth value."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("this output can't be compared")

    __hash__ = None  # type: ignore[assignment]  # what can't be compared can't be hashed

    def __bool__(self) -> bool:
        raise RuntimeError("this output is neither true nor false")


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
        "hostile": HostileOutput,
        "iterator": lambda: IteratorOutput(touched),
        "equal": lambda: _EQUAL,
        "single": lambda: (mark,),
        "list": lambda: [mark, mark],
        "class": lambda: SourceError,
        "future": _done,
        "generator": _readings,
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
    }
    return makers[kind]()


class _Callable:
    """An object whose call gives a coroutine; it has no name and no hash, and counts as false."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]  # an implementation needn't use it as a key

    def __bool__(self) -> bool:
        return False

    async def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return await self._run(*args, **kwargs)


class _Reader:
    """An object with a method that is a coroutine function."""

    def __init__(self, run: Run) -> None:
        self._run = run

    async def read(self, /, *args: Any, **kwargs: Any) -> Any:
        """Read once."""
        return await self._run(*args, **kwargs)


#: What a partial or a decorator passes on in front: a call without it went past them.
_PASS = object()


def make_coroutine(kind: str, run: Run, every: Mapping[str, Run], shared: dict[str, Any]) -> Any:
    """What is given to the implementation as the coroutine function (dimension coro).

    ``run`` is the chain's own; ``every`` has that of each chain by name, for the one function or object that all of
    them share, which is kept in ``shared``.
    """

    async def read_sensor(*args: Any, **kwargs: Any) -> Any:
        return await run(*args, **kwargs)

    async def behind(*args: Any, **kwargs: Any) -> Any:
        passed = bool(args) and args[0] is _PASS
        return await run(*(args[1:] if passed else ("went past the wrapper", *args)), **kwargs)

    @functools.wraps(behind)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        return await behind(_PASS, *args, **kwargs)

    def plain(*args: Any, **kwargs: Any) -> Any:
        return run(*args, **kwargs)

    async def read_with_chain(*args: Any, taskloop: Any = None, **kwargs: Any) -> Any:
        return await run(*args, **kwargs)

    async def read_any_sensor(*args: Any, **kwargs: Any) -> Any:
        # The arguments say whose call it is.  The context would say it, too, but an implementation may lose that.
        marks = [value for value in (*kwargs.values(), *args) if type(value) is Mark]
        owner = marks[0].chain if marks else OWNER.get()
        return await every.get(owner, run)(*args, **kwargs)

    makers: dict[str, Callable[[], Any]] = {
        "function": lambda: read_sensor,
        "method": lambda: _Reader(run).read,
        "partial": lambda: functools.partial(behind, _PASS),
        "partial-keyword": lambda: functools.partial(behind, _PASS, mark="the partial's own, which a call overrides"),
        "object": lambda: _Callable(run),
        "plain": lambda: plain,
        # What it is made of is written in C, and inspect.signature doesn't know its parameters.
        "unsigned": lambda: functools.partial(contextvars.copy_context().run, plain),
        "decorated": lambda: wrapper,
        "taskloop": lambda: read_with_chain,
        "shared": lambda: shared.setdefault("function", read_any_sensor),
        "equal": lambda: shared.setdefault("object", _Reader(read_any_sensor)).read,
    }
    return makers[kind]()


#: The name by which a message can call the coroutine of each kind; one without a name of its own has none here.
NAMES = {
    "function": "read_sensor",
    "method": "read",
    "partial": "behind",
    "partial-keyword": "behind",
    "plain": "plain",
    "decorated": "behind",
    "taskloop": "read_with_chain",
    "shared": "read_any_sensor",
    "equal": "read",
}


class _FargsObject:
    """A user's object that can be called as a fargs, and counts as false, as an empty list of readings would."""

    def __init__(self, fargs: Callable[..., Any]) -> None:
        self._fargs = fargs

    def __bool__(self) -> bool:
        return False

    def __call__(self, given: Any, obtained: Any) -> Any:
        return self._fargs(given, obtained)


def _called_with(fargs: Callable[..., Any], given: Any, obtained: Any) -> Any:
    """Be what a partial is made of: a function that takes one argument more."""
    return fargs(given, obtained)


def make_fargs(kind: str, fargs: Callable[..., Any], with_rest: Callable[..., Any]) -> Callable[..., Any]:
    """What is given to the implementation as fargs; ``with_rest`` says what it got beyond two arguments."""
    kinds: dict[str, Callable[..., Any]] = {
        "rest": with_rest,
        # Called with one argument alone it takes that for the input; the history then says so.
        "star": lambda *given: with_rest(*given) if len(given) > 1 else fargs(*given, None),
        "object": _FargsObject(fargs),
        "partial": functools.partial(_called_with, fargs),
    }
    return kinds.get(kind, fargs)
