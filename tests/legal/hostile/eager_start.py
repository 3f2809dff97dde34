"""Fault: CANCEL reaches the task that `create_task` returned last, which isn't there yet in an eager first step."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .base import Chain


class TaskLoop(Chain):
    def launch(self, work: Any, then: Callable[[Any], None]) -> asyncio.Task[Any]:
        self.task = task = self.loop.create_task(work)
        self.alive.add(task)
        task.add_done_callback(self.alive.discard)
        task.add_done_callback(then)
        return task
