"""In a child process: iterations per CPU second of many loops around ``await asyncio.sleep(0)``."""

from __future__ import annotations

import asyncio
from time import process_time
from typing import Any

from benchmarks.peers import PAYLOAD, STARTERS

#: So many iterations of every loop pass before the clock starts.
WARM_UP = 3


class Turnstile:
    """Counts the iterations of all loops and reads the CPU clock at marks that are whole rounds of them.

    The loops run in lockstep, one phase of an iteration for all before the next phase: between two marks that
    are multiples of their number lies the same work for each of them.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, loops: int, seconds: float) -> None:
        self.loop = loop
        self.seconds = seconds
        self.count = 0
        self.step = loops * max(1, 10_000 // loops)
        self.mark = self.first = loops * WARM_UP
        self.began = self.passed = 0.0

    async def work(self, *args: Any, **kwargs: Any) -> Any:
        """Be one iteration."""
        await asyncio.sleep(0)
        self.count += 1
        if self.count == self.mark:
            self.reached()
        return PAYLOAD

    def reached(self) -> None:
        """Read the clock; go on to the next mark until enough CPU time has passed."""
        now = process_time()
        if self.mark == self.first:
            self.began = now
        self.passed = now - self.began
        if self.mark > self.first and self.passed >= self.seconds:
            self.loop.stop()
        else:
            self.mark += self.step


def throughput(loop: asyncio.AbstractEventLoop, peer: str, loops: int, seconds: float) -> dict[str, float]:
    """Give iterations per CPU second of ``loops`` loops, over at least ``seconds`` CPU seconds."""
    turnstile = Turnstile(loop, loops, seconds)
    kept = [STARTERS[peer](loop, turnstile.work) for _ in range(loops)]
    loop.run_forever()
    del kept
    return {"per_second": (turnstile.mark - turnstile.first) / turnstile.passed}
