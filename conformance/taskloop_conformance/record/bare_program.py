"""Probes of what the barest programs do: they set no exception handler, and call create() before an event loop runs.

The recorder sets a handler of its own in every run, since it has to know who is told of an error. A program that sets
none relies on the event loop's default, which logs what it is told. An implementation that asks for the handler and
calls it itself tells nobody then.
"""

from __future__ import annotations

import asyncio
import functools
import warnings
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted
from ..model.history import History
from .adapters import Adapter
from .by_its_caller import Reader, holds
from .garbage import collect_until
from .lifetime import begun, charged, noted, outside_the_loop
from .scenario import SURFACES

#: How long a chain is watched (seconds): a few iterations of a second each, and the middle of one more.
_WATCHED = 3.5


async def _without_a_handler(adapter: Adapter, surface: str) -> History:
    """A chain fails in its second iteration, on an event loop whose exception handler nobody has set."""
    loop: Any = asyncio.get_running_loop()
    loop.set_exception_handler(None)
    told: list[BaseException] = []
    # What asyncio calls where no handler is set; it would write to standard error.
    loop.default_exception_handler = lambda context: told.append(context.get("exception", Exception()))
    error = ValueError("the end")
    calls = 0

    async def read(*args: Any, **kwargs: Any) -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(1)  # in the second iteration: the task of the first one may be its caller's own
        if calls > 1:
            raise error
        return 1

    kept: Any = await begun(adapter, surface, read, [1], {}, fargs=lambda given, obtained: ([obtained], {}))
    await asyncio.sleep(_WATCHED)
    del kept
    error.__traceback__ = None  # its frames would keep the task that has to be let go
    collect_until(lambda: any(holds(each, error) for each in told))  # asyncio reports some errors only then
    await asyncio.sleep(0)
    if not calls:
        raise NotStarted
    if calls != 2:
        raise NotReached("the chain doesn't end by an error in its second iteration")
    lost = not any(holds(each, error) for each in told)
    return noted(*(["error lost where no exception handler is set"] if lost else []))


async def _refused_before_a_loop(adapter: Adapter) -> History:
    """create() is called while no event loop runs, and raises; in a running loop it starts the chain then."""
    make = getattr(adapter, "make", None)
    if make is None:
        raise NotClaimed("making a chain without starting it")
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    reader = Reader()
    with charged():
        chain = make(reader.read, [1], {}, fargs=reader.fargs, time_pause=0.25, loop=loop)
    with outside_the_loop():
        refused = _is_refused(chain)
    # A chain that knows its event loop may start before that runs; and one that was refused may refuse ever after.
    refused = refused and not _is_refused(chain)
    await asyncio.sleep(_WATCHED)
    calls, reader.over = reader.calls, True
    await asyncio.sleep(_WATCHED)
    return noted(*(["chain not started: create() was refused outside a loop before"] if refused and not calls else []))


def _is_refused(chain: Any) -> bool:
    """Whether create() raises; what it gives back otherwise is dropped."""
    # Who makes the coroutine before asking for the event loop drops it then, and Python warns of that.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            chain.create()
        except Exception:
            return True
    return False


def bare_program_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {"refused-before-a-loop": _refused_before_a_loop}
    for surface in SURFACES:
        found[f"without-a-handler-{surface}"] = functools.partial(_without_a_handler, surface=surface)
    return found
