"""Probes of payloads that belong to the program: it puts its input into a pair, or changes its list in a pause.

The forms of ``payloads.py`` are made afresh for each iteration, so that a call says which payload it was made with.
Programs do otherwise: a list of work to do is one list all the time, and a pair may hold the very arguments that its
fargs was given, beside other keyword arguments.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted, Unimplemented
from ..model.history import History
from ..model.text import short
from .adapters import Adapter, takes_keywords, without
from .lifetime import begun, noted, signal, started
from .scenario import SURFACES

#: How long a chain is watched (seconds): three iterations of a second each, and the middle of one more.
_WATCHED = 3.5


class _Reader:
    """A user coroutine that notes what it is called with."""

    def __init__(self) -> None:
        self.called: list[tuple[Any, ...]] = []
        self.over = False

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """Read once; raises once the probe is over, which ends its chain."""
        kwargs.pop("taskloop", None)  # the one keyword that an implementation may add
        if not self.over:
            self.called.append((args, kwargs))
        await asyncio.sleep(1)  # also where the probe is over: a chain that tries again for ever must let time pass
        if self.over:
            raise ValueError("the end")
        return len(self.called)


#: How a program makes a pair of the input that its fargs was given, and of keyword arguments.
INPUT_IN_A_PAIR: dict[str, Callable[[Any, Any], Any]] = {
    "tuple": lambda given, keywords: (given, keywords),
    "list": lambda given, keywords: [given, keywords],
}


async def _input_in_a_pair(adapter: Adapter, surface: str, how: str) -> History:
    """A pair of the very input and of new keyword arguments: the same arguments, with the new keyword arguments."""
    if surface != "loop" and not takes_keywords(adapter):
        raise Unimplemented("keyword arguments in coromask")
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    reader = _Reader()

    def fargs(given: Any, obtained: Any) -> Any:
        return INPUT_IN_A_PAIR[how](given, {"offset": obtained})

    kept = await begun(adapter, surface, reader.read, ["file"], {"offset": 0}, fargs=fargs)
    await asyncio.sleep(_WATCHED)
    called = reader.called[:]
    reader.over = True
    await asyncio.sleep(_WATCHED)
    del kept
    if not called:
        raise NotStarted
    wrong = [call for number, call in enumerate(called) if call != (("file",), {"offset": number})]
    return noted(*(f"pair with the input in it: called with {short(call)}" for call in wrong[:1]))


async def _changed_in_a_pause(adapter: Adapter) -> History:
    """A list that its program adds to in a pause: fargs gets as input what the coroutine was called with."""
    if "pause" in without(adapter):
        raise NotClaimed("pause")
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    reader = _Reader()
    jobs = ["first"]
    differing: list[str] = []

    def fargs(given: Any, obtained: Any) -> Any:
        args = reader.called[-1][0]
        if tuple(given) != args:
            differing.append(f"input differs from its call: {short(tuple(given))}, called with {short(args)}")
        return jobs

    chain, _ = await started(adapter, reader.read, list(jobs), {}, fargs=fargs)
    await asyncio.sleep(1.5)
    if not reader.called:
        raise NotStarted
    signal(chain, "pause")
    before = len(reader.called)
    await asyncio.sleep(1)
    holds = len(reader.called) == before
    jobs.append("second")  # in the pause: from its call to its fargs no iteration sees the list change
    signal(chain, "task_continue")
    await asyncio.sleep(1.5)
    after = len(reader.called)
    reader.over = True
    await asyncio.sleep(_WATCHED)
    if not holds or after <= before:
        raise NotReached("the chain doesn't pause, or doesn't go on")
    return noted(*differing[:1])


def payload_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {"changed-in-a-pause": _changed_in_a_pause}
    for surface in SURFACES:
        for how in INPUT_IN_A_PAIR:
            probe = functools.partial(_input_in_a_pair, surface=surface, how=how)
            found[f"input-in-a-pair-{surface}-{how}"] = probe
    return found
