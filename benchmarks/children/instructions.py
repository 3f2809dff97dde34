"""In a child process that counts instructions: so many iterations, and nothing else that depends on their number."""

from __future__ import annotations

import asyncio
from typing import Any

from benchmarks.children.starters import start_all
from benchmarks.children.throughput import Turnstile


def iterate(loop: asyncio.AbstractEventLoop, peer: str, loops: int, iterations: int) -> dict[str, int]:
    """Run so many iterations of so many loops together; give their number.

    ``iterations`` is a multiple of ``loops``: two runs then end in the same phase of an iteration.
    """
    turnstile = Turnstile(loop)

    async def start() -> list[Any]:
        return start_all(peer, loop, turnstile.work, loops)

    kept = loop.run_until_complete(start())
    turnstile.run(iterations - turnstile.count)
    del kept
    return {"iterations": turnstile.passed}
