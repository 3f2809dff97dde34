"""Probes of signals that one chain gives to another one: in its coroutine, or in its fargs.

A source that has read the last line of a file may stop the one that reads the next file. In that moment an
implementation has two chains at hand: the one whose code runs, and the one whose handle was called.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted
from ..model.history import History
from .adapters import Adapter, without
from .lifetime import noted, signal, started

#: How long the chains are watched after the signal (seconds): a few iterations of a second each, and half of one more.
_WATCHED = 3.5

#: The iteration of the first chain in which it gives the signal.
_GIVES_IN = 2

#: Where the first chain gives its signal.
GIVEN_IN = ("coroutine", "fargs")

#: What it gives. (CONTINUE says nothing to a chain that isn't paused.)
GIVEN = ("stop", "cancel", "pause")


async def _signalled_by_another(adapter: Adapter, place: str, name: str) -> History:
    """The chain that is signalled ends or rests, and the chain that signals goes on."""
    if name in without(adapter):
        raise NotClaimed(name)
    if await _wrong(adapter, "nowhere", name):
        raise NotReached(f"{name} isn't obeyed, or a chain doesn't go on, where no chain gives the signal")
    wrong = await _wrong(adapter, place, name)
    return noted(*([f"signal from another chain {wrong}: {name} in its {place}"] if wrong else []))


async def _wrong(adapter: Adapter, place: str, name: str) -> str:
    """What is wrong with a signal that the first chain gives in a place, or that nobody's code gives (nowhere)."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    calls = {"giver": 0, "receiver": 0}
    chains: dict[str, Any] = {}
    over = False
    given = False

    def give(who: str, where: str) -> None:
        nonlocal given
        if who == "giver" and where == place and calls["giver"] == _GIVES_IN and not given:
            given = True
            signal(chains["receiver"], name)

    def source(who: str) -> tuple[Any, Any]:
        async def read(*args: Any, **kwargs: Any) -> int:
            await asyncio.sleep(0.25)  # also where the probe is over: a chain that tries again must let time pass
            if over:
                raise ValueError("the end")
            calls[who] += 1
            give(who, "coroutine")
            await asyncio.sleep(0.75)
            return calls[who]

        def fargs(args: Any, obtained: Any) -> Any:
            give(who, "fargs")
            return [obtained], {}

        return read, fargs

    for who in calls:
        coro, fargs = source(who)
        chains[who], _ = await started(adapter, coro, [1], {}, fargs=fargs)
        await asyncio.sleep(0.1)  # not in step: two iterations that end in one moment are a matter of other checks
    await asyncio.sleep(_GIVES_IN - 0.7)
    if place == "nowhere":
        given = True
        signal(chains["receiver"], name)
    await asyncio.sleep(1)  # by then the signal was given, and what it was to interrupt has ended
    if not calls["giver"] or not calls["receiver"]:
        raise NotStarted
    before = dict(calls)
    await asyncio.sleep(_WATCHED)
    seen, reached, over = dict(calls), given, True
    if name == "pause":
        signal(chains["receiver"], "task_continue")
    await asyncio.sleep(_WATCHED)
    if not reached:
        raise NotReached("the chain that signals doesn't come to its second iteration")
    if seen["receiver"] > before["receiver"] + 1:
        return "lost"
    return "taken for its own" if seen["giver"] <= before["giver"] + 1 else ""


def another_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    return {
        f"signalled-by-another-{place}-{name}": functools.partial(_signalled_by_another, place=place, name=name)
        for place in GIVEN_IN
        for name in GIVEN
    }
