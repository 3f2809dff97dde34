"""Twisted: `twisted.internet.task.LoopingCall`, its coroutines in asyncio tasks, its clock the event loop's.

PAUSE is its stop(), CONTINUE its start(); STOP is stop() too. No call can be cancelled. The clock is an attribute that
may be set: Twisted's own asyncio reactor would ask the same loop for the time, but needs sockets.
"""

import asyncio
from types import SimpleNamespace
from typing import Any

import twisted
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall
from twisted.logger import globalLogBeginner

from . import INTERVAL, bound, interval

globalLogBeginner.beginLoggingTo([lambda event: None], redirectStandardIO=False)  # or it keeps all that is logged


class Chain:
    """One LoopingCall, started: to stop one that is stopped, or start one that runs, is an error in Twisted."""

    def __init__(self, calling: Any, seconds: float) -> None:
        self._calling, self._seconds, self._over = calling, seconds, False

    def task_continue(self) -> asyncio.Future[Any] | None:
        """CONTINUE; gives what the Deferred of start() tells."""
        idle = not self._over and not self._calling.running
        return self._calling.start(self._seconds).asFuture(asyncio.get_running_loop()) if idle else None

    def pause(self) -> None:
        """PAUSE."""
        if self._calling.running:
            self._calling.stop()

    def stop(self) -> None:
        """STOP."""
        self._over = True
        self.pause()


class Adapter:
    """What the suite asks for."""

    name, version = "Twisted: LoopingCall", twisted.__version__
    profiles, without = frozenset({"control"}), frozenset({"cancel", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, *, time_pause: float, **_: Any) -> tuple[Chain, object]:
        """Start a LoopingCall; each call is a task, which Deferred.fromFuture waits for."""
        loop, call = asyncio.get_running_loop(), bound(coro, args, kwargs)
        calling = LoopingCall(lambda: Deferred.fromFuture(loop.create_task(call())))
        calling.clock = SimpleNamespace(seconds=loop.time, callLater=loop.call_later)
        chain = Chain(calling, interval(time_pause))
        return chain, chain.task_continue()


adapter = Adapter()
