"""Exercise 6: how a chain ends by itself.

Somebody made this chain "robust": whatever happens, it goes on.  A chain that hides its errors, and that nobody can
cancel, is worse than none:

- a failed iteration ends its chain and isn't retried; its error is handed to the event loop's exception handler;
- a value that is no payload is such an error (the mask raises it for you);
- a cancelled iteration ends its chain quietly: nothing is reported.
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


def report(task):
    """Hand the error of a failed task to the event loop's exception handler."""
    message = "an iteration failed; its chain has ended"
    context = {"message": message, "exception": task.exception(), "task": task}
    asyncio.get_running_loop().call_exception_handler(context)


def renew(task, coro, fargs, *finished):
    """The done callback: start the next iteration, or end the chain."""
    _running.discard(task)
    #: start
    # try:  # yours: three cases, and only one of them goes on
    #     args, kwargs = task.result()
    # except BaseException:
    #     args, kwargs = (), {}
    #: solution
    if task.cancelled():
        return
    if task.exception() is not None:
        report(task)
        return
    args, kwargs = task.result()
    #: end
    following = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
    _running.add(following)
    following.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))
