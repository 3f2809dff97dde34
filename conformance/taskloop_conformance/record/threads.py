"""Threads beside a virtual clock: work that an implementation hands to an executor, and signals from other threads.

A virtual loop moves its clock as soon as it has nothing to do.  While a thread of the implementation is at work that
would be wrong: the thread may be about to wake the loop.  So the loop counts the work that it has handed out, and waits
for it in real time.

A thread that sleeps is the exception: it should wake at a *virtual* time, or a pause of an hour would take an hour.  In
the threads of a virtual loop ``time.sleep`` therefore waits for the virtual clock.  Other ways for a thread to wait
(``Event.wait(timeout)``, a lock with a timeout) pass in real time; the clock then stands still until they are over.
"""

from __future__ import annotations

import functools
import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Any, SupportsIndex

#: How long the loop waits for a thread that is at work before it goes on without it (real seconds): an implementation's
#: thread does next to nothing in these runs, and one that waits for the loop itself would wait for ever.
_PATIENCE = 1.0

_real_sleep = time.sleep
_here = threading.local()


def sleep(seconds: float | SupportsIndex, /) -> None:
    """``time.sleep``, but on the virtual clock in a thread of a virtual loop."""
    threads: Threads | None = getattr(_here, "threads", None)
    if threads is None:
        _real_sleep(seconds)
    else:
        threads.sleep(float(seconds))


def install() -> None:
    """Let ``time.sleep`` be :func:`sleep`; it changes nothing outside the threads of a virtual loop.

    It has to happen before an implementation is imported, which may say ``from time import sleep``.
    """
    time.sleep = sleep


class Threads:
    """The threads of one virtual loop: how many are at work, and which of them sleep until when."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.changed = threading.Condition()
        self.working = 0
        self.woken = False
        self.sleepers: list[tuple[float, int, threading.Event]] = []
        self._order = itertools.count()

    def wrap(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function as a thread of this loop runs it."""

        @functools.wraps(function, updated=())
        def run(*args: Any) -> Any:
            _here.threads = self
            try:
                return function(*args)
            finally:
                _here.threads = None

        with self.changed:
            self.working += 1
        return run

    def finished(self, future: object) -> None:
        """A piece of work is done, and its result has reached the loop."""
        with self.changed:
            self.working -= 1
            self.changed.notify_all()

    def wake(self) -> None:
        """Somebody has put something into the loop from another thread."""
        with self.changed:
            self.woken = True
            self.changed.notify_all()

    def sleep(self, seconds: float) -> None:
        """Let the calling thread sleep for so many virtual seconds."""
        event = threading.Event()
        with self.changed:
            heapq.heappush(self.sleepers, (self.now() + seconds, next(self._order), event))
            self.changed.notify_all()
        event.wait()

    def wait(self) -> bool:
        """Wait, in the loop's thread, until it is woken or all threads at work sleep; False: patience ran out."""
        with self.changed:
            return self.changed.wait_for(lambda: self.woken or self.working <= len(self.sleepers), _PATIENCE)

    def next_wake(self) -> float | None:
        """The virtual time at which the first sleeping thread wakes, or None."""
        with self.changed:
            return self.sleepers[0][0] if self.sleepers else None

    def wake_sleepers(self) -> None:
        """Wake the threads whose time has come."""
        with self.changed:
            while self.sleepers and self.sleepers[0][0] <= self.now() + 1e-9:
                heapq.heappop(self.sleepers)[2].set()

    def close(self) -> None:
        """Let every sleeping thread go: its loop is over."""
        with self.changed:
            for _, _, event in self.sleepers:
                event.set()
            self.sleepers.clear()


def call_in_thread(function: Callable[[], None]) -> None:
    """Call a function in another thread and wait for its end (at most the patience above)."""
    thread = threading.Thread(target=function, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
