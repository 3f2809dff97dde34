"""What stands between a program and its chain on the stage, so that the tape hears of everything and changes nothing.

Nobody tells the tape what happens: a signal is a method that the program calls, and a cancellation is an exception that
the event loop throws into a coroutine.  So a chain and its coroutine are wrapped, each in the thinnest thing that
passes everything on: what isn't noted is the wrapped object's own.  A wrapper around a coroutine can't be a coroutine
function with ``try`` around an ``await``: it wouldn't see a cancellation that the coroutine swallows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from typing import Any

_SIGNALS = {"pause": "PAUSE", "task_continue": "CONTINUE", "stop": "STOP", "cancel": "CANCEL"}


class WatchedChain:
    """A chain whose signals are noted; everything else is the chain's own.

    ``signalled`` is called with the name of each signal just before it is given, ``reported`` with the exception that
    an awaiter of the chain gets.
    """

    def __init__(self, chain: Any, signalled: Callable[[str], None], reported: Callable[[BaseException], None]) -> None:
        self._chain, self._signalled, self._reported = chain, signalled, reported

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(self._chain, attribute)
        if attribute not in _SIGNALS:
            return found

        def signal(*args: Any, **kwargs: Any) -> Any:
            self._signalled(_SIGNALS[attribute])
            return found(*args, **kwargs)

        return signal

    def __await__(self) -> Generator[Any, None, Any]:
        try:
            return (yield from self._chain.__await__())
        except Exception as error:
            self._reported(error)
            raise


class Relay:
    """Awaits a coroutine and says when a cancellation arrives, even one that is swallowed."""

    def __init__(self, inner: Awaitable[Any], interrupt: Callable[[], None]) -> None:
        self.inner, self.interrupt = inner, interrupt

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self.inner.__await__()
        thrown: BaseException | None = None
        while True:
            try:
                awaited = next(steps) if thrown is None else steps.throw(thrown)
            except StopIteration as stop:
                return stop.value
            thrown = None
            try:
                yield awaited
            except asyncio.CancelledError as cancellation:
                self.interrupt()
                thrown = cancellation
