"""Probes of signals that are given before a chain is started: what follows is a whole start, or none.

An implementation may refuse such a signal, or remember it. What it must not do is to raise and yet let an iteration
run, or to leave a chain that STOP no longer ends. Whether STOP ends a chain at all is for other checks to say, so the
same chain without the early signal is run first: where that can't be stopped, nothing is said here.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotStarted, Unimplemented
from ..model.history import Event, History
from ..model.text import short
from .adapters import Adapter
from .lifetime import charged

#: How long a chain runs before STOP, and how long it is watched after it (seconds): a few iterations of a second each.
_RUNS, _WATCHED = 3.5, 3.0

#: How the facts begin that CONTROL.before-start is about.
_BY_HALF = "start by half"

_METHODS = {"pause": "pause", "continue": "task_continue", "stop": "stop", "cancel": "cancel"}


class _Run:
    """One chain that is made by the adapter, and what was noted about it."""

    def __init__(self, adapter: Adapter) -> None:
        make = getattr(adapter, "make", None)
        if make is None:
            raise NotClaimed("making a chain without starting it")
        self.loop = asyncio.get_running_loop()
        self.begin = self.loop.time()
        self.calls = 0
        self.events: list[Event] = []
        with charged():
            self.chain = make(self.read, [1], {}, fargs=lambda given, got: [got], time_pause=0.25, loop=self.loop)

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """The user's coroutine."""
        self.calls += 1
        await asyncio.sleep(1)
        return 1

    def note(self, detail: str) -> None:
        """Write a fact down, now."""
        self.events.append(Event(self.loop.time() - self.begin, "A", "fact", detail))

    async def stop(self) -> bool:
        """Give STOP twice; whether no call follows."""
        for _ in range(2):
            stop = getattr(self.chain, "stop", None)
            if stop is not None:
                try:
                    stop()
                except Exception as refused:
                    if self.calls:
                        self.note(f"{_BY_HALF}: stop() raised {short(refused)} although an iteration ran")
                    break
            await asyncio.sleep(_WATCHED)
        calls = self.calls
        await asyncio.sleep(_WATCHED)
        return self.calls == calls


async def _can_be_stopped(adapter: Adapter) -> bool:
    """Whether STOP ends a chain that had no early signal; raises NotStarted where no chain starts at all."""
    run = _Run(adapter)
    with charged():
        run.chain.create()
    await asyncio.sleep(_RUNS)
    if not run.calls:
        raise NotStarted
    return await run.stop() and not run.events


async def _before_start(adapter: Adapter, signal: str) -> History:
    """A signal, then create(), then STOP; what is the same with create() first is no matter of the start."""
    stoppable = await _can_be_stopped(adapter)
    run = await _given(adapter, signal, early=True, stoppable=stoppable)
    if any(event.detail.startswith(_BY_HALF) for event in run.events):
        later = await _given(adapter, signal, early=False, stoppable=stoppable)
        same = {event.detail for event in later.events}
        run.events = [event for event in run.events if event.detail not in same]
    return History(tuple(run.events), conditions={"surface": "lifetime"})


async def _given(adapter: Adapter, signal: str, *, early: bool, stoppable: bool) -> _Run:
    """One chain that gets a signal right before its start or right after it, and STOP in the end."""
    run = _Run(adapter)
    give = getattr(run.chain, _METHODS[signal], None)
    if give is None:
        raise Unimplemented(f"TaskLoop.{_METHODS[signal]}", "pause" if signal == "continue" else signal)
    error: Exception | None = None
    for step in (give, run.chain.create) if early else (run.chain.create, give):
        try:
            step()
        except Exception as refused:
            error = refused
    run.note(f"signal {'before' if early else 'after'} the start: {signal}")
    await asyncio.sleep(_RUNS)
    # With two calls it refused the signal and started whole: as if the signal hadn't been given.
    if error is not None and run.calls == 1:
        run.note(f"{_BY_HALF}: {short(error)}, and an iteration runs")
    if stoppable and not await run.stop():
        run.note(f"{_BY_HALF}: the chain can't be stopped")
    return run


def before_start_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    return {f"before-start-{signal}": functools.partial(_before_start, signal=signal) for signal in _METHODS}
