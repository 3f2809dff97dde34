"""What a chain has to know of event loops: which one it starts on, whose thread is this, and who keeps it alive.

An event loop keeps only weak references to its tasks.  A task that waits for something to which only its own
coroutine refers is therefore garbage, and so is the chain that it belongs to: a garbage collection ends both
without a word.  Something has to refer to a chain for as long as it can go on, and that is as long as its event
loop exists.  So the event loop itself does; a dictionary in this module would keep the chains of a closed one for ever.
"""

import asyncio
import sys
from typing import Any

# An attribute of an object that isn't ours isn't nice.  A dictionary with weak references to the event loops would
# be, but helps nothing: every chain in it refers to its event loop.  Each kind of event loop takes attributes.
_ATTRIBUTE = "_taskloop_chains"


def chains_on(loop: asyncio.AbstractEventLoop) -> dict[int, Any]:
    """Give the chains that run on ``loop`` by their numbers; a chain adds and removes itself (CHAIN.held)."""
    chains: dict[int, Any] | None = getattr(loop, _ATTRIBUTE, None)
    if chains is None:
        chains = {}
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


def makes_plain_tasks(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether ``create_task`` of ``loop``, without a task factory, does no more than to make an ``asyncio.Task``.

    So it is with the event loops of asyncio and uvloop, unless a class or the object itself overrides the method.
    It is asked in this way, and not of ``loop.__dict__``: Python 3.11 and 3.12 look up every attribute of an object
    more slowly once somebody has asked for that, which makes each iteration a tenth dearer.
    """
    uvloop = sys.modules.get("uvloop")  # an event loop of uvloop can't be there before it
    plain = (asyncio.BaseEventLoop, getattr(uvloop, "Loop", asyncio.BaseEventLoop))
    return getattr(loop.create_task, "__func__", None) in [kind.create_task for kind in plain]
