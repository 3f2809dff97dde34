"""Twisted: `twisted.internet.task.LoopingCall`, its coroutines in asyncio tasks, its clock the event loop's.

PAUSE is its stop(), CONTINUE its start(); STOP is stop() too. No call can be cancelled. The clock is set by its
attribute `clock`; Twisted's own asyncio reactor asks the same loop for the time, but needs sockets to be installed.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import twisted
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall

from . import INTERVAL


class Chain:
    """One started LoopingCall."""

    def __init__(self, calling: Any) -> None:
        self._calling, self._over = calling, False
        self.deferred = calling.start(INTERVAL)

    def pause(self) -> None:
        """PAUSE; to stop one that doesn't run is an error in Twisted."""
        if self._calling.running:
            self._calling.stop()

    def task_continue(self) -> None:
        """CONTINUE: one that runs is never started a second time, nor one that was stopped for good."""
        if not self._over and not self._calling.running:
            self._calling.start(INTERVAL)

    def stop(self) -> None:
        """STOP."""
        self._over = True
        self.pause()


class Adapter:
    """What the suite asks for."""

    name, version = "Twisted: LoopingCall", twisted.__version__
    profiles = frozenset({"control"})
    without = frozenset({"cancel", "payload"})
    interval = INTERVAL

    def start(self, coro: Any, args: Any, kwargs: Any, **_: Any) -> tuple[Chain, object]:
        """Start a LoopingCall; each call is a task, as Twisted's documentation has it for asyncio's coroutines."""
        loop = asyncio.get_running_loop()
        calling = LoopingCall(
            lambda: Deferred.fromFuture(asyncio.ensure_future(coro(*(args or ()), **(kwargs or {}))))
        )
        calling.clock = SimpleNamespace(seconds=loop.time, callLater=loop.call_later)
        chain = Chain(calling)
        return chain, chain.deferred


adapter = Adapter()
