"""Which chain a coroutine belongs to: a context variable that is set once, where the chain starts.

Each task and each callback runs in a copy of the context in which it was made.  So what is set around the first task
of a chain is seen by all of it, and by whatever its coroutine starts, at no cost for an iteration.
"""

from __future__ import annotations

import contextvars
import weakref
from typing import Any

# A weak reference: a task that outlives the chain that started it must not keep that alive (CHAIN.nothing-kept).
_current: contextvars.ContextVar[weakref.ref[Any]] = contextvars.ContextVar("tasktools.current")


def as_current(chain: Any) -> contextvars.Context:
    """Give a copy of this context in which ``chain`` is the current one."""
    context = contextvars.copy_context()
    context.run(_current.set, weakref.ref(chain))
    return context


def current_chain() -> Any:
    """Give the chain in whose context this is called; raises RuntimeError where there is none, or no more."""
    reference = _current.get(None)
    chain = None if reference is None else reference()
    if chain is None:
        raise RuntimeError("current() is for a coroutine that a TaskLoop runs")
    return chain
