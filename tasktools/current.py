"""Which chain a coroutine belongs to: a context variable that is set once, where the chain starts.

Each task and each callback runs in a copy of the context in which it was made.  So what is set around the first task
of a chain is seen by all of it, and by whatever its coroutine starts, at no cost for an iteration.
"""

import contextvars
import weakref
from typing import Any

# A weak reference: a task that outlives the chain that started it must not keep that alive (CHAIN.nothing-kept).
CURRENT: contextvars.ContextVar[weakref.ref[Any]] = contextvars.ContextVar("tasktools.current")


def as_current(chain: Any) -> contextvars.Context:
    """Give a copy of this context in which ``chain`` is the current one."""
    context = contextvars.copy_context()
    context.run(CURRENT.set, weakref.ref(chain))
    return context
