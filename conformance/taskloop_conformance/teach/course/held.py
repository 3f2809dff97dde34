"""Exercise 5: hold the running task.

An event loop keeps only weak references to its tasks.  A task that waits for something to which only its own coroutine
refers is garbage: Python's collector may take it, and the chain is gone without a word.

Keep a reference to each task of a chain from its start to its end, and no longer: what is finished has to go.
"""

import asyncio
import functools
from collections.abc import Mapping

#: The running tasks of all chains.
_running = set()


def payload_of(coro, produced, kwargs):
    """The payload (args, kwargs) that a result of fargs stands for; ``kwargs`` are those of the call before."""
    if not isinstance(produced, (list, tuple)):
        name = getattr(coro, "__qualname__", coro)
        raise TypeError(f"fargs of {name} gave a {type(produced).__name__}, which is no payload")
    if len(produced) == 2 and isinstance(produced[0], (list, tuple)) and isinstance(produced[1], Mapping):
        return produced[0], produced[1]
    return produced, kwargs


async def coromask(coro, args, kwargs, fargs):
    """One iteration: gives the payload of the next one as a pair (args, kwargs)."""
    obtained = await coro(*args, **kwargs)
    produced = fargs(args, obtained)
    if produced is args:  # the same input again, whatever it looks like
        return args, kwargs
    return payload_of(coro, produced, kwargs)


def simple_fargs(given, obtained):
    """The same input again."""
    return given


def simple_fargs_out(given, obtained):
    """The output becomes the input."""
    return obtained


def renew(task, coro, fargs, *finished):
    """The done callback: start the next iteration with the payload that the finished task gave."""
    #: start
    # # yours: _running holds what runs, and nothing else
    #: solution
    _running.discard(task)
    #: end
    args, kwargs = task.result()
    following = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
    #: start
    #: solution
    _running.add(following)
    #: end
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))
