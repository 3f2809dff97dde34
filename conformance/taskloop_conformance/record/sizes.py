"""Probes of size: hundreds of chains that nobody refers to, and a pause of a thousand pieces.

What holds for five chains or ten pieces of a pause needn't hold for many: a list of the latest hundred is full, a
list of everything that happened goes on growing. Both cost less here than in a scenario, which writes each event down.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import sys
import weakref
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted
from ..model.history import History
from .adapters import Adapter, without
from .lifetime import begun, noted, signal, started

#: Where hundreds of chains are tried: how renew is registered makes no difference once it was called.
CROWDED = ("loop", "keyword")

#: More chains than a table of the latest hundred, or of 256, could hold. A thousand of them take a slow machine so long
#: for one turn of the event loop that it looks blocked.
_CHAINS = 300

#: ``time_pause`` of the chains that ``started`` makes (seconds).
_TIME_PAUSE = 0.25

#: A look is taken after so many ``time_pause``, and after as many again: what keeps one object for each piece of a
#: pause is five times over the slack then.
_PIECES = 500

#: So many objects, and blocks of memory, may come and go by themselves.
_SLACK = 100


def _fargs(given: Any, obtained: Any) -> Any:
    return [obtained], {}


async def _crowd(adapter: Adapter, surface: str) -> History:
    """Hundreds of chains wait for futures to which only their coroutines refer, and garbage is collected.

    They do so in their second iterations: the task of the first one may be the caller's own.
    """
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    waiting: list[weakref.ref[asyncio.Future[int]]] = []
    calls = 0

    async def read(*args: Any, **kwargs: Any) -> int:  # hundreds of chains that try again for ever must let time pass
        nonlocal calls
        calls += 1
        if args == (1,):
            await asyncio.sleep(1)
            return 2
        future = loop.create_future()
        waiting.append(weakref.ref(future))
        return int(await future)

    for _ in range(_CHAINS):
        await begun(adapter, surface, read, [1], {}, fargs=_fargs)
    await asyncio.sleep(1.5)
    gc.collect()
    await asyncio.sleep(0)
    if not calls:
        raise NotStarted
    if not waiting:
        raise NotReached("no chain comes to its second iteration")
    lost = sum(reference() is None for reference in waiting)
    for reference in waiting:
        if (future := reference()) is not None and not future.done():
            future.set_exception(ValueError("the end"))
    await asyncio.sleep(1)
    return noted(*([f"collected while it waited: {lost} of {len(waiting)} chains"] if lost else []))


async def _long_pause(adapter: Adapter) -> History:
    """A pause of a thousand pieces takes no more memory at its end than in its middle."""
    if missing := {"pause", "stop"} & without(adapter):
        raise NotClaimed(min(missing))
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    calls = 0

    async def read(*args: Any, **kwargs: Any) -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(1)
        return 1

    chain, kept = await started(adapter, read, [1], {}, fargs=_fargs)
    await asyncio.sleep(0.5)
    if not calls:
        raise NotStarted
    signal(chain, "pause")
    looks = []
    for _ in range(2):
        await asyncio.sleep(_PIECES * _TIME_PAUSE)
        looks.append(_memory())
    signal(chain, "stop")
    await asyncio.sleep(2)
    del kept
    rows = zip(_MEASURES, *looks, strict=True)
    grown = [f"{late - early} {name}" for name, early, late in rows if late > early + _SLACK]
    if calls > 1:
        raise NotReached("no pause begins, or it doesn't last")
    return noted(*([f"a pause grows: by {grown[0]} in {_PIECES} time_pause"] if grown else []))


#: What is counted, in this order.
_MEASURES = ("live objects", "blocks of memory")


def _memory() -> tuple[int, int]:
    gc.collect()
    blocks = sys.getallocatedblocks() if hasattr(sys, "getallocatedblocks") else 0  # another Python may not count them
    return len(gc.get_objects()), blocks


def size_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {"long-pause": _long_pause}
    for surface in CROWDED:
        found[f"held-crowd-{surface}"] = functools.partial(_crowd, surface=surface)
    return found
