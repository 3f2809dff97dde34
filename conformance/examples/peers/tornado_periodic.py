"""tornado: `tornado.ioloop.PeriodicCallback`.

PAUSE is its stop(), CONTINUE its start(): it may be started again. STOP is stop() too, after which nobody starts it
again. No call can be cancelled. Its IOLoop reads the wall clock: here it reads the event loop's. It tells its
log of an error.
"""

from __future__ import annotations

from typing import Any

import tornado
from tornado.ioloop import IOLoop, PeriodicCallback

from . import INTERVAL, bound, interval, kept
from .surroundings import log_apart

_IOLoop: Any = IOLoop
_IOLoop.time = lambda self: self.asyncio_loop.time()
log_apart("tornado.application", tell=True)


class Chain:
    """One started PeriodicCallback."""

    def __init__(self, periodic: Any) -> None:
        self._periodic, self._over = periodic, False

    def pause(self) -> None:
        """PAUSE."""
        self._periodic.stop()

    def task_continue(self) -> None:
        """CONTINUE: one that runs is never started a second time, nor one that was stopped for good."""
        if not self._over and not self._periodic.is_running():
            self._periodic.start()

    def stop(self) -> None:
        """STOP."""
        self._over = True
        self._periodic.stop()


class Adapter:
    """What the suite asks for."""

    name, version = "tornado: PeriodicCallback", tornado.version
    profiles = frozenset({"control"})
    without = frozenset({"cancel", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, *, time_pause: float, **_: Any) -> tuple[Chain, object]:
        """Start a PeriodicCallback; it counts in milliseconds."""
        periodic = PeriodicCallback(call := bound(coro, args, kwargs), interval(time_pause) * 1000)
        periodic.start()
        return kept(Chain(periodic), call), periodic


adapter = Adapter()
