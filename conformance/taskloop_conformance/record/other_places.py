"""Probes of chains that are started, awaited or called in places where few programs do it.

Each place is one line of a user's program: a chain that is started by the exception handler when another one has
failed, one that an iteration of another chain waits for, one whose arguments don't fit its coroutine function.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable
from typing import Any

from ..model.failures import NotReached, NotStarted, Unimplemented
from ..model.history import History
from .adapters import Adapter, takes_keywords
from .garbage import collect_until
from .lifetime import begun, charged, noted, signal, started
from .scenario import SURFACES

#: How long a chain is watched (seconds): a few iterations of a second each, and the middle of one more.
_WATCHED = 3.5

#: The middle of the first iteration (seconds): by then a chain has called its coroutine, whose start takes no time.
_FIRST = 0.5


class _Source:
    """A user coroutine that counts its calls."""

    def __init__(self, seconds: float = 1.0) -> None:
        self.calls, self.seconds, self.over = 0, seconds, False

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """Read once; raises once the probe is over, which ends its chain."""
        if self.over:
            await asyncio.sleep(_FIRST)  # a chain that tries again for ever must let time pass
            raise ValueError("the end")
        self.calls += 1
        await asyncio.sleep(self.seconds)
        return self.calls


def _fargs(given: Any, obtained: Any) -> Any:
    return [obtained], {}


# Started in another place


async def _started_in(adapter: Adapter, place: str) -> History:
    """A chain that is started in a place calls its coroutine, where one that is started as usual does."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    source = _Source()
    kept: list[Any] = [await started(adapter, source.read, [1], {}, fargs=_fargs)]
    await asyncio.sleep(_FIRST)
    if not source.calls:
        raise NotStarted
    other = _Source()
    pending: list[asyncio.Future[Any]] = []

    def start(*_: object) -> None:
        with charged():
            made = adapter.start(other.read, [1], {}, fargs=_fargs, time_pause=0.25)
        kept.append(made)
        if inspect.isawaitable(made):  # an adapter's start may be a coroutine function
            pending.append(asyncio.ensure_future(made))

    async def clean_up() -> None:
        try:
            await loop.create_future()
        finally:
            start()

    if place == "handler":
        loop.set_exception_handler(start)
        source.over = True  # its next call fails, and the handler is told
        await asyncio.sleep(1 + _FIRST)
    elif place == "callback":
        future = loop.create_future()
        future.add_done_callback(start)
        future.set_result(None)
    elif place == "clean-up":
        task = loop.create_task(clean_up())
        await asyncio.sleep(_FIRST)
        task.cancel()
        pending.append(task)
    await asyncio.sleep(_FIRST)
    loop.set_exception_handler(lambda *_: None)
    for each in pending:
        if each.done() and not each.cancelled() and (refused := each.exception()) is not None:
            raise refused
    # Where nobody was told that the first chain failed, nothing was started.
    details = [f"chain not started: begun in a {place}"] if len(kept) > 1 and not other.calls else []
    source.over = other.over = True
    await asyncio.sleep(_WATCHED)
    return noted(*details)


# Awaited by another chain


async def _awaited_by_a_chain(adapter: Adapter) -> History:
    """A chain goes on when another one, whose coroutine awaits it, is cancelled."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    source = _Source()
    awaited, kept = await started(adapter, source.read, [1], {}, fargs=_fargs)
    if not hasattr(type(awaited), "__await__"):
        return noted()  # a chain needn't be one that can be awaited

    async def wait(*_: Any) -> None:
        await awaited

    waiting, _ = await started(adapter, wait, [1], {}, fargs=_fargs)
    await asyncio.sleep(_FIRST)
    if not source.calls:
        raise NotStarted
    signal(waiting, "cancel")
    await asyncio.sleep(1)
    calls = source.calls
    await asyncio.sleep(_WATCHED)
    lost = source.calls == calls and calls < 1 + _WATCHED
    source.over = True
    await asyncio.sleep(_WATCHED)
    del kept
    return noted(*(["awaiter took the chain along, as another chain's coroutine"] if lost else []))


async def _its_error_is_anothers(adapter: Adapter) -> History:
    """An error of a chain that ends another one, whose coroutine awaits it, is reported of that one, too."""
    loop = asyncio.get_running_loop()
    told: list[BaseException | None] = []
    loop.set_exception_handler(lambda _, context: told.append(context.get("exception")))
    error = ValueError("of the chain that is awaited")
    ends: list[BaseException] = []
    over = False

    async def fail(*_: Any) -> None:
        await asyncio.sleep(1)
        raise error

    awaited, _ = await started(adapter, fail, [1], {}, fargs=_fargs)
    if not hasattr(type(awaited), "__await__"):
        return noted()  # a chain needn't be one that can be awaited

    async def wait(*_: Any) -> None:
        if over or ends:
            await asyncio.sleep(_FIRST)  # a chain that tries again for ever must let time pass
            raise ValueError("the end")
        try:
            await awaited
        except Exception as raised:
            ends.append(raised)
            raise

    waiting, kept = await started(adapter, wait, [1], {}, fargs=_fargs)
    await asyncio.sleep(_WATCHED)
    over = True
    await asyncio.sleep(_WATCHED)
    del waiting, kept
    collect_until(lambda: error in told)  # asyncio reports an error that nobody retrieved when its task is collected
    await asyncio.sleep(0)
    heard = any(each is error for each in told)
    if not any(raised is error for raised in ends):
        raise NotReached("the chain that is awaited doesn't raise its error to who awaits it")
    return noted(*([] if heard else ["error lost in a chain that awaited another one's end"]))


# Called with arguments that don't fit


async def _called_with_too_many(adapter: Adapter, surface: str) -> History:
    """A coroutine function of one argument that is given two isn't called with one of them."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    got: list[Any] = []

    async def read_one(value: Any = None) -> Any:  # a call without any, such as of a chain that tries again, fits
        if value == 1:
            got.append(value)
        await asyncio.sleep(1)
        return value

    kept = await begun(adapter, surface, read_one, [1, 2], {}, fargs=_fargs)
    await asyncio.sleep(_WATCHED)
    del kept
    return noted(*(["arguments cut: a coroutine of one argument was called, with two given"] if got else []))


async def _called_with_unknown(adapter: Adapter, surface: str) -> History:
    """A coroutine function that is given a keyword argument that it doesn't know isn't called without that."""
    if not takes_keywords(adapter):
        raise Unimplemented("keyword arguments")
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    got: list[Any] = []

    async def read_exactly(value: Any = None, *, exact: bool = False) -> Any:
        if value == 1:
            got.append(value)
        await asyncio.sleep(1)
        return value

    kept = await begun(adapter, surface, read_exactly, [1], {"exactly": True}, fargs=_fargs)
    await asyncio.sleep(_WATCHED)
    del kept
    return noted(*(["arguments cut: a coroutine was called without one that it doesn't know"] if got else []))


def place_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {
        "awaited-by-a-chain": _awaited_by_a_chain,
        "its-error-is-anothers": _its_error_is_anothers,
    }
    for place in PLACES:
        found[f"started-in-{place}"] = functools.partial(_started_in, place=place)
    for surface in SURFACES:
        found[f"called-with-too-many-{surface}"] = functools.partial(_called_with_too_many, surface=surface)
        found[f"called-with-unknown-{surface}"] = functools.partial(_called_with_unknown, surface=surface)
    return found


#: Where a chain is started: by the exception handler, by a done callback, by a task that is being cancelled.
PLACES = ("handler", "callback", "clean-up")
