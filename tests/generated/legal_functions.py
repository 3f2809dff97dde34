"""The functions of the legal implementations: the mask, `renew`, and what their chains share with them."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Mapping
from typing import Any

held: set[Any] = set()


def later(turns: int, call: Callable[[], object]) -> None:
    """Call after so many turns of the event loop."""
    if turns:
        asyncio.get_running_loop().call_soon(later, turns - 1, call)
    else:
        call()


def end(ended: asyncio.Future[None], _task: object) -> None:
    """The done callback by which a supervisor hears of an iteration's end."""
    if not ended.done():
        ended.set_result(None)


def pair(given: Any, args: Any, kwargs: Any, coro: Any) -> tuple[Any, Any]:
    if given is args:
        return args, kwargs
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"{coro!r}: no payload in {type(given).__name__}")
    if len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping):
        return given[0], given[1]
    return given, kwargs


async def mask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> tuple[Any, Any]:
    return pair(fargs(args, await coro(*args, **kwargs)), args, kwargs, coro)


def renew(turns: int, task: Any, coro: Any, fargs: Any, _again: Any = None) -> None:
    held.discard(task)
    # The finished task is held until the decision: it may carry an error that must not be told twice.
    later(turns, functools.partial(renewed, turns, task, coro, fargs))


def renewed(turns: int, task: Any, coro: Any, fargs: Any) -> None:
    if not task.cancelled():
        args, kwargs = task.result()
        following = asyncio.get_running_loop().create_task(mask(coro, args, kwargs, fargs))
        held.add(following)
        following.add_done_callback(functools.partial(renew, turns, coro=coro, fargs=fargs))
