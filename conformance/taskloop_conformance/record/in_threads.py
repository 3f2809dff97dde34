"""Probes of chains on an event loop that runs in a thread of its own, and isn't the one that is set for it.

``asyncio.run`` works in every thread, and so has a chain that is started there.  A thread of a probe's own is also the
place where an event loop can be set without taking away anybody's: a program may set one and run another.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import threading
from collections.abc import Callable, Coroutine
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted
from ..model.history import History
from . import threads
from .adapters import Adapter
from .clock import VirtualLoop
from .counted import CountedSource, output_as_argument
from .lifetime import charged, noted, settled

#: How long a chain is watched (seconds): the middle of its first iteration.
_FIRST = 0.5

#: How long a thread may take (real seconds): it takes milliseconds.
_PATIENCE = 5.0

_Watch = Callable[[], Coroutine[Any, Any, int]]


def _in_a_thread(prepare: Callable[[], _Watch]) -> int:
    """What the prepared coroutine gives, run by an event loop of its own in a thread; raises what it raises there."""
    results: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            watch = prepare()
            with asyncio.Runner(loop_factory=VirtualLoop) as runner:
                results.append(runner.run(watch()))
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=work, daemon=True)
    threads.start_plainly(thread)
    thread.join(_PATIENCE)
    if errors:
        raise errors[0]
    if not results:
        raise NotReached("the event loop of a thread didn't come to its end")
    return results[0]


async def _watched(source: CountedSource, start: Callable[[], Any]) -> int:
    """Start a chain of it, and give how often it was called at first; the chain is ended then."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    with charged():
        kept = start()
        kept = await settled(kept) if asyncio.iscoroutine(kept) else kept
    await asyncio.sleep(_FIRST)
    calls, source.over = source.calls, True
    await asyncio.sleep(2)
    del kept
    return calls


def _started_here(adapter: Adapter) -> _Watch:
    source = CountedSource()
    start = functools.partial(adapter.start, source.read, [1], {}, fargs=output_as_argument, time_pause=0.25)
    return lambda: _watched(source, start)


async def _in_the_thread(adapter: Adapter) -> History:
    """A chain that is started on the event loop of another thread than the main one calls its coroutine."""
    if not await _started_here(adapter)():
        raise NotStarted  # it starts nowhere
    try:
        calls = _in_a_thread(lambda: _started_here(adapter))
    except NotStarted:
        calls = 0
    return noted(*([] if calls else ["chain not started: begun on the event loop of another thread"]))


def _made_before(adapter: Adapter, *, beside: bool) -> _Watch:
    """Make a chain where no event loop runs; ``beside``: another one than it is to run on is set for the thread."""
    make = getattr(adapter, "make", None)
    if make is None:
        raise NotClaimed("making a chain without starting it")
    source = CountedSource()
    with contextlib.ExitStack() as stack:
        if beside:
            asyncio.set_event_loop(stack.enter_context(contextlib.closing(VirtualLoop())))
            stack.callback(asyncio.set_event_loop, None)
        with charged():
            chain = make(source.read, [1], {}, fargs=output_as_argument, time_pause=0.25, default_loop=True, loop=None)
    return lambda: _watched(source, chain.create)


async def _made_beside_another_loop(adapter: Adapter) -> History:
    """A chain runs on the event loop that runs when it is started, not on the one that was set when it was made."""
    try:
        if not _in_a_thread(lambda: _made_before(adapter, beside=False)):
            raise NotStarted
    except NotStarted:
        return noted()  # it can't be made before its event loop runs, or isn't started in a thread
    try:
        calls = _in_a_thread(lambda: _made_before(adapter, beside=True))
    except NotStarted:
        calls = 0
    return noted(*([] if calls else ["loop another than the running one: the one set when the chain was made"]))


def thread_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    return {"started-in-a-thread": _in_the_thread, "made-beside-another-loop": _made_beside_another_loop}
