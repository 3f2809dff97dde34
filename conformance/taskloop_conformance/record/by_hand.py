"""Probes of renew as a program registers it by hand: its coroutine and fargs count, whatever the first task was.

The source text's example gives the mask and ``renew`` the same coroutine. Nothing says that they must be the same: a
program may open a connection in the first task and read from it in all others.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from ..model.failures import NotReached, NotStarted, Unimplemented
from ..model.history import History
from .adapters import Adapter, takes_keywords
from .lifetime import noted, register

#: How long the chain is watched (seconds): its first task and three iterations, a second each, and half of one more.
_WATCHED = 4.5

#: The ways to register renew, by the surfaces that they are called after.
REGISTERED = ("keyword", "task")


async def _another_first_task(adapter: Adapter, surface: str) -> History:
    """The first task goes through the mask with another coroutine and another fargs than renew is given."""
    if not takes_keywords(adapter):
        raise Unimplemented("keyword arguments in coromask")
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    calls: list[str] = []
    over = False

    async def call(name: str) -> str:
        if over:
            await asyncio.sleep(1)  # a chain that tries again for ever must let time pass
            raise ValueError("the end")
        calls.append(name)
        await asyncio.sleep(1)
        return name

    async def connect(*args: Any, **kwargs: Any) -> str:
        return await call(f"connect{args}")

    async def read(*args: Any, **kwargs: Any) -> str:
        return await call(f"read{args}")

    def connected(given: Any, obtained: Any) -> Any:
        return ["connection"], {}

    def again(given: Any, obtained: Any) -> Any:
        return ["next"], {}

    mask: Any = adapter.coromask(connect, ["address"], {}, connected)
    task: asyncio.Task[Any] = loop.create_task(mask)
    register(adapter, surface, task, read, again)
    await asyncio.sleep(_WATCHED)
    seen, over = calls[:], True
    await asyncio.sleep(_WATCHED)
    if not seen:
        raise NotStarted
    if len(seen) == 1:  # other checks say that the chain doesn't go on
        raise NotReached("the chain doesn't go on after its first task")
    owed = ["connect('address',)", "read('connection',)", *["read('next',)"] * len(seen)]
    wrong = next((each for each, right in zip(seen[1:], owed[1:], strict=False) if each != right), "")
    return noted(*([f"renewed by {surface} with something else: {wrong}"] if wrong else []))


def by_hand_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    return {
        f"another-first-task-{surface}": functools.partial(_another_first_task, surface=surface)
        for surface in REGISTERED
    }
