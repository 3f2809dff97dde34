"""In a child process that counts instructions: so many iterations, and nothing else that depends on their number."""

from __future__ import annotations

import asyncio
import gc
import os
from typing import Any

from benchmarks.children.starters import prepare, start_all
from benchmarks.children.throughput import Turnstile


def iterate(loop: asyncio.AbstractEventLoop, peer: str, loops: int, iterations: int) -> int:
    """Run so many iterations of so many loops together; give their number.

    ``iterations`` is a multiple of ``loops``: two runs then end in the same phase of an iteration.
    """
    turnstile = Turnstile(loop)

    async def start() -> list[Any]:
        return start_all(peer, loop, turnstile.work, loops)

    kept = loop.run_until_complete(start())
    turnstile.run(iterations - turnstile.count)
    del kept
    return turnstile.passed


def counted(loop: asyncio.AbstractEventLoop, runs: list[dict[str, Any]]) -> list[int]:
    """Do each run (the arguments of ``iterate``) in a forked process of its own; give their process ids.

    What counts tells the numbers of each process apart. Python starts once for all: under the counter that takes
    seconds, ten times as long as a run. Raises RuntimeError for a run that fails.
    """
    for run in runs:
        prepare(run["peer"])
    loop.close()
    pids = []
    for run in runs:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                gc.collect()  # each begins with the same number of objects to look at
                code = int(iterate(asyncio.new_event_loop(), **run) != run["iterations"])
            finally:
                os._exit(code)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError(f"the run of {run} failed")
        pids.append(pid)
    return pids
