"""Faults of what follows a pause: CONTINUE and the kept payload."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

from ..clean import Chain, Pair
from ..fault import fault
from .pause import Polling

# Resuming


@fault("continue-ignored", "CONTINUE.resumes")
class ContinueIgnored(Chain):
    """CONTINUE in a pause does nothing."""

    def task_continue(self) -> None:
        if not self.pausing:
            super().task_continue()


@fault("continue-lost-before-pause-begins", "CONTINUE.resumes STOP.during-pause")
class LostBeforePauseBegins(Chain):
    """A signal between the start of a pause and its first step is lost."""

    async def pause_coroutine(self) -> Any:
        self.signalled = asyncio.get_running_loop().create_future()
        await self.signalled


@fault("continue-lost-after-long-pause", "CONTINUE.resumes")
class LostAfterLongPause(Polling):
    """A pause of more than thirty rounds can't be ended by CONTINUE any more."""

    def task_continue(self) -> None:
        if self.rounds <= 30:
            super().task_continue()


@fault("continue-doubled", "CHAIN.no-overlap CHAIN.yields CHAIN.flat")
class ContinueDoubled(Chain):
    """CONTINUE in a pause starts the user coroutine twice."""

    def paused(self, result: Any) -> None:
        super().paused(result)
        if not self.pausing and not self.over:
            self.begin()


def _slow(name: str, about: str, seconds: Callable[[Polling], float]) -> None:
    fault(name, "CONTINUE.in-time STOP.in-time", about=about)(type("Slow", (Polling,), {"round_seconds": seconds}))


_slow(
    "pause-a-tenth-too-slow",
    "A round of a pause takes a tenth longer than time_pause.",
    lambda c: 1.1 * c.time_pause,
)
_slow(
    "pause-of-a-fixed-second",
    "A pause looks for signals every second, whatever time_pause is.",
    lambda c: 1.0,
)
_slow(
    "pause-backs-off",
    "Each round of a pause is longer than the one before.",
    lambda c: c.rounds * c.time_pause,
)
_slow(
    "pause-backs-off-late",
    "A pause looks often at first, and after ten time_pause every two of them only.",
    lambda c: float(min(c.time_pause / 10 * 1.1**c.rounds, 2 * c.time_pause)),
)


@fault("continue-takes-another-round", "CONTINUE.in-time")
class AnotherRound(Polling):
    """After CONTINUE one more round of the pause is waited for."""

    asked = False

    def paused(self, result: Any) -> None:
        if not self.held_back and not self.final and not self.asked:
            self.asked = True
            self.begin_pause()
        else:
            self.asked = False
            super().paused(result)


# The kept payload


def _kept(name: str, about: str, breaks: str, choose: Callable[[Any, Pair], Pair]) -> None:
    """A fault that changes the kept payload when a pause begins."""

    class Kept(Chain):
        def begin_pause(self) -> None:
            if not self.pausing:
                self.kept = choose(self, self.kept)
            super().begin_pause()

    fault(name, breaks, about=about)(Kept)


_OLD = "CONTINUE.kept-payload"
_kept(
    "kept-first-arguments",
    "After a pause the chain begins again with its first arguments.",
    _OLD,
    lambda c, k: c.first,
)
_kept("kept-last-input", "After a pause the last input is used again.", _OLD, lambda c, k: c.previous)
_kept(
    "kept-deep-copy",
    "A pause keeps a deep copy of the payload.",
    "CONTINUE.same-object CONTINUE.resumes",  # what can't be copied ends the chain
    lambda c, k: copy.deepcopy(k),
)


def _with_lists_copied(payload: Pair) -> Pair:
    args, kwargs = payload
    return args, {name: list(value) if type(value) is list else value for name, value in kwargs.items()}


_kept(
    "kept-lists-among-keywords-copied",
    "A pause keeps copies of the lists among the keyword arguments.",
    "CONTINUE.same-object",
    lambda c, k: _with_lists_copied(k),
)


@fault("kept-pause-result", "CONTINUE.kept-payload")
class KeptPauseResult(Chain):
    """After a pause the user coroutine is called with what the pause gave."""

    async def pause_coroutine(self) -> Any:
        await super().pause_coroutine()
        return self.time_pause

    def paused(self, result: Any) -> None:
        self.kept = ((result,), {})
        super().paused(result)


@fault("kept-lost-after-ten-rounds", "CONTINUE.kept-payload")
class KeptLostAfterTenRounds(Polling):
    """After ten rounds of a pause the payload is replaced by the last input."""

    def paused(self, result: Any) -> None:
        if self.rounds == 10:
            self.kept = self.previous
        super().paused(result)


@fault("kept-changed-by-pause-again", "CONTROL.repeated")
class KeptChangedByPauseAgain(Chain):
    """PAUSE given in a pause replaces the kept payload by the last input."""

    def pause(self) -> None:
        if self.pausing:
            self.kept = self.previous
        super().pause()


@fault("kept-of-the-first-pause", "CONTINUE.later-pauses")
class KeptOfTheFirstPause(Chain):
    """The payload that was kept at the first pause comes back after every later one."""

    at_first: Any = None

    def begin_pause(self) -> None:
        self.at_first = self.at_first or self.kept
        self.kept = self.at_first
        super().begin_pause()


@fault("continue-starts-a-second", "CONTINUE.while-running CHAIN.no-overlap CHAIN.next-payload")
class ContinueStartsASecond(Chain):
    """CONTINUE while an iteration runs starts one more beside it."""

    def task_continue(self) -> None:
        super().task_continue()
        if not self.pausing and not self.over and not self.final:
            self.begin()
