"""Probes of signals that are given before a chain is started: what follows is a whole start, or none.

An implementation may refuse such a signal, or remember it. What it must not do is to raise and yet let an iteration
run, or to leave a chain that STOP no longer ends. Whether STOP ends a chain at all is for other checks to say, so the
same chain without the early signal is run first: where that can't be stopped, nothing is said here.
"""

from __future__ import annotations

import asyncio
import contextlib
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

#: What ends the chain at last, by the end of a probe's name.
ENDS = {"": "stop", "-then-cancel": "cancel"}

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
        self.waits = False
        self.interrupted = False  # a cancellation has reached the coroutine
        self.events: list[Event] = []
        with charged():
            self.chain = make(self.read, [1], {}, fargs=lambda given, got: [got], time_pause=0.25, loop=self.loop)

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """The user's coroutine."""
        self.calls += 1
        self.waits = True
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            self.interrupted = True
            raise
        finally:
            self.waits = False
        return 1

    def note(self, detail: str) -> None:
        """Write a fact down, now."""
        self.events.append(Event(self.loop.time() - self.begin, "A", "fact", detail))

    async def stop(self, method: str = "stop") -> bool:
        """Give STOP, or CANCEL, twice; whether no call follows, and CANCEL has reached a coroutine that waited."""
        to_interrupt = method == "cancel" and self.waits
        for _ in range(2):
            stop = getattr(self.chain, method, None)
            if stop is not None:
                try:
                    stop()
                except Exception as refused:
                    if self.calls:
                        self.note(f"{_BY_HALF}: {method}() raised {short(refused)} although an iteration ran")
                    break
            await asyncio.sleep(_WATCHED)
        calls = self.calls
        await asyncio.sleep(_WATCHED)
        return self.calls == calls and (self.interrupted or not to_interrupt)


async def _can_be_stopped(adapter: Adapter, method: str) -> bool:
    """Whether STOP or CANCEL ends a chain that had no early signal; raises NotStarted where no chain starts."""
    run = _Run(adapter)
    with charged():
        run.chain.create()
    await asyncio.sleep(_RUNS)
    if not run.calls:
        raise NotStarted
    return await run.stop(method) and not run.events


async def _before_start(adapter: Adapter, signal: str, method: str) -> History:
    """A signal, create(), then STOP or CANCEL; what is the same with create() first is no matter of the start."""
    end = method if await _can_be_stopped(adapter, method) else ""
    run = await _given(adapter, signal, early=True, end=end)
    if any(event.detail.startswith(_BY_HALF) for event in run.events):
        later = await _given(adapter, signal, early=False, end=end)
        same = {event.detail for event in later.events}
        run.events = [event for event in run.events if event.detail not in same]
    return History(tuple(run.events), conditions={"surface": "lifetime"})


async def _given(adapter: Adapter, signal: str, *, early: bool, end: str) -> _Run:
    """One chain that gets a signal right before its start or right after it, and what ends it, if anything does."""
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
    if end and not await run.stop(end):
        run.note(f"{_BY_HALF}: {end}() doesn't end the chain as it should")
    # Whoever awaits a chain that has ended, or that was started by nobody, is told so.
    if end and error is None and hasattr(type(run.chain), "__await__"):
        awaiter = run.loop.create_task(_awaited(run.chain))
        await asyncio.wait([awaiter], timeout=_WATCHED)
        if not awaiter.done():
            run.note(f"{_BY_HALF}: whoever awaits the chain after {end}() waits for ever")
            awaiter.cancel()
            await asyncio.wait([awaiter], timeout=_WATCHED)
    return run


async def _awaited(chain: Any) -> None:
    with contextlib.suppress(Exception):  # however it ends
        await chain


def before_start_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    return {
        f"before-start-{signal}{suffix}": functools.partial(_before_start, signal=signal, method=method)
        for signal in _METHODS
        for suffix, method in ENDS.items()
    }
