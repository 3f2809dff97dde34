"""Probes of signals that the event loop's exception handler gives, when it is told of a chain's error.

A program that hears of one source's failure there may stop another source. It may also signal to all that it has, and
the chain that has just failed is among these: in the middle of the end of that one, which has to stay its end.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Sequence
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted, Unimplemented
from ..model.history import History
from ..model.text import short
from .adapters import Adapter, without
from .by_its_caller import Reader
from .lifetime import noted, signal, started

#: How long a chain is watched (seconds): a few iterations of a second each, and the middle of one more.
_WATCHED = 3.5

#: The middle of the first iteration (seconds).
_FIRST = 0.5


async def _signalled_by_handler(adapter: Adapter) -> History:
    """The event loop's exception handler, told of one chain's error, stops another chain, and the failed one too."""
    if "stop" in without(adapter):
        raise NotClaimed("stop")
    failing, reader, chains, refused = Reader(), Reader(), list[Any](), list[str]()
    told: list[int] = []  # the calls of the other chain by then

    def handle(*_: Any) -> None:
        told.append(reader.calls)
        for chain in chains:
            try:
                signal(chain, "stop")
            except Unimplemented as error:
                refused.append(short(error))

    asyncio.get_running_loop().set_exception_handler(handle)
    for each in (failing, reader):
        chain, _ = await started(adapter, each.read, [1], {}, fargs=each.fargs)
        chains.append(chain)
    await asyncio.sleep(_FIRST)
    if not reader.calls or not failing.calls:
        raise NotStarted
    failing.over = True
    await asyncio.sleep(_WATCHED)
    calls = reader.calls
    failing.over = reader.over = True
    await asyncio.sleep(_WATCHED)
    if not told:
        raise NotReached("the exception handler isn't told of an error")
    facts = [f"signal after the end raised: {each}" for each in refused[:1]]
    return noted(*facts, *(["iterations after STOP from the exception handler"] if calls > told[0] else []))


#: What the handler gives to the chain that has failed, and whether that was paused in its last iteration.
TO_THE_FAILED = ("continue", "continue-paused", "pause-continue", "stop-continue-paused")

_METHODS = {"pause": "pause", "continue": "task_continue", "stop": "stop"}


async def _failed_is_signalled(adapter: Adapter, given: str) -> History:
    """A chain has ended when the handler is told of its error: no signal makes it call its coroutine again."""
    words = given.split("-")
    paused = words[-1] == "paused"
    names = [word for word in words if word in _METHODS]
    for notion in [*("stop" if name == "stop" else "pause" for name in names), *(["pause"] if paused else [])]:
        if notion in without(adapter):
            raise NotClaimed(notion)
    refused: list[str] = []
    if await _calls_of_a_failing(adapter, (), refused, paused=paused) > _FAILS_IN:
        raise NotReached("the chain goes on after an error")
    revived = await _calls_of_a_failing(adapter, names, refused, paused=paused) > _FAILS_IN
    facts = [f"signal after the end raised: {each}" for each in refused[:1]]
    return noted(*facts, *(["signal after the end revived the chain, from the handler"] if revived else []))


#: The iteration that fails: not the first one, whose task may be its caller's own.
_FAILS_IN = 2


async def _calls_of_a_failing(adapter: Adapter, names: Sequence[str], refused: list[str], *, paused: bool) -> int:
    """How often a chain calls its coroutine that fails, and is then signalled by the handler."""
    calls, told, over = 0, 0, False
    chains: list[Any] = []

    async def read(*args: Any, **kwargs: Any) -> int:
        nonlocal calls
        await asyncio.sleep(1)  # also where the probe is over: a chain that tries again for ever must let time pass
        if over:
            raise ValueError("the end")
        calls += 1
        if calls == _FAILS_IN and paused:
            signal(chains[0], "pause")
        if calls >= _FAILS_IN:
            raise ValueError("the second iteration")
        return calls

    def handle(*_: Any) -> None:
        nonlocal told
        told += 1
        for name in names if told == 1 else ():  # a chain that is revived fails again: once is enough
            try:
                signal(chains[0], _METHODS[name])
            except Unimplemented as error:
                refused.append(short(error))

    asyncio.get_running_loop().set_exception_handler(handle)
    chain, _ = await started(adapter, read, [1], {}, fargs=lambda given, obtained: ([obtained], {}))
    chains.append(chain)
    for name in (*names, *(["pause"] if paused else [])):
        if not hasattr(chain, _METHODS[name]):  # what isn't there yet raises nothing
            raise Unimplemented(f"TaskLoop.{_METHODS[name]}", "stop" if name == "stop" else "pause")
    await asyncio.sleep(1 + _WATCHED)
    seen, over = calls, True
    await asyncio.sleep(_WATCHED)
    if not seen:
        raise NotStarted
    if seen < _FAILS_IN or not told:
        raise NotReached("the exception handler isn't told of an error in the second iteration")
    return seen


def handler_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {"signalled-by-handler": _signalled_by_handler}
    for given in TO_THE_FAILED:
        found[f"failed-is-signalled-{given}"] = functools.partial(_failed_is_signalled, given=given)
    return found
