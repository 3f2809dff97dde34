"""What keeps a running chain alive: a set that its event loop holds.

An event loop keeps only weak references to its tasks.  A task that waits for something to which only its own
coroutine refers is therefore garbage, and so is the chain that it belongs to: a garbage collection ends both
without a word.  Something has to refer to a chain for as long as it can go on, and that is as long as its event
loop exists.  A set in this module would do it too, but would keep the chains of a closed event loop for ever.
"""

from __future__ import annotations

import asyncio
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
