"""Fault: finished iterations queue up in one list for all chains, and each start takes the first."""

from __future__ import annotations

import asyncio
import collections
from typing import Any

from .base import Chain


class TaskLoop(Chain):
    finished: collections.deque[Any] = collections.deque()

    def iterated(self, task: asyncio.Task[Any]) -> None:
        if not task.cancelled():
            self.finished.append(task.result())
            self.loop.call_soon(self.take)

    def take(self) -> None:
        self.payload = self.finished.popleft()
        self.decide()
