"""The bare callback chain: each finished task schedules the next one.

The chain is a loop that nobody runs: no ``while``, no task that lives on, only a done callback that starts the next
task and registers itself on it.  Between two iterations the event loop has its turn, so that no chain starves
another (CHAIN.yields) and no stack grows (CHAIN.flat).
"""

import asyncio
from typing import Any

from tasktools.controlled import report
from tasktools.loop import TaskLoop
from tasktools.payload import Coro, Fargs, name_of, normalised


def renew(task: asyncio.Task[Any], coro: Coro, fargs: Fargs, *finished: Any) -> None:
    """Start the next iteration of a chain with the payload that ``task`` gave, as its done callback.

    Register it on the task of the first iteration: as ``functools.partial(renew, coro=coro, fargs=fargs)``,
    or as ``functools.partial(renew, task, coro, fargs)``, which gets the task once more (``finished``).
    From the second iteration on the chain is a TaskLoop, which its coroutine can ask for with ``current()``.

    The chain ends quietly when ``task`` was cancelled.  It ends, and the event loop's exception handler is
    told, when ``task`` raised or gave no payload.  Source: the steps 6 and 7, and ``renew`` of the example.
    """
    if task.cancelled():
        return
    # Retrieving the exception here also keeps asyncio from reporting it a second time.
    error = task.exception()
    if error is None:
        try:
            # A mask of the user's own may give the args form; coromask always gives the pair.
            args, kwargs = normalised(task.result(), {}, coro)
        except TypeError as no_payload:
            error = no_payload
    if error is None:
        TaskLoop(coro, args, kwargs, fargs=fargs, name=task.get_name()).create()
    else:
        report(asyncio.get_running_loop(), name_of(coro), error)
