"""Faults of the two final signals: STOP, CANCEL."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain
from ..fault import fault
from .pause import Polling

# STOP


@fault("stop-interrupts", "STOP.completes CONTROL.first-iteration")
class StopInterrupts(Chain):
    """STOP cancels the running iteration."""

    def stop(self) -> None:
        super().stop()
        self.interrupt()


@fault("stop-skips-fargs", "STOP.completes")
class StopSkipsFargs(Chain):
    """After STOP the iteration's fargs isn't called."""

    def begin(self) -> None:
        user = self.__dict__.setdefault("user_fargs", self.fargs)
        self.fargs = lambda given, obtained: given if self.final == "STOP" else user(given, obtained)
        super().begin()


@fault("stop-ignored", "STOP.ends")
class StopIgnored(Chain):
    """STOP does nothing."""

    def stop(self) -> None:
        return


@fault("stop-after-one-more", "STOP.ends")
class StopAfterOneMore(Chain):
    """After STOP one more iteration is made."""

    more = 1

    def decide(self) -> None:
        if self.final == "STOP" and self.more:
            self.more = 0
            self.begin()
        else:
            super().decide()


@fault("stop-lost-with-pause", "STOP.ends CONTROL.final")
class StopLostWithPause(Chain):
    """When PAUSE and STOP were both given, the decision sees PAUSE only."""

    def decide(self) -> None:
        if self.held_back and not self.pausing and self.final == "STOP":
            self.begin_pause()
        else:
            super().decide()


@fault("stop-in-pause-calls-once-more", "STOP.during-pause")
class StopInPauseCallsOnceMore(Chain):
    """STOP in a pause calls the user coroutine once more."""

    def paused(self, result: Any) -> None:
        if self.final == "STOP":
            self.begin()
        else:
            super().paused(result)


@fault("stop-in-pause-waits-for-continue", "STOP.during-pause")
class StopInPauseWaitsForContinue(Chain):
    """STOP in a pause is looked at only after CONTINUE."""

    def stop(self) -> None:
        self.final = self.final or "STOP"


@fault("stop-lost-in-second-pause", "STOP.during-pause")
class StopLostInSecondPause(Chain):
    """STOP in the second pause is lost."""

    def stop(self) -> None:
        if not (self.pausing and self.pauses == 2):
            super().stop()


@fault("stop-in-pause-slow", "STOP.in-time")
class StopInPauseSlow(Chain):
    """STOP in a pause is followed after two time_pause."""

    def stop(self) -> None:
        self.final = self.final or "STOP"
        if self.pausing:
            asyncio.get_running_loop().call_later(2 * self.time_pause, self.wake)


# CANCEL


@fault("cancel-waits-for-the-end", "CANCEL.at-once")
class CancelWaits(Chain):
    """CANCEL lets the running iteration complete."""

    def cancel(self) -> None:
        self.final = "CANCEL"
        if self.pausing:
            self.interrupt()


@fault("cancel-late", "CANCEL.at-once CHAIN.nothing-left")
class CancelLate(Chain):
    """CANCEL reaches the running iteration a tenth of a second later."""

    def interrupt(self) -> None:
        if self.pausing or self.over:
            super().interrupt()
        else:
            asyncio.get_running_loop().call_later(0.1, super().interrupt)


@fault("cancel-ignored", "CANCEL.at-once")
class CancelIgnored(Chain):
    """CANCEL does nothing."""

    def cancel(self) -> None:
        return


@fault(
    "cancel-costs-one-iteration",
    "CANCEL.ends CANCEL.during-pause CANCEL.swallowed CANCEL.from-outside CANCEL.cleanup",
    misblamed="CANCEL.at-once",
)
class CancelCostsOneIteration(Chain):
    """CANCEL cancels the running iteration, and the chain goes on with the last payload."""

    def cancel(self) -> None:
        self.interrupt()

    def cancelled(self) -> None:
        self.decide()


@fault("cancel-lost-before-first-step", "CANCEL.at-once")
class CancelLostBeforeFirstStep(Chain):
    """CANCEL in the instant of the start is lost."""

    def begin(self) -> None:
        self.__dict__.setdefault("begun", asyncio.get_running_loop().time())
        super().begin()

    def cancel(self) -> None:
        if self.__dict__["begun"] != asyncio.get_running_loop().time() or self.calls > 1:
            super().cancel()


@fault("cancel-in-pause-lost", "CANCEL.during-pause")
class CancelInPauseLost(Chain):
    """CANCEL in a pause is lost."""

    def cancel(self) -> None:
        if not self.pausing:
            super().cancel()


@fault("cancel-in-pause-late", "CANCEL.during-pause")
class CancelInPauseLate(Polling):
    """CANCEL in a pause waits until its round ends."""

    def interrupt(self) -> None:
        if not self.pausing:
            super().interrupt()


@fault("cancel-in-pause-resumes", "CANCEL.during-pause", misblamed="CANCEL.at-once")
class CancelInPauseResumes(Chain):
    """CANCEL in a pause ends the pause only, and the user coroutine is called."""

    def cancelled(self) -> None:
        if self.pausing:
            self.begin()
        else:
            super().cancelled()


@fault("cancel-swallowed-revives", "CANCEL.swallowed CANCEL.at-once CANCEL.cleanup")
class SwallowedRevives(Chain):
    """A coroutine that swallows the cancellation of CANCEL is renewed."""

    def cancel(self) -> None:
        self.interrupt()


@fault("cancel-in-its-last-turn-revives", "CANCEL.at-once")
class LastTurnRevives(Chain):
    """CANCEL between the end of an iteration and the decision is lost."""

    def cancel(self) -> None:
        if self.task is None or not self.task.done():
            super().cancel()


@fault("cancel-interrupts-clean-up", "CANCEL.cleanup")
class InterruptsCleanUp(Chain):
    """Each further CANCEL interrupts the clean-up after the first."""

    def cancel(self) -> None:
        self.final = "CANCEL"
        self.interrupt()


@fault("cancel-insists", "CANCEL.cleanup CHAIN.nothing-left")
class CancelInsists(Chain):
    """CANCEL cancels the task again after a quarter of a second if it is still there."""

    def interrupt(self) -> None:
        super().interrupt()
        if self.task is not None and not self.task.done():
            asyncio.get_running_loop().call_later(0.25, super().interrupt)
