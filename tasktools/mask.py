"""One iteration: the user coroutine behind its mask, and the two ready-made ``fargs``."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from tasktools.payload import Coro, Fargs, Payload, name_of, normalised

_ARGUMENTS = (list, tuple)


async def coromask(coro: Coro, args: Sequence[Any], kwargs: Mapping[str, Any], fargs: Fargs | None = None) -> Payload:
    """Await ``coro(*args, **kwargs)`` once, then give the payload for the next iteration.

    That payload is what ``fargs(args, obtained)`` makes, in its pair form; ``args`` itself given back means the
    same call again, even if it looks like a pair (PAYLOAD.same-input).  An exception of ``coro`` or of
    ``fargs``, and a cancellation, go through unchanged; after a failing ``coro``, ``fargs`` isn't called.
    Raises TypeError when ``fargs`` gives no payload.  Source: step 4 and the function table.
    """
    if fargs is None:  # as in the oldest programs
        raise TypeError(f"fargs is missing; the call is coromask({name_of(coro)}, args, {{}}, fargs)")
    if kwargs and (kwargs.get("stop") is True or isinstance(kwargs.get("exception"), BaseException)):
        warn_of_keywords(coro, kwargs)
    # A call with ** makes a dictionary even of none. By its length: a mapping that holds something may count as false.
    obtained = await (coro(*args, **kwargs) if len(kwargs) else coro(*args))
    produced = fargs(args, obtained)
    if produced is args:
        return args, kwargs
    # Every iteration comes by here: the usual pair is told at a glance, without a call.
    if type(produced) is tuple and len(produced) == 2 and type(produced[1]) is dict and type(produced[0]) in _ARGUMENTS:
        return produced
    return normalised(produced, kwargs, coro)


def warn_of_keywords(coro: Coro, kwargs: Mapping[str, Any]) -> None:
    """Say, once for a coroutine, that the published package would end the chain here, unless it names the keyword."""
    named = getattr(getattr(coro, "__code__", None), "co_varnames", ())
    if words := {"stop", "exception"}.intersection(kwargs).difference(named):
        text = f"{name_of(coro)} gets {sorted(words)}, which ends no chain here: see published_keywords"
        warnings.warn(text, RuntimeWarning, stacklevel=3)


def simple_fargs(input: Any, output: Any) -> Any:
    """Give the input back: every iteration gets the same arguments.  Source: the function table."""
    return input


def simple_fargs_out(input: Any, output: Any) -> Any:
    """Give the output: what the coroutine returns, in either form of a payload, is the next payload."""
    return output
