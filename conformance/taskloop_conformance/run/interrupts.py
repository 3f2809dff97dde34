"""SIGTERM and SIGHUP as Ctrl-C is: an exception in the main thread, after which all is put away and reported."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class Interrupted(KeyboardInterrupt):
    """The system asks for the end; its text is the signal's name."""


@contextlib.contextmanager
def held_back() -> Iterator[None]:
    """Within the block no signal interrupts: what comes meanwhile does at its end.

    What has been read of a channel and not yet taken would be lost otherwise.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def signals_as_interruptions() -> Iterator[None]:
    """Within the block the first SIGTERM or SIGHUP raises :class:`Interrupted`; further ones are ignored.

    The first one starts the end, which takes a moment; a second one must not break it off. SIGHUP stays ignored where
    it was (``nohup``). Outside the main thread this does nothing: Python has signal handlers there only.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        raise Interrupted(signal.Signals(number).name)

    before = {}
    for number in numbers:
        if signal.getsignal(number) == signal.SIG_DFL:
            before[number] = signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
