"""Fault: a coroutine function is handed to `call_soon`; it is never run, and only debug mode refuses it."""

from __future__ import annotations

import asyncio
from typing import Any

from .base import Chain


class TaskLoop(Chain):
    async def log(self) -> None:
        """Meant to be run."""

    def iterated(self, task: asyncio.Task[Any]) -> None:
        self.loop.call_soon(self.log)  # the fault: it takes plain functions
        super().iterated(task)
