"""In a child process: iterations per CPU second of many loops around ``await asyncio.sleep(0)``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from time import process_time
from typing import Any

from benchmarks.peers import PAYLOAD, STARTERS

#: So many iterations of every loop pass before the clock starts.
WARM_UP = 3


class Turnstile:
    """Counts the iterations of all loops and stops the event loop at a mark that is a whole round of them.

    The loops run in lockstep, one phase of an iteration for all before the next phase: between two marks that
    are multiples of their number lies the same work for each of them.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.count = 0
        self.mark = self.step = 0
        self.until = self.passed = 0.0

    async def work(self, *args: Any, **kwargs: Any) -> Any:
        """Be one iteration."""
        await asyncio.sleep(0)
        self.count += 1
        if self.count == self.mark:
            self.reached()
        return PAYLOAD

    def reached(self) -> None:
        """Read the clock; go on to the next mark until enough CPU time has passed."""
        self.passed = process_time()
        if self.passed >= self.until:
            self.loop.stop()
        else:
            self.mark += self.step

    def run(self, step: int, seconds: float = 0.0) -> float:
        """Run the event loop for one or more times ``step`` iterations, until so many CPU seconds have passed.

        Gives the iterations per CPU second.
        """
        before, began = self.count, process_time()
        self.step, self.until = step, began + seconds
        self.mark = before + step
        self.loop.run_forever()
        return (self.mark - before) / (self.passed - began)


def start_eagerly(loop: asyncio.AbstractEventLoop, coro: Any, **how: Any) -> asyncio.Task[Any]:
    """Be a task factory as ``asyncio.eager_task_factory``, which uvloop can't call in every release of Python."""
    how["eager_start"] = True
    return asyncio.Task(coro, loop=loop, **how)


def throughput(
    loop: asyncio.AbstractEventLoop, peer: str, loops: int, seconds: float, eager: bool = False
) -> Iterator[float]:
    """Give the iterations per CPU second of ``loops`` loops again and again, each over so many CPU seconds.

    ``eager`` lets tasks start inside the call that makes them (Python 3.12 and newer).
    """
    turnstile = Turnstile(loop)

    async def start() -> list[Any]:
        return [STARTERS[peer](loop, turnstile.work) for _ in range(loops)]

    if eager:
        loop.set_task_factory(start_eagerly)
    # Inside the event loop: an eager task can't start before it runs.
    kept = loop.run_until_complete(start())
    turnstile.run(loops * WARM_UP)
    while True:
        yield turnstile.run(len(kept) * max(1, 1_000 // loops), seconds)
