"""Another order of what an event loop is about to run, in which whoever put it there keeps their own order.

Chains know nothing of one another, so whose callback comes first in a turn is an accident of who was there first.
"""

from __future__ import annotations

import asyncio
import collections
import contextvars
import operator
import random

#: The context in which a callback runs. asyncio keeps it in an attribute that its stubs leave out.
_context_of = operator.attrgetter("_context")


def merge_owners(
    ready: collections.deque[asyncio.Handle], owner: contextvars.ContextVar[str], rng: random.Random
) -> None:
    """Put ``ready`` into another order; ``owner`` names, in the context of each callback, whose it is."""
    queues: dict[str, collections.deque[asyncio.Handle]] = {}
    for handle in ready:
        name = _context_of(handle).get(owner, "")
        queues.setdefault(name, collections.deque()).append(handle)
    if len(queues) > 1:
        order = [name for name, queue in queues.items() for _ in queue]
        rng.shuffle(order)
        ready.clear()
        ready.extend(queues[name].popleft() for name in order)
