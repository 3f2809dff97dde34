"""The bare callback chain: each finished task schedules the next one."""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from tasktools.mask import coromask
from tasktools.payload import Coro, Fargs, name_of, normalised

# Invariant: the tasks that renew started and that aren't done, one for each chain.  An event loop keeps only
# weak references to its tasks, so without this a chain could be collected as garbage.
_active: set[asyncio.Task[Any]] = set()


def report(loop: asyncio.AbstractEventLoop, coro: Coro, error: BaseException) -> None:
    """Tell the event loop's exception handler what ended a chain, as asyncio does for a lost task."""
    message = f"an iteration of {name_of(coro)} failed; its chain has ended"
    loop.call_exception_handler({"message": message, "exception": error})


def renew(task: asyncio.Task[Any], coro: Coro, fargs: Fargs, *finished: Any) -> None:
    """Start the next iteration of a chain with the payload that ``task`` gave, as its done callback.

    Register it on the task of the first iteration: as ``functools.partial(renew, coro=coro, fargs=fargs)``,
    or as ``functools.partial(renew, task, coro, fargs)``, which gets the task once more (``finished``).

    The chain ends quietly when ``task`` was cancelled.  It ends, and the event loop's exception handler is
    told, when ``task`` raised or gave no payload.  Source: the steps 6 and 7, and ``renew`` of the example.
    """
    _active.discard(task)
    if task.cancelled():
        return
    loop = asyncio.get_running_loop()
    # Retrieving the exception here also keeps asyncio from reporting it a second time.
    error = task.exception()
    if error is None:
        try:
            # A mask of the user's own may give the args form; coromask always gives the pair.
            args, kwargs = normalised(task.result(), {}, coro)
        except TypeError as no_payload:
            error = no_payload
    if error is not None:
        report(loop, coro, error)
        return
    # The name is handed on because asyncio would format a new one for each iteration.
    following = loop.create_task(coromask(coro, args, kwargs, fargs), name=task.get_name())
    _active.add(following)
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))
