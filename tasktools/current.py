"""Which chain a coroutine belongs to: context variables that are set once, where the chain starts.

Each task and each callback runs in a copy of the context in which it was made.  So what is set around the first task
of a chain is seen by all of it, and by whatever its coroutine starts, at no cost for an iteration.

The context holds the number of the chain, by which its event loop finds it while it runs, and not the chain: a task
that outlives the chain that started it must not keep that alive (CHAIN.nothing-kept).  A weak reference would do, but
the garbage collector looks at each of those, and never at a number: with thousands of chains that is felt.
"""

import contextvars
import itertools
from typing import Any

_CHAINS: contextvars.ContextVar[dict[int, Any]] = contextvars.ContextVar("tasktools.chains")
_NUMBER: contextvars.ContextVar[int] = contextvars.ContextVar("tasktools.number")
# None comes twice, unlike an id(): whoever asks after the end of its chain must not be given another one.
_numbers = itertools.count()


def as_current(chain: Any, chains: dict[int, Any]) -> contextvars.Context:
    """Enter ``chain`` into those of its event loop; give a copy of this context in which it is the current one."""
    context = contextvars.copy_context()
    context.run(_CHAINS.set, chains)
    number = next(_numbers)
    context.run(_NUMBER.set, number)
    chains[number] = chain
    return context


def leave(context: contextvars.Context) -> None:
    """Take the chain that is the current one in ``context`` out of those of its event loop."""
    context[_CHAINS].pop(context[_NUMBER], None)


def chain_of_context() -> Any:
    """Give the chain that is the current one here, or None where there is none, or it has ended."""
    chains = _CHAINS.get(None)
    return chains and chains.get(_NUMBER.get())
