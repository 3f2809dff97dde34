"""The payload: what one iteration of a chain hands to the next."""

import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

#: The pair form, which every iteration produces: (positional arguments, keyword arguments).
Payload: TypeAlias = tuple[Sequence[Any], Mapping[str, Any]]
#: A user coroutine function: it is called with a payload and awaited.
Coro: TypeAlias = Callable[..., Awaitable[Any]]
#: Makes the next payload, in either form, of (the last positional arguments, what the coroutine returned).
Fargs: TypeAlias = Callable[[Any, Any], Any]

# The usual one first: whether something is a Mapping of another kind takes three times as long to find out.
_MAPPINGS = (dict, Mapping)


def name_of(coro: Coro) -> str:
    """Name a user coroutine of any kind, for messages and tasks: its function, or else its class.

    Not its repr, which of a partial holds the arguments, however long they are, and may fail.
    """
    while isinstance(coro, functools.partial):
        coro = coro.func
    name = getattr(coro, "__qualname__", None)
    return name if isinstance(name, str) else type(coro).__qualname__


def normalised(produced: Any, kwargs: Mapping[str, Any], coro: Coro) -> Payload:
    """Give the payload ``produced`` in its pair form; ``kwargs`` are the keyword arguments so far.

    A list or tuple of exactly (list or tuple, mapping) already is a pair; any other list or tuple holds the
    next positional arguments.  What is inside is passed on as it is: the same objects, uncopied.
    Raises TypeError for anything else, naming the coroutine and the type.
    """
    if isinstance(produced, (list, tuple)):
        if len(produced) == 2 and isinstance(produced[0], (list, tuple)) and isinstance(produced[1], _MAPPINGS):
            # Every iteration comes by here: a tuple needs no copy.
            return produced if type(produced) is tuple else (produced[0], produced[1])
        return produced, kwargs
    raise TypeError(
        f"{name_of(coro)}: fargs gave {type(produced).__name__!r}, which is no payload; "
        f"it must give a list or tuple of arguments, or a pair (arguments, keyword arguments)"
    )
