"""Exercise 3: the forms of a payload.

``fargs`` may give two things, and the mask makes a pair ``(args, kwargs)`` of both:

- a pair: a list or tuple of exactly two items, the first a list or tuple, the second a mapping;
- any other list or tuple: the next positional arguments, and the keyword arguments stay as they were.

So ``[1, {"a": 2}]`` is two arguments and no pair.  The very object that fargs was given means the same arguments
again, whatever it looks like.  Anything else is no payload: a TypeError whose text names the coroutine and the
type of the value.
"""

from collections.abc import Mapping


def payload_of(coro, produced, kwargs):
    """The payload (args, kwargs) that a result of fargs stands for; ``kwargs`` are those of the call before."""
    #: start
    # return produced  # yours
    #: solution
    if not isinstance(produced, (list, tuple)):
        name = getattr(coro, "__qualname__", coro)
        raise TypeError(f"fargs of {name} gave a {type(produced).__name__}, which is no payload")
    if len(produced) == 2 and isinstance(produced[0], (list, tuple)) and isinstance(produced[1], Mapping):
        return produced[0], produced[1]
    return produced, kwargs
    #: end


async def coromask(coro, args, kwargs, fargs):
    """One iteration: gives the payload of the next one as a pair (args, kwargs)."""
    obtained = await coro(*args, **kwargs)
    produced = fargs(args, obtained)
    #: start
    # return payload_of(coro, produced, kwargs)
    #: solution
    if produced is args:  # the same input again, whatever it looks like
        return args, kwargs
    return payload_of(coro, produced, kwargs)
    #: end


def simple_fargs(given, obtained):
    """The same input again."""
    return given


def simple_fargs_out(given, obtained):
    """The output becomes the input."""
    return obtained
