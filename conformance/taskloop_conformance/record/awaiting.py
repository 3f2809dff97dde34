"""Who awaits a chain, and what comes of it: the facts for CHAIN.awaited and CHAIN.awaiter-cancelled.

Only a chain that has ``__await__`` can be awaited; for any other nothing happens here.  What ``create()`` returns is
not the chain: it may be the task of the first iteration alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..model.history import Event
from ..model.text import short
from .clock import VirtualLoop
from .crashes import crash

#: When the awaiter that is to be cancelled is cancelled (seconds): in the middle of the first iteration.
_CANCEL_AT = 0.5

#: When the awaiter that comes later begins to wait (seconds): in the pause of a chain that is paused after its first
#: iteration, or else in the middle of the third one.
_MIDWAY = 2.5

#: How long somebody waits who passes by (seconds), and so long after the others he comes: in a pause of pieces, each a
#: time_pause long, he comes and goes in one and the same.
_MOMENT = 0.1

#: How long after one another those begin to wait who come one by one (seconds); the last of them in a later iteration.
_STAGGERED = 0.9

#: So many come after the end, where somebody does: the outcome is each one's, and not the first one's alone.
_LATE = 2

#: Events that show that a chain hasn't ended.
_ALIVE = frozenset({"call", "return", "fargs", "raise", "interrupted", "cancelled"})

#: So many awaiters wait together where several do.
_SEVERAL = 3


@dataclass
class _Awaiter:
    """One task that awaits a chain; ``error`` is what the await raised."""

    chain: str
    task: asyncio.Task[Any] | None = None
    error: BaseException | None = None
    cancelled: bool = False
    gives_up: bool = False
    one_of_several: bool = False


class Awaiters:
    """The awaiters of one run.

    ``note`` writes an event down; ``told`` is called with what an awaiter got raised; ``fits`` says whether that (None:
    nothing) is what an awaiter of this chain has to get, where it was asked to end, and where it wasn't.
    """

    def __init__(
        self,
        note: Callable[[str, str, str], None],
        told: Callable[[BaseException], None],
        fits: Callable[[str, BaseException | None, bool], bool],
    ) -> None:
        self.note, self.told, self.fits = note, told, fits
        self.all: list[_Awaiter] = []
        self.late: dict[str, Any] = {}
        self.coming: dict[str, list[asyncio.TimerHandle]] = {}  # those who begin midway
        self.loop: VirtualLoop | None = None

    def owns(self, task: asyncio.Task[Any]) -> bool:
        """Whether a task is an awaiter's and not the implementation's."""
        return any(awaiter.task is task for awaiter in self.all)

    def begin(self, who: str, name: str, chain: Any, loop: VirtualLoop) -> None:
        """A chain has started; ``who`` is a value of the dimension await."""
        if who == "nobody" or not hasattr(type(chain), "__await__"):
            return
        self.loop = loop
        if who == "late":
            self.late[name] = chain
            return
        if who == "midway":
            self.coming[name] = [loop.call_later(_MIDWAY, self._await, name, chain)]
            return
        if who == "passing":
            self.coming[name] = [loop.call_later(_MIDWAY + _MOMENT, self._pass_by, name, chain)]
            return
        for _ in range(_SEVERAL if who in ("several", "one-cancelled", "one-given-up") else 1):
            self._await(name, chain)
        # Of several the one in the middle: who takes away the first or the last entry takes another's.
        one = self.all[-2 if who.startswith("one-") else -1]
        if who in ("cancelled", "one-cancelled"):
            loop.call_later(_CANCEL_AT, self._cancel, one)
        elif who == "cancelled-midway":
            self.coming[name] = [loop.call_later(_MIDWAY, self._cancel, one)]
        elif who == "staggered":
            later = (_STAGGERED * number for number in range(1, _SEVERAL))
            self.coming[name] = [loop.call_later(delay, self._await, name, chain) for delay in later]
        one.gives_up, one.one_of_several = who.endswith("given-up"), who.startswith("one-")

    def _pass_by(self, name: str, chain: Any) -> None:
        """Begin to wait, and be cancelled a moment later."""
        assert self.loop is not None
        self._await(name, chain)
        self.coming[name] = [self.loop.call_later(_MOMENT, self._cancel, self.all[-1])]

    def give_up(self, name: str) -> None:
        """An iteration of the chain fails, or gives no payload, in this turn: who wanted to give up then does so."""
        self.end_comes(name)
        for awaiter in self.all:
            if awaiter.gives_up and awaiter.chain == name:
                if awaiter.one_of_several and self.loop is not None:
                    # Right before the decision, and before the awaiter's own turn: the others hear all the same.
                    self.loop.call_soon(self._cancel, awaiter)
                else:
                    self._cancel(awaiter)

    def end_comes(self, name: str) -> None:
        """The chain is to end: who hasn't come yet stays away: a timer of the suite's own would be left after it."""
        for timer in self.coming.pop(name, ()):
            timer.cancel()

    def _await(self, name: str, chain: Any) -> None:
        assert self.loop is not None
        awaiter = _Awaiter(name)
        self.all.append(awaiter)
        # All of one name: a name says nothing of who somebody is.
        awaiter.task = self.loop.create_task(self._wait(awaiter, chain), name="awaiter")

    async def _wait(self, awaiter: _Awaiter, chain: Any) -> None:
        try:
            await chain
        except asyncio.CancelledError as error:
            awaiter.error = error
        except BaseException as error:  # SystemExit too: here it is what the coroutine raised
            awaiter.error = error
            self.told(error)
        # A fact of its own, so that the place among the events is kept; finish() takes out what says nothing.
        self.note(awaiter.chain, "fact", f"awaiter left {self.all.index(awaiter)}")

    def _cancel(self, awaiter: _Awaiter) -> None:
        if awaiter.task is None or awaiter.task.done():
            self.note(awaiter.chain, "fact", "awaiter had left")
            return
        awaiter.cancelled = True
        self.note(awaiter.chain, "fact", "awaiter cancelled")
        awaiter.task.cancel()

    def finish(self, events: list[Event], *, ended: bool) -> None:
        """The run is over; put facts where an awaiter fared wrongly.  ``ended``: nothing of a chain is left."""
        for _ in range(_LATE if self.late else 0):  # one after the other
            for name, chain in self.late.items():
                self._await(name, chain)
            if self.loop is not None:
                self.loop.run_until_idle(self.loop.time() + 1)
        for number, awaiter in enumerate(self.all):
            mark = f"awaiter left {number}"
            at = next((i for i, event in enumerate(events) if event.kind == "fact" and event.detail == mark), None)
            if at is None:
                if ended:
                    self.note(awaiter.chain, "fact", "awaiter still waits")
                continue
            event = events.pop(at)
            if awaiter.cancelled:
                if killed := self._taken_along(events, at, awaiter.chain):
                    events.insert(killed, event._replace(at=events[killed].at, detail="awaiter took the chain along"))
                continue
            alive = any(later.chain == awaiter.chain and later.kind in _ALIVE for later in events[at:])
            if alive:
                events.insert(at, event._replace(detail="awaiter left before the end"))
            elif not self.fits(awaiter.chain, awaiter.error, _asked_to_end(events[:at], awaiter)):
                got = short(awaiter.error) if awaiter.error else "none at all"
                events.insert(at, event._replace(detail=f"awaiter got another error: {got}"))

    def _taken_along(self, events: list[Event], at: int, chain: str) -> int | None:
        """Where the chain's iteration was interrupted right after its awaiter was cancelled."""
        begin = next((i for i, event in enumerate(events) if event.detail == "awaiter cancelled"), at)
        for index in range(begin, len(events)):
            event = events[index]
            if event.chain == chain and event.kind == "interrupted" and event.at == events[begin].at:
                signalled = any(e.kind in ("CANCEL", "KILL") and e.chain == chain for e in events[:index])
                return None if signalled else index
        return None


def _asked_to_end(events: list[Event], awaiter: _Awaiter) -> bool:
    """Whether a signal, or a cancellation from outside or of the coroutine's own, was to end the chain.

    What comes after the crash that the awaiter got doesn't count: the chain had ended then.
    """
    got = crash(awaiter.error) if awaiter.error else ""
    for event in events:
        if event.kind == "report" and not event.chain and event.detail == got:
            return False
        if event.chain == awaiter.chain and event.kind in ("STOP", "CANCEL", "KILL", "cancelled"):
            return True
    return False
