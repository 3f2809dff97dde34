"""Probes of chains that are equal in everything: the same coroutine function, arguments and fargs, and yet two chains.

An implementation that keeps its chains in a dictionary or a set, or saves itself work that it thinks it has done, may
take the second one for the first: everything is right as long as all chains differ. Calls of equal chains can't be
told apart, so they are counted. What one chain does alone is the measure, so nothing is assumed of its pace.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import weakref
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted
from ..model.history import Event, History
from .adapters import Adapter, without
from .lifetime import begun, noted, signal
from .scenario import SURFACES

#: When the calls are counted (seconds after a chain's start): in its first iteration of a second, and after a few.
_FIRST, _LATER = 0.5, 3.5

#: How long after the first chain the second one starts (seconds): with it, or in the middle of its second iteration.
STARTS: dict[str, float] = {"together": 0.0, "later": 1.25}

#: So many calls fewer than expected may be a matter of the instant at which they are counted.
_UNSURE = 1

#: How the facts begin; the rules' files have the same words.
_NOT_STARTED, _LOST = "chain not started", "equal chain lost"


class _Source:
    """What equal chains share: one coroutine function, one list of arguments, one fargs."""

    def __init__(self) -> None:
        self.calls = 0
        self.over = False
        self.refused = 0  # calls once the probe is over
        self.args, self.kwargs = [1], {"name": "twin"}
        # One object: each look at a method makes another one, which is equal to the first but isn't it.
        self.coro = self.read

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """The user's coroutine; raises once the probe is over, which ends its chain on every surface."""
        if self.over:
            self.refused += 1
            await asyncio.sleep(_FIRST)  # a chain that tries again for ever must let time pass
            raise ValueError("the end")
        self.calls += 1
        await asyncio.sleep(1)
        return 1

    def fargs(self, given: Any, obtained: Any) -> Any:
        """The user's fargs: the same arguments again, in new lists."""
        return list(self.args), dict(self.kwargs)

    async def calls_at(self, *moments: float) -> list[int]:
        """All calls so far at each of these moments, in seconds from now."""
        passed, calls = 0.0, []
        for moment in moments:
            await asyncio.sleep(moment - passed)
            passed = moment
            calls.append(self.calls)
        return calls

    async def end(self) -> bool:
        """Let the chains end; whether no call follows."""
        self.over = True
        await asyncio.sleep(_LATER)
        self.over, calls = False, self.calls
        await asyncio.sleep(_LATER)
        return self.calls == calls and self.refused <= 1


async def _start(adapter: Adapter, surface: str, source: _Source) -> Any:
    """Start one chain; gives what its caller keeps of it."""
    return await begun(adapter, surface, source.coro, source.args, source.kwargs, fargs=source.fargs)


async def _twins(adapter: Adapter, surface: str, start: str) -> History:
    """One chain alone, to its end; then one like it, and another one beside that."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    begin, source, delay = loop.time(), _Source(), STARTS[start]
    kept = [await _start(adapter, surface, source)]
    moments = sorted({_FIRST, _LATER, delay + _FIRST, delay + _LATER})
    alone = dict(zip(moments, await source.calls_at(*moments), strict=True))
    if not alone[_LATER]:
        raise NotStarted
    events = [Event(loop.time() - begin, "A", "start")]
    # A chain that doesn't end with an error is a matter of other checks; here its calls would count as another's.
    if await source.end():
        before = source.calls
        kept.append(await _start(adapter, surface, source))
        await asyncio.sleep(delay)
        kept.append(await _start(adapter, surface, source))
        first, later = (calls - before for calls in await source.calls_at(_FIRST, _LATER))
        expected = [alone[delay + moment] + alone[moment] for moment in (_FIRST, _LATER)]
        at = loop.time() - begin
        if first < expected[0]:
            told = f"{_NOT_STARTED} beside its equal: {first} calls at first, not {expected[0]}"
            events.append(Event(at, "A", "fact", told))
        elif later < expected[1] - _UNSURE:
            events.append(Event(at, "A", "fact", f"{_LOST}: {later} calls, not {expected[1]}"))
        await source.end()
    return History(tuple(events), conditions={"surface": "lifetime"})


#: How one of two equal chains ends while the other goes on, and on which surfaces it can end so.
TWIN_ENDS: dict[str, tuple[str, ...]] = {"error": SURFACES, "stop": ("loop",), "cancel": ("loop",)}

#: The number of the younger one's call.
_YOUNGER = 2


async def _survivor(adapter: Adapter, surface: str, end: str) -> History:
    """Of two equal chains to which nobody refers the younger one ends; the older one isn't let go in its place.

    In its second iteration it waits for a future to which only its coroutine refers, and garbage is collected.
    """
    if end in without(adapter):
        raise NotClaimed(end)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)
    source, waiting = _Source(), list[weakref.ref[asyncio.Future[int]]]()

    async def read(*args: Any, **kwargs: Any) -> int:
        source.calls += 1
        number = source.calls
        if number <= _YOUNGER:
            await asyncio.sleep(1)
            if number == _YOUNGER and end == "error":
                raise ValueError("the end of the younger one")
            return 1
        future = loop.create_future()
        waiting.append(weakref.ref(future))
        return int(await future)

    source.coro = read
    await _start(adapter, surface, source)
    await asyncio.sleep(0)
    younger = await _start(adapter, surface, source)
    await asyncio.sleep(_FIRST)
    if not source.calls:
        raise NotStarted
    if end != "error":
        signal(younger[0], end)
    del younger
    await asyncio.sleep(1)
    gc.collect()
    await asyncio.sleep(0)
    alive = [future for reference in waiting if (future := reference()) is not None]
    for future in alive:
        future.set_exception(ValueError("the end"))
    calls = source.calls
    await asyncio.sleep(_LATER)
    if calls != _YOUNGER + 1:  # and the second one of the older chain
        raise NotReached("of two equal chains one doesn't end by itself")
    return noted(*([] if alive else ["collected while it waited: the equal of a chain that has ended"]))


def twin_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {
        f"twins-{surface}-{start}": functools.partial(_twins, surface=surface, start=start)
        for surface in SURFACES
        for start in STARTS
    }
    for end, surfaces in TWIN_ENDS.items():
        for surface in surfaces:
            found[f"twin-ended-{surface}-{end}"] = functools.partial(_survivor, surface=surface, end=end)
    return found
