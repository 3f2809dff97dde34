"""Probes of what a caller does with what it has of a chain: it cancels tasks, or signals when all is over.

They are about the edges of a program: a server that ends cancels each task that it has, and a handler of a signal may
call ``stop()`` when the event loop is closed already.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import warnings
from collections.abc import Callable
from typing import Any

from ..model.failures import NotClaimed, NotReached, NotStarted, Unimplemented
from ..model.history import History
from ..model.text import short
from .adapters import Adapter, without
from .clock import VirtualLoop
from .garbage import collect_until
from .lifetime import begun, charged, noted, outside_the_loop, signal, started
from .scenario import SURFACES

#: How long a chain is watched (seconds): a few iterations of a second each, and the middle of one more.
_WATCHED = 3.5

#: The middle of the first iteration (seconds).
_FIRST = 0.5


class Reader:
    """A user coroutine that counts how often it began, and how often it came to its end."""

    def __init__(self) -> None:
        self.calls = self.completed = 0
        self.over = False

    async def read(self, *args: Any, **kwargs: Any) -> int:
        """Read once; raises once the probe is over, which ends its chain."""
        if self.over:
            await asyncio.sleep(_FIRST)  # a chain that tries again for ever must let time pass
            raise ValueError("the end")
        self.calls += 1
        await asyncio.sleep(1)
        self.completed += 1
        return self.calls

    def fargs(self, given: Any, obtained: Any) -> Any:
        """The user's fargs."""
        return [obtained], {}


# The first task is cancelled


async def _first_task_cancelled(adapter: Adapter, surface: str) -> History:
    """Whoever cancels the task that the start gave, and so ends the chain, ends its coroutine, too."""
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    reader = Reader()
    if surface == "loop":
        await _judge_nothing_of_supervisors(adapter)
        chain, first = await started(adapter, reader.read, [1], {}, fargs=reader.fargs)
    else:
        chain = first = await begun(adapter, surface, reader.read, [1], {}, fargs=reader.fargs)
    await asyncio.sleep(_FIRST)
    if not reader.calls:
        raise NotStarted
    if not isinstance(first, asyncio.Task) or first.done():
        return noted()  # what create() gives back is the implementation's own choice
    first.cancel()
    await asyncio.sleep(_WATCHED)
    calls, ran_on = reader.calls, reader.calls == 1 and reader.completed == 1
    reader.over = True
    await asyncio.sleep(_WATCHED)
    del chain
    if calls > 1:  # what was cancelled is no task of its iteration, or the chain tries again
        raise NotReached("the chain goes on after its first task was cancelled")
    return noted(*(["coroutine ran on after its chain was ended by a cancellation"] if ran_on else []))


async def _judge_nothing_of_supervisors(adapter: Adapter) -> None:
    """Raise NotReached where what a start gives is no task of the first iteration, but one for the whole chain.

    What it gives is the implementation's own choice.  Whoever cancels a supervisor ends what watches the chain; whether
    that is an end of the chain, which has to end its coroutine, too, the rules don't say.
    """
    reader = Reader()
    _, first = await started(adapter, reader.read, [1], {}, fargs=reader.fargs)
    await asyncio.sleep(1 + _FIRST)
    whole = isinstance(first, asyncio.Task) and not first.done()
    reader.over = True
    await asyncio.sleep(_WATCHED)
    if whole:
        raise NotReached("the task that create() gives is that of the whole chain")


# Every task is cancelled

#: What the coroutine does about the cancellation: it raises at once, or in a clean-up that takes a while.
_CLEAN_UPS = {"error": 0.0, "late-error": _FIRST}


async def _all_cancelled(adapter: Adapter, surface: str, how: str) -> History:
    """When a program ends and cancels every task, an error of a coroutine's clean-up is reported all the same."""
    loop = asyncio.get_running_loop()
    told: list[BaseException] = []
    loop.set_exception_handler(lambda _, context: told.append(context.get("exception", Exception())))
    error = ValueError("of the clean-up")
    calls = raised = 0

    async def read(*args: Any, **kwargs: Any) -> int:
        nonlocal calls, raised
        calls += 1
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            if _CLEAN_UPS[how]:
                await asyncio.sleep(_CLEAN_UPS[how])
            raised += 1
            raise error from None
        return 1

    chain: Any = await begun(adapter, surface, read, [1], {}, fargs=lambda given, obtained: ([obtained], {}))
    await asyncio.sleep(1 + _FIRST)  # in the second iteration: the task of the first one may be its caller's own
    if not calls:
        raise NotStarted
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.sleep(_WATCHED)
    del chain
    collect_until(lambda: any(holds(each, error) for each in told))  # asyncio reports some errors only then
    await asyncio.sleep(0)
    error.__traceback__ = None
    if raised != 1 or calls != 2:
        raise NotReached("the chain doesn't end by one error in its second iteration")
    if len(tasks) > 1:
        # Of an outer and an inner task that are both cancelled either may end the chain: the outer one has no error.
        raise NotReached("the chain has more than one task, and each is cancelled")
    lost = not any(holds(each, error) for each in told)
    return noted(*(["error lost in a clean-up, when every task was cancelled"] if lost else []))


def holds(told: BaseException, error: BaseException) -> bool:
    """Whether what was reported is the error, or is about it: its cause, its context or one of a group."""
    found: list[BaseException] = [told]
    for each in found:  # which grows meanwhile
        inside = each.exceptions if isinstance(each, BaseExceptionGroup) else ()
        around = (each.__cause__, each.__context__, *inside)
        found += [one for one in around if one is not None and not any(one is known for known in found)]
    return any(each is error for each in found)


# Signals when the event loop is closed

#: How the chain ends before its event loop is closed: in an iteration or in a pause, by a signal or by its task's end.
ENDS_BEFORE_CLOSING = ("stop", "stop-in-pause", "cancel-in-pause", "killed-in-pause", "after-a-pause")

_SIGNALS = {"PAUSE": "pause", "CONTINUE": "task_continue", "STOP": "stop", "CANCEL": "cancel"}


async def _signalled_when_closed(adapter: Adapter, end: str) -> History:
    """A chain that has ended takes each signal without a word, also when its event loop is closed by then."""
    notions = {"pause"} if "pause" in end else set()
    notions |= {"cancel"} if end.startswith("cancel") else set() if end.startswith("killed") else {"stop"}
    if missing := notions & without(adapter):
        raise NotClaimed(min(missing))
    with outside_the_loop():
        refused = _refused_when_closed(adapter, end)
    return noted(*(f"signal after the end raised: {each}" for each in refused[:1]))


def _refused_when_closed(adapter: Adapter, end: str) -> list[str]:
    """The signals that raise after a chain's end and its event loop's, and what they raise."""
    with contextlib.closing(VirtualLoop()) as loop:  # also where a signal blocks and is interrupted
        return _refused_once_closed(adapter, end, loop)


def _refused_once_closed(adapter: Adapter, end: str, loop: VirtualLoop) -> list[str]:
    reader = Reader()
    loop.set_exception_handler(lambda *_: None)
    chains: list[Any] = []

    async def run() -> None:
        chain, _ = await started(adapter, reader.read, [1], {}, fargs=reader.fargs)
        chains.append(chain)
        await asyncio.sleep(_FIRST)
        if "pause" in end:
            signal(chain, "pause")
            await asyncio.sleep(1)
        if end == "after-a-pause":
            method = getattr(chain, "task_continue", None)
            if method is None:
                raise Unimplemented("TaskLoop.task_continue", "pause")
            method()
            await asyncio.sleep(_FIRST)
        if end.startswith("cancel"):
            signal(chain, "cancel")
        elif not end.startswith("killed"):
            signal(chain, "stop")
        await asyncio.sleep(_WATCHED)

    running = loop.create_task(run())
    running.add_done_callback(lambda done: done.cancelled() or done.exception())
    loop.run_until_idle(2 * _WATCHED)
    for each in asyncio.all_tasks(loop):
        each.cancel()
    loop.run_until_idle(3 * _WATCHED)
    goes_on = bool(asyncio.all_tasks(loop))
    # Who takes signals only while its event loop runs, so that none comes from another thread, refuses them here, too.
    refused_before = _refused(chains)
    loop.close()
    if running.done() and not running.cancelled() and (error := running.exception()) is not None:
        if isinstance(error, Unimplemented | NotClaimed | NotStarted):
            raise error from None
        with charged():
            raise error
    if goes_on or not reader.calls:
        raise NotReached("the chain doesn't end before its event loop is closed")
    return [f"{name}: {what}" for name, what in _refused(chains).items() if name not in refused_before]


def _refused(chains: list[Any]) -> dict[str, str]:
    """The signals that raise just now, and what they raise."""
    refused = {}
    # A chain that would begin another iteration now is told by its error; Python warns of the coroutine, too.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for name, method_name in _SIGNALS.items():
            for method in (getattr(chain, method_name, None) for chain in chains):
                try:
                    if method is not None:
                        method()
                except Exception as error:
                    refused[name] = short(error)
    return refused


def caller_probes() -> dict[str, Callable[[Adapter], Any]]:
    """The probes of this module by name."""
    found: dict[str, Callable[[Adapter], Any]] = {}
    for surface in SURFACES:
        found[f"first-task-cancelled-{surface}"] = functools.partial(_first_task_cancelled, surface=surface)
        for how in _CLEAN_UPS:
            found[f"all-cancelled-{surface}-{how}"] = functools.partial(_all_cancelled, surface=surface, how=how)
    for end in ENDS_BEFORE_CLOSING:
        found[f"signalled-when-closed-{end}"] = functools.partial(_signalled_when_closed, end=end)
    return found
