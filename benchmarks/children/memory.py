"""In a child process: resident memory, of many idle loops and over many iterations."""

from __future__ import annotations

import asyncio
import gc
import os
from pathlib import Path
from typing import Any

from benchmarks.children.peers import PAYLOAD
from benchmarks.children.starters import prepare, start_all
from benchmarks.children.throughput import Turnstile

#: Longer than any child lives; in seconds.
FOR_EVER = 86_400.0


def resident() -> int:
    """The resident memory of this process in bytes, after a garbage collection.

    Raises RuntimeError where the system doesn't tell it.
    """
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        raise RuntimeError("the resident memory is read from /proc, which this system lacks") from None
    return pages * os.sysconf("SC_PAGE_SIZE")


def idle(loop: asyncio.AbstractEventLoop, peer: str, loops: int) -> dict[str, float]:
    """Give the bytes that each of so many loops takes while it sleeps in its second iteration."""
    calls = 0

    async def work(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2 * loops:
            loop.call_soon(loop.stop)
        # All first calls come before any second one.
        await asyncio.sleep(0 if calls <= loops else FOR_EVER)
        return PAYLOAD

    async def start() -> list[Any]:
        return start_all(peer, loop, work, loops)

    prepare(peer)
    before = resident()
    # Inside the event loop: some peers start only there. No loop comes to its second iteration meanwhile.
    kept = loop.run_until_complete(start())
    loop.run_forever()
    after = resident()
    del kept
    return {"bytes": (after - before) / loops}


def flat(loop: asyncio.AbstractEventLoop, peer: str, loops: int, iterations: int) -> dict[str, float]:
    """Give by how many bytes the memory grew in the last nine tenths of so many iterations."""
    turnstile = Turnstile(loop)

    async def start() -> list[Any]:
        return start_all(peer, loop, turnstile.work, loops)

    kept = loop.run_until_complete(start())
    sizes = []
    for share in (iterations // 10, iterations):
        turnstile.run(max(1, share - turnstile.count))
        sizes.append(resident())
    del kept
    return {"bytes": sizes[1] - sizes[0], "iterations": turnstile.count}
