"""Fault: from the second pause on, two timers of the same instant, and one builds on what the other has done.

At the first pause it would be found without the setting: with two chains and four timers the heap's own order does it.
"""

from __future__ import annotations

from .base import Chain


class TaskLoop(Chain):
    pauses = 0

    def rest(self) -> None:
        self.pauses += 1
        super().rest()

    def task_continue(self) -> None:
        """Let go and wake after half a `time_pause`, in this order, it is hoped."""
        if self.pauses < 2 or self.bell is None or self.bell.done():
            super().task_continue()
        else:
            self.loop.call_later(self.time_pause / 2, self.let_go)
            self.loop.call_later(self.time_pause / 2, self.wake)

    def let_go(self) -> None:
        self.holding = False

    def wake(self) -> None:
        """Wake the pause, which looks once whether it may go on and is lost when it may not."""
        if not self.holding:
            self.ring()
