"""Faults of the first iteration under signals, and of signals that should be final."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from ..clean import Chain
from ..fault import fault

# The first iteration


@fault("stop-prevents-first-iteration", "CONTROL.first-iteration")
class StopPreventsFirst(Chain):
    """STOP before the first step prevents the first iteration."""

    stepped = False

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        super().run(self.step(coroutine))

    async def step(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        self.stepped = True
        return await coroutine

    def stop(self) -> None:
        super().stop()
        if not self.stepped:
            self.interrupt()


@fault("pause-prevents-first-iteration", "CONTROL.first-iteration")
class PausePreventsFirst(Chain):
    """A chain that is paused before its first step waits with its first iteration, too."""

    def create(self) -> Any:
        asyncio.get_running_loop().call_soon(self.decide)


@fault("signal-before-first-step-lost", "PAUSE.holds STOP.ends")
class SignalBeforeFirstStepLost(Chain):
    """Signals given before the first step are forgotten when the first iteration begins."""

    def run(self, coroutine: Any) -> None:
        super().run(self.reset(coroutine) if self.calls == 1 and not self.pausing else coroutine)

    async def reset(self, coroutine: Any) -> Any:
        self.held_back, self.final = False, ""
        return await coroutine


# Finality


@fault("continue-undoes-stop", "CONTROL.final")
class ContinueUndoesStop(Chain):
    """CONTINUE takes STOP back."""

    def task_continue(self) -> None:
        if self.final == "STOP" and not self.over:
            self.final = ""
        super().task_continue()


@fault("pause-undoes-stop", "CONTROL.final")
class PauseUndoesStop(Chain):
    """PAUSE takes STOP back."""

    def pause(self) -> None:
        if self.final == "STOP" and not self.over:
            self.final = ""
        super().pause()


@fault("continue-undoes-cancel", "CONTROL.final")
class ContinueUndoesCancel(Chain):
    """CONTINUE takes CANCEL back: a coroutine that swallowed it is renewed."""

    def task_continue(self) -> None:
        if self.final == "CANCEL" and not self.over:
            self.final = ""
        super().task_continue()


@fault("one-word-for-the-signal", "CONTROL.final CANCEL.cleanup CHAIN.nothing-left")
class OneWord(Chain):
    """The latest signal of all is the only one remembered."""

    def pause(self) -> None:
        super().pause()
        self.final = ""

    def task_continue(self) -> None:
        if not self.over:
            self.final = ""
        super().task_continue()


@fault("stop-downgrades-cancel", "CANCEL.cleanup")
class StopDowngradesCancel(Chain):
    """STOP after CANCEL replaces it, so that the next CANCEL interrupts the clean-up again."""

    def stop(self) -> None:
        super().stop()
        self.final = "STOP"
