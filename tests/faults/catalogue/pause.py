"""Faults of a pause: whether it begins, lasts and lets time pass."""

from __future__ import annotations

import asyncio
from typing import Any

from ..clean import Chain
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


@fault("pause-ignored", "PAUSE.holds")
class PauseIgnored(Chain):
    """PAUSE does nothing."""

    def pause(self) -> None:
        return


@fault("pause-works-once", "PAUSE.holds")
class PauseWorksOnce(Chain):
    """After a first pause PAUSE does nothing."""

    def pause(self) -> None:
        if self.pauses == 0 or self.pausing:
            super().pause()


@fault("pause-from-inside-ignored", "PAUSE.holds")
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

    fault(name, "PAUSE.lasts", about=about)(EndsByItself)


_ends_by_itself("pause-of-twenty-rounds", "A pause ends by itself after twenty rounds.", 20)


@fault("pause-calls-fargs", "PAUSE.no-fargs", misblamed="ISOLATION.signals")
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
