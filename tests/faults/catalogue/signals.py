"""Faults of the control model: when signals are decided, and which of several counts."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain, Pair
from ..fault import fault

# When


@fault("pause-interrupts", "CONTROL.at-finish", misblamed="CONTINUE.resumes")
class PauseInterrupts(Chain):
    """PAUSE cancels the running iteration."""

    def pause(self) -> None:
        super().pause()
        if not self.pausing:
            self.interrupt()


@fault("continue-interrupts", "CONTROL.at-finish CONTINUE.while-running")
class ContinueInterrupts(Chain):
    """CONTINUE cancels the running iteration."""

    def task_continue(self) -> None:
        if not self.pausing:
            self.interrupt()
        super().task_continue()


@fault("signals-one-decision-late", "PAUSE.holds STOP.ends")
class SignalsOneDecisionLate(Chain):
    """A decision sees the signals as they were at the decision before."""

    seen = (False, "")

    def returned(self, payload: Pair) -> None:
        self.kept = payload
        (held_back, final), self.seen = self.seen, (self.held_back, self.final)
        if self.final == "CANCEL" or final:
            self.end()
        elif held_back:
            self.begin_pause()
        else:
            self.begin()


# Which


@fault("pause-beats-continue", "CONTROL.latest-wins")
class PauseBeatsContinue(Chain):
    """CONTINUE doesn't take back a PAUSE of the same iteration."""

    def task_continue(self) -> None:
        if self.pausing or self.over:
            super().task_continue()


@fault("continue-beats-pause", "CONTROL.latest-wins")
class ContinueBeatsPause(Chain):
    """PAUSE after a CONTINUE in the same iteration is ignored."""

    continued = False

    def begin(self) -> None:
        self.continued = False
        super().begin()

    def task_continue(self) -> None:
        self.continued = True
        super().task_continue()

    def pause(self) -> None:
        if not self.continued:
            super().pause()


@fault("pause-after-continue-in-pause-lost", "CONTROL.latest-wins")
class PauseAfterContinueInPauseLost(Chain):
    """PAUSE just after CONTINUE in a pause is lost."""

    def pause(self) -> None:
        if not (self.pausing and not self.held_back):
            super().pause()


@fault("pause-and-continue-make-a-short-pause", "CONTROL.latest-wins")
class ShortPause(Chain):
    """PAUSE and CONTINUE within one iteration make a pause of one time_pause."""

    taken_back = False

    def task_continue(self) -> None:
        self.taken_back = self.held_back and not self.pausing
        super().task_continue()

    def decide(self) -> None:
        if self.taken_back and not self.final and not self.held_back:
            self.taken_back = False
            self.begin_pause()
            asyncio.get_running_loop().call_later(self.time_pause, self.wake)
        else:
            super().decide()


@fault("signals-counted", "CONTROL.repeated")
class SignalsCounted(Chain):
    """Two PAUSE need two CONTINUE."""

    count = 0

    def pause(self) -> None:
        self.count += 1
        super().pause()

    def task_continue(self) -> None:
        self.count = max(0, self.count - 1)
        if self.count == 0:
            super().task_continue()


@fault("pause-toggles", "CONTROL.repeated")
class PauseToggles(Chain):
    """A second PAUSE takes the first one back."""

    def pause(self) -> None:
        self.held_back = not self.held_back
        if not self.held_back:
            self.wake()


@fault("second-signal-of-an-instant-lost", "CONTROL.latest-wins", misblamed="CONTROL.repeated")
class SecondSignalLost(Chain):
    """Of two PAUSE or CONTINUE in one instant only the first is taken."""

    last = -1.0

    def first_now(self) -> bool:
        now = asyncio.get_running_loop().time()
        first, self.last = now != self.last, now
        return first

    def pause(self) -> None:
        if self.first_now():
            super().pause()

    def task_continue(self) -> None:
        if self.first_now():
            super().task_continue()


def _raises(name: str, signal: str, breaks: str, about: str, condition: Any) -> None:
    def method(self: Chain) -> None:
        if condition(self):
            raise RuntimeError(about)
        getattr(Chain, signal)(self)

    fault(name, breaks, about=about)(type("Raises", (Chain,), {signal: method}))


_raises(
    "pause-twice-raises",
    "pause",
    "CONTROL.repeated",
    "A second PAUSE raises, after the end, too.",
    lambda c: c.held_back,
)
_raises(
    "cancel-twice-raises",
    "cancel",
    "CONTROL.repeated",
    "A second CANCEL raises.",
    lambda c: c.final == "CANCEL" and not c.over,
)
_raises(
    "continue-unpaused-raises",
    "task_continue",
    "CONTINUE.while-running",
    "CONTINUE raises when nothing is paused.",
    lambda c: not c.held_back and not c.over and not c.final,
)
_raises("pause-after-end-raises", "pause", "CONTROL.after-end", "PAUSE after the end raises.", lambda c: c.over)
_raises("cancel-after-end-raises", "cancel", "CONTROL.after-end", "CANCEL after the end raises.", lambda c: c.over)


@fault("continue-after-end-restarts", "CONTROL.after-end", misblamed="CHAIN.continues")
class ContinueAfterEndRestarts(Chain):
    """CONTINUE after the end starts the chain again."""

    def task_continue(self) -> None:
        if self.over:
            self.over, self.final = False, ""
            self.begin()
        else:
            super().task_continue()
