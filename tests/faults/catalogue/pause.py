"""Faults of a pause and of what follows it: PAUSE, CONTINUE."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable
from typing import Any

from ..clean import Chain, Pair
from ..fault import fault


class Polling(Chain):
    """Pauses in rounds, as the source text describes it; ``round_seconds`` is how long one is."""

    rounds = 0

    def round_seconds(self) -> float:
        return self.time_pause

    async def pause_coroutine(self) -> Any:
        self.rounds += 1
        await asyncio.sleep(self.round_seconds())

    def begin(self) -> None:
        self.rounds = 0
        super().begin()


# Holding back


@fault("pause-ignored", "PAUSE.holds", may_break="CONTROL.latest-wins CONTROL.repeated")
class PauseIgnored(Chain):
    """PAUSE does nothing."""

    def pause(self) -> None:
        return


@fault("pause-works-once", "PAUSE.holds", may_break="CONTROL.latest-wins")
class PauseWorksOnce(Chain):
    """After a first pause PAUSE does nothing."""

    def pause(self) -> None:
        if self.pauses == 0 or self.pausing:
            super().pause()


@fault("pause-from-inside-ignored", "PAUSE.holds", may_break="CONTROL.latest-wins")
class PauseFromInsideIgnored(Chain):
    """PAUSE given by the user coroutine itself does nothing."""

    def pause(self) -> None:
        if asyncio.current_task() is None or asyncio.current_task() is not self.task:
            super().pause()


@fault("pause-drops-payload-and-calls-first", "PAUSE.lasts")
class PauseLooksIn(Polling):
    """Every fourth round of a pause calls the user coroutine, to see whether there is something new."""

    def paused(self, result: Any) -> None:
        if self.rounds % 4 == 0 and not self.final:
            self.begin()
        else:
            self.decide()


def _ends_by_itself(name: str, about: str, rounds: int) -> None:
    class EndsByItself(Polling):
        def paused(self, result: Any) -> None:
            if self.rounds >= rounds:
                self.held_back = False
            self.decide()

    fault(name, "PAUSE.lasts", about=about, may_break="PAUSE.holds")(EndsByItself)


_ends_by_itself("pause-of-one-round", "A pause ends by itself after one time_pause.", 1)
_ends_by_itself("pause-of-five-rounds", "A pause ends by itself after five rounds.", 5)
_ends_by_itself("pause-of-twenty-rounds", "A pause ends by itself after twenty rounds.", 20)


@fault("pause-calls-fargs", "PAUSE.no-fargs")
class PauseCallsFargs(Polling):
    """The user's fargs is called for each round of a pause, its result dropped."""

    def paused(self, result: Any) -> None:
        self.fargs(self.kept[0], result)
        super().paused(result)


@fault("pause-masked", "PAUSE.no-fargs CONTINUE.kept-payload")
class PauseMasked(Polling):
    """The pause runs through the mask with the user's fargs, whose result replaces the payload."""

    def paused(self, result: Any) -> None:
        self.kept = self.owner.normalise(self.coro, self.fargs(self.kept[0], result), *self.kept)
        super().paused(result)


@fault("second-pause-calls-fargs", "PAUSE.no-fargs")
class SecondPauseCallsFargs(Chain):
    """The user's fargs is called at the end of the second pause."""

    def paused(self, result: Any) -> None:
        if self.pauses == 2:
            self.fargs(self.kept[0], result)
        super().paused(result)


@fault("pause-spins", "PAUSE.takes-time")
class PauseSpins(Polling):
    """A pause is a sleep of zero, over and over."""

    def round_seconds(self) -> float:
        return 0


@fault("pause-spins-after-first-round", "PAUSE.takes-time")
class PauseSpinsLater(Polling):
    """A pause waits once, then turns the loop over and over."""

    def round_seconds(self) -> float:
        return self.time_pause if self.rounds == 1 else 0


# Resuming


@fault("continue-ignored", "CONTINUE.resumes")
class ContinueIgnored(Chain):
    """CONTINUE in a pause does nothing."""

    def task_continue(self) -> None:
        if not self.pausing:
            super().task_continue()


@fault("continue-lost-before-pause-begins", "CONTINUE.resumes", may_break="CONTINUE.in-time STOP.in-time STOP.during-pause")
class LostBeforePauseBegins(Chain):
    """A signal between the start of a pause and its first step is lost."""

    async def pause_coroutine(self) -> Any:
        self.signalled = asyncio.get_running_loop().create_future()
        await self.signalled


@fault("continue-lost-in-second-pause", "CONTINUE.resumes")
class LostInSecondPause(Chain):
    """CONTINUE in the second pause is lost."""

    def task_continue(self) -> None:
        if not (self.pausing and self.pauses == 2):
            super().task_continue()


@fault("continue-lost-after-long-pause", "CONTINUE.resumes")
class LostAfterLongPause(Polling):
    """A pause of more than thirty rounds can't be ended by CONTINUE any more."""

    def task_continue(self) -> None:
        if self.rounds <= 30:
            super().task_continue()


@fault("continue-doubled", "CHAIN.no-overlap", may_break="CONTINUE.resumes CONTINUE.while-running CONTROL.at-finish")
class ContinueDoubled(Chain):
    """CONTINUE in a pause starts the user coroutine twice."""

    def paused(self, result: Any) -> None:
        super().paused(result)
        if not self.pausing and not self.over:
            self.begin()


def _slow(name: str, about: str, seconds: Callable[[Polling], float]) -> None:
    fault(name, "CONTINUE.in-time STOP.in-time", may_break="CONTINUE.resumes", about=about)(
        type("Slow", (Polling,), {"round_seconds": seconds})
    )


_slow("pause-twice-as-slow", "A pause looks for signals every two time_pause.", lambda c: 2 * c.time_pause)
_slow("pause-a-tenth-too-slow", "A round of a pause takes a tenth longer than time_pause.", lambda c: 1.1 * c.time_pause)
_slow("pause-of-a-fixed-second", "A pause looks for signals every second, whatever time_pause is.", lambda c: 1.0)
_slow("pause-backs-off", "Each round of a pause is longer than the one before.", lambda c: c.rounds * c.time_pause)


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


def _kept(name: str, about: str, breaks: str, choose: Callable[[Any, Pair], Pair], may_break: str = "") -> None:
    """A fault that changes the kept payload when a pause begins."""

    class Kept(Chain):
        def begin_pause(self) -> None:
            if not self.pausing:
                self.kept = choose(self, self.kept)
            super().begin_pause()

    fault(name, breaks, about=about, may_break=may_break)(Kept)


_OLD = "CONTINUE.kept-payload CONTINUE.later-pauses"
_kept("kept-first-arguments", "After a pause the chain begins again with its first arguments.", _OLD, lambda c, k: c.first)
_kept("kept-last-input", "After a pause the last input is used again.", _OLD, lambda c, k: c.previous)
_kept("kept-nothing", "After a pause the user coroutine is called without arguments.", _OLD, lambda c, k: ((), {}))
_kept("kept-without-keywords", "A pause loses the keyword arguments.", _OLD, lambda c, k: (k[0], {}))
_kept(
    "kept-deep-copy",
    "A pause keeps a deep copy of the payload.",
    "CONTINUE.same-object",
    lambda c, k: copy.deepcopy(k),
)
_kept(
    "kept-copied-keywords",
    "A pause keeps copies of the keyword arguments' values.",
    "CONTINUE.same-object",
    lambda c, k: (k[0], {n: copy.copy(v) for n, v in k[1].items()}),
)


@fault("kept-pause-result", "CONTINUE.kept-payload", may_break="CONTINUE.later-pauses")
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


@fault("kept-changed-by-pause-again", "CONTINUE.kept-payload", may_break="CONTROL.repeated CONTINUE.later-pauses")
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


@fault("kept-of-the-pause-before", "CONTINUE.later-pauses")
class KeptOfThePauseBefore(Chain):
    """After a pause comes the payload that was kept at the pause before."""

    before: Any = None

    def begin_pause(self) -> None:
        if not self.pausing:
            self.before, self.kept = self.kept, self.before or self.kept
        super().begin_pause()


@fault("continue-starts-a-second", "CONTINUE.while-running", may_break="CHAIN.no-overlap CONTROL.first-iteration")
class ContinueStartsASecond(Chain):
    """CONTINUE while an iteration runs starts one more beside it."""

    def task_continue(self) -> None:
        super().task_continue()
        if not self.pausing and not self.over and not self.final:
            self.begin()
