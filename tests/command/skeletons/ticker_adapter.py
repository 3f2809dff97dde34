"""Says in the words of the conformance suite what Ticker says in its own.

Written from the methods that were found, by

    taskloop-conformance init tests.command.skeletons.loops:Ticker

Read it, and mend what was guessed wrong. An adapter translates: what it would repair, it would hide. Then:

    taskloop-conformance check conformance_adapter:adapter
    taskloop-conformance run conformance_adapter:adapter
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

from tests.command.skeletons.loops import Ticker


class Chain:
    """One started Ticker: the four signals, in the suite's names."""

    def __init__(self, own: Ticker) -> None:
        self._own = own
        self._tasks: set[asyncio.Future[Any]] = set()  # the event loop holds tasks weakly only

    def pause(self) -> None:
        """PAUSE."""
        raise NotImplementedError("Ticker has no such method; see Adapter.without")

    def task_continue(self) -> None:
        """CONTINUE."""
        raise NotImplementedError("Ticker has no such method; see Adapter.without")

    def stop(self) -> None:
        """STOP."""
        task = asyncio.ensure_future(self._own.stop())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self) -> None:
        """CANCEL."""
        self._own.abort()


class Adapter:
    """What the suite asks for."""

    name = "tests.command.skeletons.loops:Ticker"
    version = ""
    profiles = frozenset({"control"})
    #: What Ticker has no notion of: rules about it are reported as not claimed. "payload" means that it calls its
    #: function with the same arguments for ever.
    without: frozenset[str] = frozenset({"pause", "payload"})
    #: How many seconds Ticker lets pass between two iterations.
    interval = 0.0

    def start(
        self,
        coro: Callable[..., Coroutine[Any, Any, Any]],
        args: Sequence[Any] | None,
        kwargs: Mapping[str, Any] | None,
        *,
        fargs: Callable[[Any, Any], Any],
        time_pause: float,
        default_loop: bool = False,
    ) -> tuple[Chain, object]:
        """Start a chain on the running event loop; gives it, and what stands for it in Ticker."""
        call = functools.partial(coro, *(args or ()), **(kwargs or {}))  # the same arguments at each call
        own = Ticker(
            func=call,
            interval=self.interval,
        )
        return Chain(own), asyncio.ensure_future(own.start())


adapter = Adapter()
