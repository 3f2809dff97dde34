"""In a child process: every peer by its name, and how many loops of one are started."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable
from typing import Any

from benchmarks.children import instead, peers
from benchmarks.children.peers import Starter, Work
from benchmarks.children.ruled import FoundByHand, RuledByHand

#: Peers that start one loop at a time.
STARTERS: dict[str, Starter] = {
    "bare": peers.start_bare,
    "chain": peers.start_chain,
    "controlled": peers.ControlledByHand,
    "checked": peers.CheckedByHand,
    "ruled": RuledByHand,
    "found": FoundByHand,
    "renew": peers.start_renew,
    "taskloop": peers.start_taskloop,
    "event": instead.start_event,
    "ext.tasks": instead.start_ext_tasks,
    "LoopingCall": instead.start_looping_call,
}
#: Peers in which one object holds all loops.
CROWDS: dict[str, Callable[[asyncio.AbstractEventLoop, Work, int], Any]] = {
    "TaskGroup": instead.start_task_group,
    "aiojobs": instead.start_scheduler,
}
#: What a peer imports.
_MODULES = {
    "renew": "tasktools.taskloop",
    "taskloop": "tasktools.taskloop",
    "ext.tasks": "discord.ext.tasks",
    "LoopingCall": "twisted.internet.task",
    "aiojobs": "aiojobs",
}


def prepare(peer: str) -> None:
    """Import what a peer needs, so that it is no part of what its loops take; ImportError where that is missing."""
    if peer in _MODULES:
        importlib.import_module(_MODULES[peer])


def start_all(peer: str, loop: asyncio.AbstractEventLoop, work: Work, loops: int) -> list[Any]:
    """Start so many loops of a peer, inside the running event loop; give what has to be kept.

    Raises KeyError for a name that no peer has.
    """
    if peer in CROWDS:
        return [CROWDS[peer](loop, work, loops)]
    start = STARTERS[peer]
    return [start(loop, work) for _ in range(loops)]
