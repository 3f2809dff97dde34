"""Twisted: `twisted.internet.task.LoopingCall`, its coroutines in asyncio tasks, its clock the event loop's.

PAUSE is its stop(), CONTINUE its start(); STOP is stop() too. No call can be cancelled. The clock is an attribute that
may be set: Twisted's own asyncio reactor would ask the same loop for the time, but needs sockets.
"""

import asyncio
from types import SimpleNamespace
from typing import Any

import twisted
from twisted.internet import defer, task
from twisted.logger import globalLogBeginner

from . import INTERVAL, bound, interval, kept

globalLogBeginner.beginLoggingTo([lambda event: None], redirectStandardIO=False)  # or it keeps all that is logged


class Chain:
    """One LoopingCall: to stop one that is stopped, or start one that runs, is an error in Twisted."""

    def __init__(self, calling: Any, seconds: float) -> None:
        self._calling, self._seconds, self._over, self._loop = calling, seconds, False, asyncio.get_running_loop()

    def task_continue(self) -> asyncio.Future[Any] | None:
        """CONTINUE, unless it has ended; gives what the Deferred of start() tells."""
        idle = not self._over and not self._calling.running
        return self._calling.start(self._seconds).addErrback(self._failed).asFuture(self._loop) if idle else None

    def _failed(self, failure: Any) -> Any:
        self._over = True
        return failure

    def pause(self) -> None:
        """PAUSE."""
        self._calling.running and self._calling.stop()

    def stop(self) -> None:
        """STOP."""
        self.pause()
        self._over = True


class Adapter:
    """What the suite asks for."""

    name, version, interval = "Twisted: LoopingCall", twisted.__version__, INTERVAL
    profiles, without = frozenset({"control"}), frozenset({"cancel", "payload"})

    def start(self, coro: Any, args: Any, kwargs: Any, *, time_pause: float, **_: Any) -> tuple[Chain, object]:
        """Start a LoopingCall; each call is a task, which defer.Deferred.fromFuture waits for."""
        loop, call = asyncio.get_running_loop(), bound(coro, args, kwargs)
        calling = task.LoopingCall(lambda: defer.Deferred.fromFuture(loop.create_task(call())))
        calling.clock = SimpleNamespace(seconds=loop.time, callLater=loop.call_later)
        return (chain := kept(Chain(calling, interval(time_pause)), call)), chain.task_continue()


adapter = Adapter()
