"""The kinds of errors that a user coroutine or its fargs raises (dimension err).

An implementation that takes one class for something else, a sign of the end for instance, loses the errors of that
class and looks right for every other.  So beside the kinds that are crossed with all other values (``values.py``) each
class of the standard library that can be made from a text is tried once, under its own name.
"""

from __future__ import annotations

import asyncio
import builtins
import concurrent.futures
import queue
from collections.abc import Callable, Iterator
from typing import Any

from ..model.text import short


class SourceError(Exception):
    """What a user coroutine or its fargs raises when the scenario asks for nothing special."""


class FalsyError(Exception):
    """An exception that is false, like an empty list."""

    def __bool__(self) -> bool:
        return False


class SilentError(Exception):
    """An exception that can't be shown."""

    def __str__(self) -> str:
        raise RuntimeError("this exception has no text")


class UnhashableError(Exception):
    """An error that is compared by its text, and so has no hash."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnhashableError) and str(self) == str(other)

    __hash__ = None  # type: ignore[assignment]  # what a dataclass with eq gets


class EqualError(Exception):
    """An error that equals everything, None as well."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Exception.__hash__


class FrozenError(Exception):
    """An error to which nothing can be added, as a frozen dataclass: only Python itself sets its traceback."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in ("__traceback__", "__cause__", "__context__", "__suppress_context__"):
            raise AttributeError(f"this exception is frozen: {name}")
        super().__setattr__(name, value)


class BaseError(BaseException):
    """An exception that is no Exception."""


class Closed(asyncio.CancelledError):
    """A cancellation of a class of its own, as a library may have one."""


#: What the behaviours that cancel themselves raise.
CANCELLATIONS: dict[str, Callable[[], asyncio.CancelledError]] = {
    "cancel-self": asyncio.CancelledError,
    "cancel-said": lambda: asyncio.CancelledError("the source was closed"),
    "cancel-class": lambda: Closed("the source was closed"),
}


#: Errors of the user's own that look like the end of something, by their text alone.
_SAID: dict[str, Callable[[], BaseException]] = {
    "said-closed": lambda: RuntimeError("the session is closed"),
    "said-loop-closed": lambda: RuntimeError("Event loop is closed"),
    "said-shutdown": lambda: RuntimeError("cannot schedule new futures after shutdown"),
    "said-cancelled": lambda: SourceError("the request was cancelled"),
}


def _caused(text: str) -> BaseException:
    """An error that says what caused it; it is itself that is raised."""
    error = SourceError(text)
    error.__cause__ = ValueError("the cause")
    return error


def _timed_out(text: str) -> BaseException:
    """The error of asyncio.timeout: what it was made of is a cancellation, and it is none."""
    error = TimeoutError(text)
    error.__cause__ = error.__context__ = asyncio.CancelledError()
    return error


#: How an exception of each kind (dimension err) is made from a text.
_ERRORS: dict[str, Callable[[str], BaseException]] = {
    "own": SourceError,
    "value": ValueError,
    "type": TypeError,
    "timeout": TimeoutError,
    "connection": ConnectionResetError,
    "os": OSError,
    "stop-async": StopAsyncIteration,
    "lookup": KeyError,
    "assertion": AssertionError,
    "falsy": FalsyError,
    "group": lambda text: ExceptionGroup(text, [ValueError(text), SourceError(text)]),
    "group-of-one": lambda text: ExceptionGroup(text, [SourceError(text)]),
    "base": BaseError,
    "base-group": lambda text: BaseExceptionGroup(text, [BaseError(text), SourceError(text)]),
    "exit": SystemExit,
    "runtime": RuntimeError,
    "unhashable": UnhashableError,
    "equal": EqualError,
    "frozen": FrozenError,
    "caused": _caused,
    "timed-out": _timed_out,
    # Of one object for all chains see Source.fail; the first of them makes it.
    "one": SourceError,
    "bare": lambda text: SourceError(),
    "silent": SilentError,
    # Two errors that look the same are two errors.
    "same": lambda text: SourceError("the connection was lost"),
}


#: Where the classes of :data:`STANDARD_ERRORS` are: those of the interpreter, or of the module that is named.
_BUILT_IN = vars(builtins)
_ELSEWHERE: dict[str, type[BaseException]] = {
    "asyncio.InvalidStateError": asyncio.InvalidStateError,
    "asyncio.QueueEmpty": asyncio.QueueEmpty,
    "asyncio.QueueFull": asyncio.QueueFull,
    "asyncio.BrokenBarrierError": asyncio.BrokenBarrierError,
    # This isn't the one with which asyncio cancels a task: a coroutine that asks a thread's future may well raise it.
    "concurrent.futures.CancelledError": concurrent.futures.CancelledError,
    "concurrent.futures.BrokenExecutor": concurrent.futures.BrokenExecutor,
    "queue.Empty": queue.Empty,
}


def make_error(kind: str, text: str) -> BaseException:
    """A fresh exception of a kind (dimension err) with this text, where the kind has none of its own."""
    if kind in _SAID:
        return _SAID[kind]()
    make = _ERRORS.get(kind) or _ELSEWHERE.get(kind) or _BUILT_IN[kind]
    error: BaseException = make(text)
    return error


def changes(error: BaseException, args: tuple[Any, ...], cause: BaseException | None) -> Iterator[str]:
    """What is no longer as it was when the error was raised, with these arguments and this cause, as facts."""
    if error.__cause__ is not cause:
        yield f"error changed: its cause became {short(error.__cause__)}"
    if error.args is not args:
        yield f"error changed: its arguments became {short(error.args)}"
