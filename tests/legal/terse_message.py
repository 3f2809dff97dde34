"""Legal: what is no payload is refused with a TypeError without a word; the wording is only recommended."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Mapping
from typing import Any

_tasks: set[Any] = set()


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Any:
    given = fargs(args, await coro(*args, **kwargs))
    if given is args:
        return args, kwargs
    if not isinstance(given, (list, tuple)):
        raise TypeError
    if len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping):
        return given[0], given[1]
    return given, kwargs


def renew(task: Any, coro: Any, fargs: Any, _task: Any = None) -> None:
    _tasks.discard(task)
    if not task.cancelled():
        args, kwargs = task.result()
        following = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
        _tasks.add(following)
        following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained
