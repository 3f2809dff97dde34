"""In a child process: signals to a whole group, and the start and the end of very many loops."""

from __future__ import annotations

import asyncio
import gc
import importlib
from time import process_time
from typing import Any

from benchmarks.children.memory import FOR_EVER, resident
from benchmarks.children.peers import PAYLOAD, tasktools


def signals(loop: asyncio.AbstractEventLoop, loops: int, repeats: int) -> dict[str, float]:
    """Give the CPU nanoseconds that one PAUSE or CONTINUE costs for each loop of a group."""
    return loop.run_until_complete(_signals(loops, repeats))


async def _signals(loops: int, repeats: int) -> dict[str, float]:
    module = tasktools()

    async def work() -> Any:
        await asyncio.sleep(FOR_EVER)

    async with module.TaskLoopGroup(module.TaskLoop(work) for _ in range(loops)) as group:
        await asyncio.sleep(0)
        began = process_time()
        for _ in range(repeats):
            group.pause()
            group.task_continue()
        passed = process_time() - began
        group.cancel()
    return {"nanoseconds": passed / (2 * repeats * loops) * 1e9}


def ends(loop: asyncio.AbstractEventLoop, loops: int) -> dict[str, float]:
    """Start and end so many loops twice, once by STOP and once by CANCEL; give costs and what is left.

    ``start`` and ``end`` are CPU microseconds for each loop; ``tasks``, ``chains``, ``objects`` are counted after the
    end; ``bytes`` is by how much the second time grew the memory.
    """
    figures = {}
    sizes = []
    for how in ("stop", "cancel"):
        figures = loop.run_until_complete(_start_and_end(loops, how))
        sizes.append(resident())
    figures["bytes"] = sizes[1] - sizes[0]
    figures["tasks"] = len(asyncio.all_tasks(loop))
    figures["chains"] = len(importlib.import_module("tasktools.eventloop").chains_on(loop))
    kind = tasktools().TaskLoop
    figures["objects"] = sum(isinstance(thing, kind) for thing in gc.get_objects())
    return figures


async def _start_and_end(loops: int, how: str) -> dict[str, float]:
    module = tasktools()

    async def work(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0)
        return PAYLOAD

    began = process_time()
    taskloops = [module.TaskLoop(work) for _ in range(loops)]
    for taskloop in taskloops:
        taskloop.create()
    started = process_time()
    for _ in range(6):
        await asyncio.sleep(0)
    ran = process_time()
    for taskloop in taskloops:
        getattr(taskloop, how)()
    for taskloop in taskloops:
        await taskloop
    ended = process_time()
    return {"start": (started - began) / loops * 1e6, "end": (ended - ran) / loops * 1e6}
