"""What a chain has to know of event loops: which one it starts on, whose thread is this, and who keeps it alive.

An event loop keeps only weak references to its tasks.  A task that waits for something to which only its own
coroutine refers is therefore garbage, and so is the chain that it belongs to: a garbage collection ends both
without a word.  Something has to refer to a chain for as long as it can go on, and that is as long as its event
loop exists.  So the event loop itself does; a set in this module would keep the chains of a closed one for ever.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

# An attribute of an object that isn't ours isn't nice.  A dictionary with weak references to the event loops would
# be, but helps nothing: every chain in it refers to its event loop.  Each kind of event loop takes attributes.
_ATTRIBUTE = "_taskloop_chains"


def chains_on(loop: asyncio.AbstractEventLoop) -> set[Any]:
    """Give the set of the chains that run on ``loop``; a chain adds and removes itself (CHAIN.held)."""
    chains: set[Any] | None = getattr(loop, _ATTRIBUTE, None)
    if chains is None:
        chains = set()
        setattr(loop, _ATTRIBUTE, chains)
    return chains


def current_loop() -> asyncio.AbstractEventLoop | None:
    """Give the event loop that runs in this thread, or else the one that is set for it, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        pass
    if sys.version_info >= (3, 14):
        try:
            return asyncio.get_event_loop()
        except RuntimeError:
            return None
    # On these get_event_loop() would make an event loop where none is set, and warn of that; only this name tells.
    local = getattr(asyncio.get_event_loop_policy(), "_local", None)
    set_loop: asyncio.AbstractEventLoop | None = getattr(local, "_loop", None)
    return set_loop


def runs_elsewhere(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether ``loop`` is running just now in another thread: only ``call_soon_threadsafe`` reaches it there."""
    try:
        return asyncio.get_running_loop() is not loop and loop.is_running()
    except RuntimeError:
        return loop.is_running()
