"""The bare callback chain: each finished task schedules the next one.

The chain is a loop that nobody runs: no ``while``, no task that lives on, only a done callback that starts the next
task and registers itself on it.  Between two iterations the event loop has its turn, so that no chain starves
another (CHAIN.yields) and no stack grows (CHAIN.flat).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tasktools.mask import coromask
from tasktools.payload import Coro, Fargs, name_of, normalised
from tasktools.registry import chains_on


def report(loop: asyncio.AbstractEventLoop, name: str, error: BaseException) -> None:
    """Tell the event loop's exception handler what ended a chain, as asyncio does for a lost task."""
    message = f"an iteration of {name} failed; its chain has ended"
    loop.call_exception_handler({"message": message, "exception": error})


def without_this_frame(error: BaseException) -> BaseException:
    """Give the error as it was raised: a traceback with the callback that found it would keep the chain alive."""
    raised = error.__traceback__
    return error.with_traceback(raised and raised.tb_next)


def renew(task: asyncio.Task[Any], coro: Coro, fargs: Fargs, *finished: Any) -> None:
    """Start the next iteration of a chain with the payload that ``task`` gave, as its done callback.

    Register it on the task of the first iteration: as ``functools.partial(renew, coro=coro, fargs=fargs)``,
    or as ``functools.partial(renew, task, coro, fargs)``, which gets the task once more (``finished``).

    The chain ends quietly when ``task`` was cancelled.  It ends, and the event loop's exception handler is
    told, when ``task`` raised or gave no payload.  Source: the steps 6 and 7, and ``renew`` of the example.
    """
    _Renewal(coro, fargs).go_on(task)


class _Renewal:
    """What ``renew`` has to know of its chain; one for a chain, where a partial would be new for each iteration."""

    __slots__ = (
        "callback",
        "coro",
        "fargs",
        "loop",
        "task",  # the active one: referring to it is what keeps it alive
    )

    def __init__(self, coro: Coro, fargs: Fargs) -> None:
        self.coro = coro
        self.fargs = fargs
        self.loop = asyncio.get_running_loop()
        # A bound method is an object too: this one is made once.
        self.callback: Callable[[asyncio.Task[Any]], None] = self.go_on
        chains_on(self.loop).add(self)

    def go_on(self, task: asyncio.Task[Any]) -> None:
        """Renew: the done callback of every task of the chain."""
        try:
            # A mask of the user's own may give the args form; coromask always gives the pair.
            args, kwargs = normalised(task.result(), {}, self.coro)
        except asyncio.CancelledError:
            self.end(None)
            return
        except BaseException as error:
            self.end(without_this_frame(error))
            return
        try:
            # The name is handed on because asyncio would format a new one for each iteration.
            self.task = self.loop.create_task(coromask(self.coro, args, kwargs, self.fargs), name=task.get_name())
        except BaseException:
            # The task factory refused, or an eager first step left the event loop, which tells of it itself.
            self.end(None)
            raise
        self.task.add_done_callback(self.callback)

    def end(self, error: BaseException | None) -> None:
        """Let go of the chain; nobody can await it, so the exception handler is told of an error."""
        chains_on(self.loop).discard(self)
        # It refers to this object: a cycle, which otherwise only the garbage collector would free.
        del self.callback
        if error is not None:
            report(self.loop, name_of(self.coro), error)
