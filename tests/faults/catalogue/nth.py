"""Faults that show at the Nth iteration or the Nth pause only, N from 2 to 8; and equivalent ones."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

from ..clean import Chain, Pair
from ..fault import fault


def _nth_iteration(n: int) -> None:
    class Stale(Chain):
        def returned(self, payload: Pair) -> None:
            super().returned(self.previous if self.calls == n else payload)

    class Ends(Chain):
        def begin(self) -> None:
            if self.calls != n:
                super().begin()

    class Copies(Chain):
        def returned(self, payload: Pair) -> None:
            super().returned(copy.deepcopy(payload) if self.calls == n else payload)

    if n in (5, 8):
        fault(
            f"payload-stale-after-{n}",
            "CHAIN.next-payload",
            about=f"Iteration {n} is repeated with its own input.",
        )(Stale)
    if n in (3, 6):
        fault(
            f"ends-after-{n}",
            "CHAIN.continues",
            about=f"The chain ends after iteration {n}.",
        )(Ends)
    if n == 5:
        fault(
            f"payload-copied-after-{n}",
            "PAYLOAD.same-objects",
            about=f"The payload of iteration {n} is copied.",
        )(Copies)


def _nth_pause(n: int) -> None:
    class Stale(Chain):
        def begin_pause(self) -> None:
            super().begin_pause()
            if self.pauses == n:
                self.kept = self.previous

    class Lost(Chain):
        def task_continue(self) -> None:
            if not (self.pausing and self.pauses == n):
                super().task_continue()

    if n in (2, 4, 7):
        fault(
            f"kept-stale-at-pause-{n}",
            "CONTINUE.later-pauses CONTINUE.kept-payload" if n == 2 else "CONTINUE.later-pauses",
            about=f"After pause {n} the last input is used again.",
        )(Stale)
    if n == 6:
        fault(f"continue-lost-in-pause-{n}", "CONTINUE.resumes", about=f"CONTINUE in pause {n} is lost.")(Lost)


for _n in range(2, 9):
    _nth_iteration(_n)
    _nth_pause(_n)


# Equivalent ones


@fault(
    "three-turns-between",
    "",
    equivalent="The number of turns between two iterations is left open; no time passes.",
)
class ThreeTurns(Chain):
    """Three turns of the loop pass between two iterations."""

    def begin(self) -> None:
        if self.calls == 0:
            super().begin()
        else:
            self.turn(2)

    def turn(self, more: int) -> None:
        loop = asyncio.get_running_loop()
        if self.final == "CANCEL":
            self.end()
        elif more:
            loop.call_soon(self.turn, more - 1)
        else:
            super().begin()


@fault("error-reported-twice", "", equivalent="At least once is what the rule asks for.")
class ErrorReportedTwice(Chain):
    """The exception is reported twice."""

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        super().report(error, task)
        super().report(error, task)


@fault(
    "wakes-at-every-signal",
    "",
    equivalent="A pause may be as short as one likes; the decision after it is the same.",
)
class WakesAtEverySignal(Chain):
    """Every signal ends the current pause, PAUSE included, and another one begins."""

    def pause(self) -> None:
        super().pause()
        self.wake()


@fault("payload-in-lists", "", equivalent="What is inside counts, not the sequence around it.")
class PayloadInLists(Chain):
    """Each renewal makes new lists and dictionaries around the same objects."""

    def returned(self, payload: Pair) -> None:
        super().returned((list(payload[0]), dict(payload[1])))
