"""What is left in a context variable, by the start of a chain and by each of its iterations, for others to see or not.

A mark belongs to one run, which is known by its event loop.  An implementation that keeps a context beyond a run, in a
module for example, would show the marks of an earlier history otherwise; that history isn't in the token, so the replay
of what is found would show nothing.
"""

from __future__ import annotations

import asyncio
import contextvars
import weakref

#: The chain, its iteration, and a weak reference to the event loop: a context that is kept keeps no run alive.
_MARK: contextvars.ContextVar[tuple[str, int, weakref.ref[asyncio.AbstractEventLoop]] | None]
_MARK = contextvars.ContextVar("mark", default=None)


def leave_mark(loop: asyncio.AbstractEventLoop, chain: str, iteration: int) -> None:
    """Leave a mark in the current context."""
    _MARK.set((chain, iteration, weakref.ref(loop)))


def mark(loop: asyncio.AbstractEventLoop) -> tuple[str, int]:
    """The chain and the iteration of the mark in the current context; no chain ("") where this run left none."""
    found = _MARK.get()
    return found[:2] if found is not None and found[2]() is loop else ("", 0)
