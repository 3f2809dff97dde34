"""What payloads are made of: objects that exist once, names that collide, and lists and tuples of other classes."""

from __future__ import annotations

import asyncio
import enum
from collections.abc import Generator, Iterator, Mapping
from typing import Any, NamedTuple

#: Names that implementations use for parameters and variables of their own.
HOSTILE_NAMES = (
    *("coro", "args", "kwargs", "task", "self", "fargs", "loop", "name", "obtained", "result", "_x", "given"),
    *("time_pause", "coro_args", "coro_kwargs", "timeout", "context", "payload", "callback", "delay", "func"),
)


class Mark:
    """A value whose identity says which iteration of which chain produced it.

    Copies are equal to the original, so that only a comparison by identity tells them apart.
    """

    __slots__ = ("__weakref__", "chain", "name", "number")

    def __init__(self, chain: str, name: str, number: int) -> None:
        self.chain, self.name, self.number = chain, name, number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mark) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __copy__(self) -> Mark:
        return Mark(self.chain, self.name, self.number)

    def __deepcopy__(self, memo: object) -> Mark:
        return self.__copy__()

    def __repr__(self) -> str:
        return f"{self.chain}:{self.name}{self.number}"


class ListOfOwn(list[Any]):
    """A list whose class is a subclass: still a list."""


class FalseList(list[Any]):
    """A list that counts as false whatever it holds."""

    def __bool__(self) -> bool:
        return False


class FalseMapping(dict[str, Any]):
    """A mapping that counts as false whatever it holds."""

    def __bool__(self) -> bool:
        return False


class AddingMapping(dict[str, Any]):
    """A mapping that has whatever it is asked for from then on, as a ``defaultdict`` does."""

    def __missing__(self, name: str) -> None:
        self[name] = None


class OwnMapping(Mapping[str, Any]):
    """A mapping that is no dict and has nothing but what a mapping must have: no copy(), no update()."""

    def __init__(self, items: Mapping[str, Any]) -> None:
        self._items = dict(items)

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


class Option(str, enum.Enum):  # noqa: UP042 - a StrEnum's member is the same text when it is made one again
    """A name for a keyword argument that says more than the text that it is when it is made a text again."""

    mark = "mark"  # the same twice: a member's hash is that of its name, and the call has to find it by its value


class Unshown:
    """An argument that can't be shown."""

    def __repr__(self) -> str:
        raise RuntimeError("this argument has no text")


class Waitable:
    """An argument that can be awaited, and looks like a future."""

    _asyncio_future_blocking = False  # by which asyncio.isfuture knows one

    def __await__(self) -> Generator[Any, None, str]:
        yield from ()
        return "awaited"


class _NoLoop:
    """All that a future without callbacks asks of its event loop; arguments are made before one runs."""

    def get_debug(self) -> bool:
        """Whether the future has to note where it was made."""
        return False


def done_future() -> Any:
    """An argument that is a future with a result, for the coroutine to ask for."""
    loop: Any = _NoLoop()
    future: asyncio.Future[str] = asyncio.Future(loop=loop)
    future.set_result("the result of an argument")
    return future


class Hostile:
    """A value that refuses to be compared, and has no truth value."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("this value can't be compared")

    __hash__ = None  # type: ignore[assignment]  # what can't be compared can't be hashed

    def __bool__(self) -> bool:
        raise RuntimeError("this value is neither true nor false")


def odd_arguments(mark: Mark) -> list[Any]:
    """Arguments that few programs have: each arrives like any other."""
    # The one that can't be compared comes first: a comparison of lists ends at the first difference.
    return [Hostile(), mark, Waitable(), Unshown(), KeyError, done_future()]


class Two(NamedTuple):
    """A tuple with names: still a tuple."""

    one: Any
    other: Any


class Named(NamedTuple):
    """A tuple with names whose items make it a pair: still a pair."""

    args: Any
    kwargs: Any


def keyword_arguments(kind: str, mark: Mark) -> dict[str, Any]:
    """Fresh keyword arguments of a kind (see ``values.py``)."""
    if kind == "none":
        return {}
    if kind == "list":
        return {"mark": [mark]}
    if kind == "odd":
        return {"delay": 0, "mark": mark, "max-age": mark, "timeout": 0.5}
    if kind == "nothing":
        return {"zone": mark, "nothing": None, "area": mark}
    if kind == "enum":
        return {Option.mark: mark}
    if kind == "adding":
        return AddingMapping(mark=mark)
    if kind == "words":
        return {"stop": True, "exception": ValueError(f"{mark}, an argument, not raised")}
    return dict.fromkeys(HOSTILE_NAMES, mark) if kind == "hostile" else {"mark": mark}
