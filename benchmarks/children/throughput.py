"""In a child process: iterations per CPU second of many loops around ``await asyncio.sleep(0)``."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from time import process_time
from typing import Any

from benchmarks.children.peers import PAYLOAD
from benchmarks.children.starters import start_all

#: So many iterations of every loop pass before the clock starts.
WARM_UP = 3


class Turnstile:
    """Counts the iterations of all loops and stops the event loop at a mark that is a whole round of them.

    The loops run in lockstep, one phase of an iteration for all before the next phase: between two marks that
    are multiples of their number lies the same work for each of them.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.count = self.passed = 0  # iterations: all, and those up to the last mark that was reached
        self.mark = self.step = 0
        self.clock = self.until = 0.0  # CPU seconds: at the last mark that was reached, and when to stop
        self.running = False

    async def work(self, *args: Any, **kwargs: Any) -> Any:
        """Be one iteration."""
        await asyncio.sleep(0)
        self.count += 1
        if self.count == self.mark:
            self.reached()
        return PAYLOAD

    def reached(self) -> None:
        """Read the clock, and set the next mark: an event loop may go on for a turn after it was told to stop."""
        self.clock, self.passed = process_time(), self.mark
        self.mark += self.step
        if self.running and self.clock >= self.until:
            self.running = False
            self.loop.stop()

    def run(self, step: int, seconds: float = 0.0) -> tuple[int, float]:
        """Run the event loop for one or more times ``step`` iterations, until so many CPU seconds have passed.

        Gives the iterations and the CPU seconds from mark to mark: what passes between two runs of the same step
        belongs to the second one, since a turn after the last mark is a part of an iteration.
        """
        if step != self.step:
            self.step, self.mark = step, self.count + step
            self.passed, self.clock = self.count, process_time()
        before, began = self.passed, self.clock
        self.until, self.running = began + seconds, True
        self.loop.run_forever()
        return self.passed - before, self.clock - began


def start_eagerly(loop: asyncio.AbstractEventLoop, coro: Any, **how: Any) -> asyncio.Task[Any]:
    """Be a task factory as ``asyncio.eager_task_factory``, which uvloop can't call in every release of Python."""
    how["eager_start"] = True
    return asyncio.Task(coro, loop=loop, **how)


def throughput(
    loop: asyncio.AbstractEventLoop,
    peer: str,
    loops: int,
    seconds: float,
    eager: bool = False,
    threshold: int | None = None,
) -> Iterator[tuple[int, float]]:
    """Run ``loops`` loops again and again for so many CPU seconds; give the iterations and the seconds each time.

    ``eager`` lets tasks start inside the call that makes them (Python 3.12 and newer). ``threshold`` is how many
    more objects there may be before the garbage collector looks at the young ones; Python's own when not given.
    """
    if threshold is not None:
        gc.set_threshold(threshold)
    turnstile = Turnstile(loop)

    async def start() -> list[Any]:
        return start_all(peer, loop, turnstile.work, loops)

    if eager:
        loop.set_task_factory(start_eagerly)
    # Inside the event loop: an eager task can't start before it runs.
    kept = loop.run_until_complete(start())
    step = loops * max(1, 1_000 // loops)
    while turnstile.count < loops * WARM_UP:
        turnstile.run(step)
    while kept:  # as long as somebody asks
        yield turnstile.run(step, seconds)
