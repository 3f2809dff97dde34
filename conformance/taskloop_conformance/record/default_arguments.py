"""The probe of default arguments: whether what one chain leaves in them shows in the next.

A default that can be changed (a list, a dictionary) is made once and shared by every call, which is the mistake that
this probe looks for.  It can be seen in two places: in the defaults themselves, where an adapter shows them, and in
what the second chain is called with.  How an implementation calls a coroutine without arguments isn't known
beforehand (it may add a keyword of its own), so a chain that was given empty arguments is the standard of comparison.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from ..model.failures import NotStarted
from ..model.history import History
from .adapters import Adapter
from .lifetime import started
from .single_run import SingleRun

#: A chain that STOP doesn't end waits for ever from this call on: that is for other checks to say.
_MANY_CALLS = 50


async def default_arguments(adapter: Adapter) -> History:
    """Two chains made without arguments; what one leaves must not show in the other, nor in the defaults."""
    run = SingleRun(adapter)
    before = [repr(value) for value in _mutable_defaults(adapter)]
    chains: list[Any] = []
    calls: list[tuple[Any, dict[str, Any]]] = []

    async def first(*args: Any, **kwargs: Any) -> Any:
        calls.append((args, kwargs))
        if len(calls) > _MANY_CALLS:
            await asyncio.get_running_loop().create_future()
        return [1]

    def fargs(given: Any, obtained: Any) -> Any:
        """A payload without arguments; what it was given is put to another use."""
        if isinstance(given, list):
            given.append(obtained)
        return [], {}

    async def start(args: list[Any] | None, kwargs: dict[str, Any] | None) -> None:
        chains.append(await started(adapter, first, args, kwargs, fargs=fargs))

    await start([], {})  # what is called differently from this one gets something that wasn't put into it
    await asyncio.sleep(0)
    _stop(chains[0][0])
    await asyncio.sleep(1)
    if not calls:
        raise NotStarted
    plain = _without_chain(calls[0])
    calls.clear()
    for name in ("A", "B"):
        await start(None, None)
        run.note(name, "call", "p0")
    for _ in range(4):
        await asyncio.sleep(0)
    for chain, _ in chains:
        _stop(chain)
    await asyncio.sleep(1)
    after = [repr(value) for value in _mutable_defaults(adapter)]
    begun = [_without_chain(call) for call in calls]
    owners = {id(kwargs["taskloop"]) for _, kwargs in calls[:2] if "taskloop" in kwargs}
    if len(owners) == 1 and len(calls) > 1 and "taskloop" in calls[1][1]:
        run.note("B", "fact", "defaults shared: both chains got the same taskloop")
    elif before != after:
        run.note("B", "fact", f"defaults shared: they became {', '.join(after)}"[:120])
    elif any(call != plain for call in begun[:2]):
        run.note("B", "fact", f"defaults shared: called with {begun[:2]}"[:120])
    return History(tuple(run.events))


def _stop(chain: Any) -> None:
    """STOP, where there is one; that it raises is no matter of arguments, and for other checks to say."""
    with contextlib.suppress(Exception):
        getattr(chain, "stop", bool)()


def _without_chain(call: tuple[Any, dict[str, Any]]) -> tuple[Any, dict[str, Any]]:
    """The arguments of a call without the keyword that an implementation may add."""
    args, kwargs = call
    return args, {name: value for name, value in kwargs.items() if name != "taskloop"}


def _mutable_defaults(adapter: Adapter) -> list[Any]:
    """The default arguments that a call could change, where the adapter shows them."""
    show = getattr(adapter, "defaults", None)
    return [value for value in show() if isinstance(value, (list, dict, set))] if show else []
