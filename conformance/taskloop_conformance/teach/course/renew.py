"""Exercise 4: renew, the done callback.

A chain is a task that starts the next one when it is done.  ``renew`` is the done callback of each of them:

- take the payload out of the finished task: ``task.result()`` is the pair that the mask gave;
- start the next iteration, ``coromask(coro, args, kwargs, fargs)``, as a task on the running loop;
- become the done callback of that task too, with ``functools.partial(renew, coro=coro, fargs=fargs)``.

Some programs register it as ``functools.partial(renew, task, coro, fargs)``.  asyncio then adds the finished task as
one more argument at the end: accept it, and don't use it.
"""

import asyncio
import functools
from collections.abc import Mapping


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


#: start
# # yours: def renew(task, coro, fargs, *finished)
#: solution
def renew(task, coro, fargs, *finished):
    """The done callback: start the next iteration with the payload that the finished task gave."""
    args, kwargs = task.result()
    following = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


#: end
