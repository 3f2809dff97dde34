"""Probes of what an implementation keeps of a chain after its end."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import inspect
import weakref
from collections.abc import Callable, Iterator
from typing import Any

from ..model.failures import NotClaimed, NotStarted, Unimplemented
from ..model.history import Event, History
from ..model.text import short
from .adapters import Adapter, without
from .blocked import outside_of
from .clock import VirtualLoop
from .crashes import crash
from .garbage import collect

#: How a chain ends in the probes, and on which surfaces it can end so.
PROBES_OF_SURFACE: dict[str, tuple[str, ...]] = {
    "error": ("loop", "keyword", "task"),
    "cancelled": ("loop", "keyword", "task"),
    "cancelled-early": ("loop", "keyword", "task"),
    "stop": ("loop",),
    "stop-in-pause": ("loop",),
    "cancel-in-pause": ("loop",),
}

#: So many chains end, or loops are closed, one after the other: more than a cache of the last one or two would hold.
_MANY = 5

#: So many event loops may be remembered with what ran on them, such as the one that was used last.
_CACHED = 1


class _Thing:
    """What a payload or a coroutine holds: something whose end can be seen."""


class _Reader:
    """A user's object with a coroutine, whose end can be seen."""

    def __init__(self, end: str) -> None:
        self.end, self.calls = end, 0

    async def read(self, thing: _Thing) -> _Thing:
        """Read once: the second time as the probe says."""
        self.calls += 1
        await asyncio.sleep(1)
        if self.calls == 2 and self.end == "error":
            raise ValueError("the end")
        if self.calls == 2 and self.end == "cancelled":
            raise asyncio.CancelledError
        return thing


def _fargs(given: Any, obtained: Any) -> Any:
    return [obtained], {}


@contextlib.contextmanager
def charged() -> Iterator[None]:
    """What is raised in here is the implementation's refusal to make or to start a chain: :class:`NotStarted`."""
    try:
        yield
    except (Unimplemented, NotClaimed, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise NotStarted(crash(error)) from None


@contextlib.contextmanager
def outside_the_loop() -> Iterator[None]:
    """In here no event loop runs, as far as asyncio knows, and another one may run."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    # From Python 3.14 on a thread has one current task, not one for each loop: no other is entered beside this one.
    if task is not None:
        asyncio.tasks._leave_task(loop, task)
    asyncio._set_running_loop(None)
    try:
        with outside_of(loop):
            yield
    finally:
        asyncio._set_running_loop(loop)
        if task is not None:
            asyncio.tasks._enter_task(loop, task)


async def started(adapter: Adapter, coro: Any, args: Any, kwargs: Any, *, fargs: Any) -> tuple[Any, object]:
    """Start a chain through the adapter; gives what ``Adapter.start`` gives, or raises :class:`NotStarted`."""
    with charged():
        return await settled(adapter.start(coro, args, kwargs, fargs=fargs, time_pause=0.25))


async def settled(made: Any) -> tuple[Any, object]:
    """What ``Adapter.start`` gives, also where it is a coroutine function."""
    given: tuple[Any, object] = (await made) if inspect.isawaitable(made) else made
    return given


async def begun(adapter: Adapter, surface: str, coro: Any, args: Any, kwargs: Any, *, fargs: Any) -> Any:
    """Start a chain on one of the surfaces; gives what its caller keeps: what ``start`` gives, or the first task."""
    if surface == "loop":
        return await started(adapter, coro, args, kwargs, fargs=fargs)
    mask: Any = adapter.coromask(coro, args, kwargs, fargs)
    task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(mask)
    register(adapter, surface, task, coro, fargs)
    return task


def register(adapter: Adapter, surface: str, task: asyncio.Task[Any], coro: Any, fargs: Any) -> None:
    """Make renew the done callback of a first task, in one of the two ways (a surface, ``keyword`` or ``task``)."""
    if surface == "keyword":
        task.add_done_callback(functools.partial(adapter.renew, coro=coro, fargs=fargs))
    else:
        task.add_done_callback(functools.partial(adapter.renew, task, coro, fargs))


def signal(chain: Any, name: str) -> None:
    """Give a signal; raises :class:`Unimplemented` where that can't be done."""
    method = getattr(chain, name, None)
    if method is None:
        raise Unimplemented(f"TaskLoop.{name}", name)
    try:
        method()
    except Exception as refused:  # other checks say what is wrong with that; here the chain can't be brought to its end
        raise Unimplemented(f"TaskLoop.{name} that can be called ({short(refused)})", name) from None


def noted(*details: str) -> History:
    """The history of a probe that notes facts alone, none where all is well."""
    at = asyncio.get_running_loop().time()
    events = [Event(at, "A", "start"), *(Event(at, "A", "fact", detail) for detail in details)]
    return History(tuple(events), conditions={"surface": "lifetime"})


async def _run_to_its_end(adapter: Adapter, surface: str, end: str) -> list[weakref.ref[Any]]:
    """One chain from its start to its end; gives references to what the caller lets go now."""
    reader, thing = _Reader(end), _Thing()
    if surface == "loop":
        chain, _ = await started(adapter, reader.read, [thing], {}, fargs=_fargs)
        if end == "cancelled-early":
            signal(chain, "cancel")
        await asyncio.sleep(1.5)
        if not reader.calls and end != "cancelled-early":
            raise NotStarted
        if end.endswith("in-pause"):
            signal(chain, "pause")
            await asyncio.sleep(1)
        calls = max(2, reader.calls)
        if end.startswith("stop"):
            signal(chain, "stop")
        elif end.startswith("cancel-"):
            signal(chain, "cancel")
        await asyncio.sleep(2)
        del chain, _
    else:
        loop = asyncio.get_running_loop()
        task: asyncio.Task[Any] = loop.create_task(adapter.coromask(reader.read, [thing], {}, _fargs))  # type: ignore[arg-type]  # whatever a task takes
        renew = functools.partial
        callback = (
            renew(adapter.renew, coro=reader.read, fargs=_fargs)
            if surface == "keyword"
            else renew(adapter.renew, task, reader.read, _fargs)
        )
        task.add_done_callback(callback)
        if end == "cancelled-early":
            task.cancel()
        calls = 2
        await asyncio.sleep(4)
        del task, callback
        if not reader.calls and end != "cancelled-early":
            raise NotStarted
    # The chain goes on, or never ends, as other checks say: of course it keeps what it needs.
    if reader.calls > calls or len(asyncio.all_tasks()) > 1:
        return []
    return [weakref.ref(reader), weakref.ref(thing)]


async def _kept(adapter: Adapter, surface: str, end: str) -> History:
    notions = {"stop": "stop", "stop-in-pause": "pause", "cancel-in-pause": "pause", "cancelled-early": "cancel"}
    notion = notions.get(end, "")
    if surface == "loop" and notion in without(adapter):
        raise NotClaimed(notion)
    loop = asyncio.get_running_loop()
    begin = loop.time()
    events: list[Event] = []
    loop.set_exception_handler(lambda *_: None)
    references = []
    for _ in range(_MANY):
        references += await _run_to_its_end(adapter, surface, end)
    await asyncio.sleep(1)
    collect(references)
    await asyncio.sleep(0)
    kept = sum(reference() is not None for reference in references)
    at = loop.time() - begin
    events.append(Event(at, "A", "start"))
    if kept:
        what = "payload" if any(reference() for reference in references[1::2]) else "coroutine"
        events.append(Event(at, "A", "fact", f"kept the {what} of {kept} chains that have ended"[:60]))
    return History(tuple(events), conditions={"surface": "lifetime"})


async def kept_closed_loops(adapter: Adapter) -> History:
    """Chains run on event loops that are closed while they run, as at the end of a program."""
    pauses = "pause" not in without(adapter)
    references: list[weakref.ref[Any]] = []
    with outside_the_loop():
        for number in range(_MANY):
            references += _closed(adapter, pause=pauses and number % 2 == 1)
    collect(references)
    kept = sum(reference() is not None for reference in references)
    things = [references[each : each + 3] for each in range(0, len(references), 3)]
    if sum(any(reference() is not None for reference in of_loop) for of_loop in things) <= _CACHED:
        kept = 0  # nothing but what ran on the latest loop is remembered, until another one is used: that doesn't grow
    events = [Event(0.0, "A", "start")]
    if kept:
        events.append(Event(0.0, "A", "fact", f"kept {kept} things of chains whose loop is closed"))
    return History(tuple(events), conditions={"surface": "lifetime"})


def _closed(adapter: Adapter, *, pause: bool) -> list[weakref.ref[Any]]:
    """One chain on a loop of its own, which is closed after three seconds."""
    reader, thing = _Reader("never"), _Thing()
    loop = VirtualLoop()
    loop.set_exception_handler(lambda *_: None)

    async def start() -> None:
        chain, _ = await started(adapter, reader.read, [thing], {}, fargs=_fargs)
        if pause:
            signal(chain, "pause")

    starting = loop.create_task(start())
    starting.add_done_callback(lambda done: done.cancelled() or done.exception())
    loop.run_until_idle(3.0)
    refused = starting.exception() if starting.done() and not starting.cancelled() else None
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.run_until_idle(4.0)
    refuses = bool(asyncio.all_tasks(loop))  # who goes on after a cancellation isn't ended by it, as other checks say
    loop.close()
    if isinstance(refused, Unimplemented | NotStarted):
        raise refused from None
    if not reader.calls:
        raise NotStarted
    # Closing a loop doesn't end what a thread does for it: that holds on until it has done it.
    if refuses or loop.used_threads:
        return []
    return [weakref.ref(reader), weakref.ref(thing), weakref.ref(loop)]


def lifetime_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {"kept-closed-loops": kept_closed_loops}
    for end, surfaces in PROBES_OF_SURFACE.items():
        for surface in surfaces:
            found[f"kept-{surface}-{end}"] = functools.partial(_kept, surface=surface, end=end)
    return found
