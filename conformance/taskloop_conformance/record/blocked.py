"""Code that doesn't give the event loop its next turn is interrupted once it has taken too much processor time.

Turns that follow each other without time moving are counted by the loop itself (``clock.Spin``).  Where a callback or a
task never comes back there is no next turn, and only somebody outside can interrupt it: a timer of the operating system
that counts the processor time of this process, so that a busy machine changes nothing.  What was recorded until then is
judged like the history of any other loop that spins, instead of being lost with the process.

A garbage collection is time that nobody's code has taken: inside a large program one takes longer than a turn may.
What passes in it isn't counted, and an exception raised in it would be lost anyway, since Python only prints what a
callback of the collector raises.  Nor is what the suite itself does in a turn (:func:`not_counted`): to count what a
large program has in memory takes as long.

There are such timers on Linux and macOS, for the main thread alone.  Elsewhere, and where code sleeps instead of
computing, it hangs, and whoever watches over the process ends it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from .progress import interrupted

#: How often is looked whether the loop has got on (seconds of processor time).  A turn of a conforming implementation
#: takes less than a thousandth of it.
_FIRST = 0.5

#: What blocks in one history blocks in hundreds, so that each time code was interrupted it is looked twice as often,
#: down to this, which is still a hundred turns of a conforming implementation; after so many interruptions there is no
#: doubt left, and it is twenty turns.
_SHORTEST, _MANY, _NO_DOUBT = 0.05, 20, 0.01


class Blocked(KeyboardInterrupt):
    """One turn of the loop has taken too much processor time.

    It is a KeyboardInterrupt because asyncio lets nothing else out of an event loop at once.
    """


class _Watch:
    """Remembers in which turn of which loop it looked last, and how often it looks (seconds of processor time)."""

    def __init__(self) -> None:
        self._seen: tuple[int, int] | None = None
        self.interval = _FIRST
        self.interruptions = 0
        self.excused = 0  # how many parts of the suite are at work that takes its time
        self.outside: object = None  # the loop whose turn it is while asyncio knows of no running one
        self._collecting = False

    def look(self, number: int, frame: FrameType | None) -> None:
        """The timer's signal: raises :class:`Blocked` where the loop is still in the turn in which it was last time."""
        loop = asyncio._get_running_loop() or self.outside
        turn = getattr(loop, "turn", None)  # only a loop on a virtual clock counts its turns
        now = None if turn is None or self._collecting or self.excused else (id(loop), turn)
        if now is None or now != self._seen:
            self._seen = now
            return
        self.interruptions += 1
        interrupted()
        shortest = _SHORTEST if self.interruptions < _MANY else _NO_DOUBT
        self._seen, self.interval = None, max(shortest, self.interval / 2)
        signal.setitimer(signal.ITIMER_VIRTUAL, self.interval, self.interval)
        raise Blocked("one turn of the event loop took all the processor time")

    def collect(self, phase: str, info: dict[str, int]) -> None:
        """The garbage collector's callback.  A signal from during a collection comes as this is called at its end."""
        self._collecting = phase == "start"


_watch = _Watch()


def interruptions() -> int:
    """How often code of this implementation was interrupted in this process so far."""
    return _watch.interruptions


def forget() -> None:
    """The next implementation is another one, about which nothing is known: it gets all the time again."""
    _watch.interval, _watch.interruptions = _FIRST, 0


@contextlib.contextmanager
def outside_of(loop: object) -> Iterator[None]:
    """What is done in here is still of this loop's turn, though asyncio is told that no loop runs."""
    before, _watch.outside = _watch.outside, loop
    try:
        yield
    finally:
        _watch.outside = before


@contextlib.contextmanager
def not_counted() -> Iterator[None]:
    """The processor time of what is done in here is the suite's own."""
    _watch.excused += 1
    try:
        yield
    finally:
        _watch.excused -= 1


@contextlib.contextmanager
def interrupted_when_blocked() -> Iterator[None]:
    """While this lasts, code that blocks an event loop of the suite is interrupted, where that can be done."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _watch.look)
    # The first of the callbacks, so that a signal from during a collection finds it and not somebody else's.
    gc.callbacks.insert(0, _watch.collect)
    signal.setitimer(signal.ITIMER_VIRTUAL, _watch.interval, _watch.interval)
    try:
        yield
    finally:
        gc.callbacks.remove(_watch.collect)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
