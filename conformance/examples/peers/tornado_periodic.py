"""tornado: `tornado.ioloop.PeriodicCallback`.

PAUSE is its stop(), CONTINUE its start(): it may be started again. STOP is stop() too, after which nobody starts it again. It
has no way to cancel a call. Its IOLoop reads the wall clock: here it reads the event loop's. What it tells of an
error is a line in its log.
"""

from __future__ import annotations

import logging
from typing import Any

import tornado
from tornado.ioloop import IOLoop, PeriodicCallback

from . import INTERVAL
from .surroundings import LoopReports

IOLoop.time = lambda self: self.asyncio_loop.time()
logging.getLogger("tornado.application").addHandler(LoopReports())


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

    name = "tornado: PeriodicCallback"
    version = tornado.version
    profiles = frozenset({"control"})
    without = frozenset({"cancel", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start a PeriodicCallback; it counts in milliseconds."""
        periodic = PeriodicCallback(lambda: coro(*(args or ()), **(kwargs or {})), INTERVAL * 1000)
        periodic.start()
        return Chain(periodic), periodic


adapter = Adapter()
