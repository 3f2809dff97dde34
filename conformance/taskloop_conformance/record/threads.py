"""Beside a virtual clock: threads that an implementation works with, and other clocks that it reads.

A virtual loop moves its clock as soon as it has nothing to do.  While a thread of the implementation is at work that
would be wrong: the thread may be about to wake the loop.  So the loop counts the work that it has handed out, and waits
for it in real time.

A thread that waits is the exception: it should wake at a *virtual* time, or a pause of an hour would take an hour.  So
in the threads of a virtual loop ``time.sleep`` waits for the virtual clock, and so does ``threading.Condition.wait``,
on which ``Event``, ``Semaphore``, ``Barrier`` and ``queue.Queue`` are built.  What waits to be notified waits for
somebody else: it doesn't hold the clock up.  A lock with a timeout, and whatever waits outside Python, passes in real
time; the clock then stands still until it is over.

Code that sleeps in the loop's own thread lets that time pass for all chains: what was due meanwhile comes late, and is
judged so.

A thread that code of a virtual loop starts by itself, such as a ``threading.Timer``, is one of that loop's, too.

For the same reason ``time.monotonic``, ``time.perf_counter`` and ``time.time`` read the virtual clock, in the loop's
own thread, too: an implementation may ask them whether its pause is over.  ``datetime.now()`` can't be led so, nor can
a library that reads the clock outside Python; what goes by them stands still here, and can't be judged.
"""

from __future__ import annotations

import asyncio
import concurrent.futures.thread
import contextlib
import functools
import math
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, SupportsIndex

#: How long the loop waits for a thread that is at work before it goes on without it (real seconds): an implementation's
#: thread does next to nothing in these runs, and one that waits for the loop itself would wait for ever.
_PATIENCE = 1.0

#: The loop waits in pieces of so many real seconds and counts each as no longer than that.  On a machine that has more
#: to do than it can, the pieces come late, and the threads' work takes as much longer: nobody has waited for anything.
_TICK = 0.01

#: What ``time.time`` gives where the virtual clock reads 0: 2001-09-09, a time that nobody takes for now.
_BEGINNING = 1e9

_real_sleep = time.sleep
_real_wait = threading.Condition.wait
_real_start = threading.Thread.start
real_monotonic = time.monotonic
_here = threading.local()


def sleep(seconds: float | SupportsIndex, /) -> None:
    """``time.sleep``, but on the virtual clock in a thread of a virtual loop, and in that of the loop itself."""
    threads: Threads | None = getattr(_here, "threads", None)
    loop: Any = asyncio._get_running_loop()
    if threads is not None:
        threads.sleep(float(seconds))
    elif getattr(loop, "virtual", False) and float(seconds) > 0:
        loop.move(float(seconds))  # nothing else gets its turn until then
    else:
        _real_sleep(seconds)


def _wait(condition: Any, timeout: float | None = None) -> bool:
    """``Condition.wait``, but on the virtual clock in a thread of a virtual loop."""
    threads: Threads | None = getattr(_here, "threads", None)
    if threads is None or (timeout is not None and timeout <= 0) or not condition._is_owned():
        return _real_wait(condition, timeout)
    # The condition's own list of those who wait is part of no interface, and the only place where notify() looks.
    waiter = threads.waiter(math.inf if timeout is None else timeout)
    condition._waiters.append(waiter)
    saved = condition._release_save()
    try:
        return waiter.wait()
    finally:
        condition._acquire_restore(saved)
        with contextlib.suppress(ValueError):
            condition._waiters.remove(waiter)


def _start(thread: threading.Thread) -> None:
    """``Thread.start``, but what code of a virtual loop starts is a thread of that loop."""
    threads: Threads | None = getattr(_here, "threads", None)
    loop: Any = asyncio._get_running_loop()
    if threads is None and getattr(loop, "virtual", False):
        threads = loop.threads
    # A thread of an executor is handed its work piece by piece, and counts while it is at work.
    if threads is not None and not _of_an_executor(thread):
        thread.run = threads.wrap_thread(thread.run)  # type: ignore[method-assign]  # this thread's own
    _real_start(thread)


def start_plainly(thread: threading.Thread) -> None:
    """Start a thread that is none of the virtual loop that runs here: the suite's own."""
    _real_start(thread)


def _of_an_executor(thread: threading.Thread) -> bool:
    """Whether this is one of the threads that wait in an executor for something to do."""
    return getattr(thread, "_target", None) is concurrent.futures.thread._worker


def _monotonic() -> float:
    """``time.monotonic`` for what waits in a thread: of the virtual clock in a thread of a virtual loop."""
    threads: Threads | None = getattr(_here, "threads", None)
    return real_monotonic() if threads is None else threads.now()


def _virtual_now() -> float | None:
    """The virtual time where code of a virtual loop, or of one of its threads, is at work; None elsewhere."""
    threads: Threads | None = getattr(_here, "threads", None)
    if threads is not None:
        return threads.now()
    loop = asyncio._get_running_loop()
    return loop.time() if loop is not None and getattr(loop, "virtual", False) else None


def _on_virtual_clock(real: Callable[[], float], first: float) -> Callable[[], float]:
    """A function of the module ``time`` that gives seconds since ``first`` on the virtual clock, where one rules."""

    def read() -> float:
        now = _virtual_now()
        return real() if now is None else first + now

    return read


def install() -> None:
    """Let these functions take the places of the library's: nothing changes beside a virtual loop.

    It has to happen before an implementation is imported, which may say ``from time import sleep``.
    """
    if time.sleep is sleep:
        return
    time.sleep = sleep
    # The usual event loop goes by time.monotonic, so an implementation may take the one for the other.
    time.monotonic = _on_virtual_clock(real_monotonic, 0.0)
    time.perf_counter = _on_virtual_clock(time.perf_counter, 0.0)
    time.time = _on_virtual_clock(time.time, _BEGINNING)
    # These two modules have imported it under names of their own. Whoever waits so in the thread of the loop itself
    # blocks it, and must come back in real time.
    threading._time = queue.time = _monotonic  # type: ignore[attr-defined]  # the stubs don't show these names
    threading.Thread.start = _start  # type: ignore[method-assign, assignment]  # its `self` is any thread
    threading.Condition.wait = _wait  # type: ignore[method-assign, assignment]  # its `self` is any condition


class Waiter:
    """A thread that waits until a virtual time or until it is released; to a condition it looks like a lock."""

    def __init__(self, threads: Threads, until: float) -> None:
        self._threads, self.until = threads, until
        # A bare lock: an Event would come back to the function above.
        self._gate = threading.Lock()
        self._gate.acquire()
        self._notified = False

    def wait(self) -> bool:
        """Wait, in the thread itself; gives whether somebody has released it before its time."""
        self._gate.acquire()
        return self._notified

    def release(self) -> None:
        """Wake it; raises RuntimeError as a lock does that is free."""
        if not self._threads.forget(self):
            raise RuntimeError("release unlocked lock")
        self._notified = True
        self._gate.release()

    def time_is_up(self) -> None:
        """Wake it as its time has come; it is on no list any more."""
        self._gate.release()


class Threads:
    """The threads of one virtual loop: how many are at work, and which of them sleep until when."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.changed = threading.Condition()
        self.working = 0
        self.woken = False
        # In the order in which they came: of those whose time comes at one instant the first is the first to wake.
        self.sleepers: list[Waiter] = []

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

    def wrap_thread(self, run: Callable[[], None]) -> Callable[[], None]:
        """What a thread does that was started by itself: it is at work until it ends."""
        work = self.wrap(run)

        def run_and_finish() -> None:
            try:
                work()
            finally:
                self.finished(None)

        return run_and_finish

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

    def waiter(self, seconds: float) -> Waiter:
        """What the calling thread waits with for so many virtual seconds; from now on it doesn't count as at work."""
        with self.changed:
            waiter = Waiter(self, self.now() + seconds)
            self.sleepers.append(waiter)
            self.changed.notify_all()
        return waiter

    def sleep(self, seconds: float) -> None:
        """Let the calling thread sleep for so many virtual seconds."""
        self.waiter(seconds).wait()

    def forget(self, waiter: Waiter) -> bool:
        """Take a thread that waits from the list, so that it counts as at work again; False: it wasn't on it."""
        with self.changed:
            if waiter not in self.sleepers:
                return False
            self.sleepers.remove(waiter)
            return True

    def wait(self) -> float:
        """Wait, in the loop's thread, until it is woken or all threads at work sleep, or patience has run out.

        Gives for how long (real seconds), without what this thread itself was late.
        """
        waited = 0.0
        with self.changed:
            while not self.woken and self.working > len(self.sleepers) and waited < _PATIENCE:
                began = real_monotonic()
                self.changed.wait(_TICK)
                waited += min(_TICK, real_monotonic() - began)
        return waited

    def next_wake(self) -> float | None:
        """The virtual time at which the first waiting thread wakes, or None."""
        with self.changed:
            first = min((waiter.until for waiter in self.sleepers), default=math.inf)
        return None if first == math.inf else first

    def wake_sleepers(self) -> None:
        """Wake the threads whose time has come."""
        now = self.now() + 1e-9
        self._let_go(lambda waiter: waiter.until <= now)

    def close(self) -> None:
        """Let every waiting thread go: its loop is over."""
        self._let_go(lambda waiter: True)

    def _let_go(self, due: Callable[[Waiter], bool]) -> None:
        with self.changed:
            awake = [waiter for waiter in self.sleepers if due(waiter)]
            self.sleepers = [waiter for waiter in self.sleepers if waiter not in awake]
        for waiter in awake:
            waiter.time_is_up()


def call_in_thread(function: Callable[[], None]) -> None:
    """Call a function in another thread and wait for its end (at most the patience above)."""
    thread = threading.Thread(target=function, daemon=True)
    _real_start(thread)  # it is the caller's, no thread of the implementation
    thread.join(_PATIENCE)
