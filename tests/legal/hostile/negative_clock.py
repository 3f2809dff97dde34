"""Fault: minus one stands for "never", as if no clock could start below it."""

from __future__ import annotations

from .base import Chain

NEVER = -1.0


class TaskLoop(Chain):
    last_pause = last_continue = NEVER

    def pause(self) -> None:
        self.last_pause = self.loop.time()
        self.holding = self.last_pause > NEVER

    def stop(self) -> None:
        super().stop()
        self.holding = False
