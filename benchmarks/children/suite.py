"""In a child process: the suite's own speed."""

from __future__ import annotations

import asyncio
from time import process_time

from taskloop_conformance.explore.exploration import SHARDS, explore
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import load


def histories(loop: asyncio.AbstractEventLoop, depth: str, shards: int) -> dict[str, float]:
    """Give how many histories are recorded and judged per CPU second, over some of the explorer's shards."""
    adapter = load("tasktools.taskloop")
    explore(DEPTHS["quick"], 0, adapter)
    began = process_time()
    number = sum(explore(DEPTHS[depth], shard, adapter).histories for shard in range(min(shards, SHARDS)))
    return {"per_second": number / (process_time() - began), "histories": number}
