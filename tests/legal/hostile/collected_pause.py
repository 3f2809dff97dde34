"""Fault: nothing holds a pausing chain but itself, so that a garbage collection takes it away."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from typing import Any

from .base import Chain


class Signals:
    """What a caller holds: it knows its chain weakly."""

    def __init__(self, chain: Chain) -> None:
        self._chain = weakref.ref(chain)

    def __getattr__(self, name: str) -> Any:
        chain = self._chain()
        return getattr(chain, name) if chain is not None else lambda: None


class _Chain(Chain):
    def launch(self, work: Any, then: Callable[[Any], None]) -> asyncio.Task[Any]:
        task = super().launch(work, then)
        if work.__name__ == "wait":
            self.alive.discard(task)
        return task


class TaskLoop:
    def __init__(self, *args: Any, **options: Any) -> None:
        self._given: tuple[Any, Any] = (args, options)

    def create(self) -> Any:
        args, options = self._given
        chain = _Chain(*args, **options)
        self._signals = Signals(chain)
        chain.create()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._signals, name)
