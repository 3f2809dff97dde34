"""Legal: no class at all. `TaskLoop` is a function, a chain is a namespace of closures."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

_tasks: set[Any] = set()


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Any:
    result = fargs(args, await coro(*args, **kwargs))
    kinds = [isinstance(result, (list, tuple))]
    if kinds[0] and len(result) == 2:
        kinds += [isinstance(result[0], (list, tuple)), isinstance(result[1], Mapping)]
    if not kinds[0]:
        raise TypeError(f"{getattr(coro, '__name__', coro)}() can't be called with a {type(result).__name__}")
    return (*result,) if kinds == [True] * 3 else (result, kwargs)


def renew(*given: Any, **named: Any) -> None:
    task, coro, fargs = (*given[:3], *(named[name] for name in ("coro", "fargs") if name in named))
    _follow(task, lambda args, kwargs: _start(coromask(coro, args, kwargs, fargs), lambda t: renew(t, coro, fargs)))


def _follow(task: Any, start: Any) -> None:
    if not task.cancelled():
        start(*task.result())


def _start(work: Any, then: Any) -> Any:
    def discard_and_go_on(task: Any) -> None:
        _tasks.discard(task)
        then(task)

    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(discard_and_go_on)
    return task


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained


def TaskLoop(
    coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float, loop: Any = None
) -> SimpleNamespace:
    wish, final = "", ""
    kept = (coro_args, coro_kwargs or {})
    active: Any = None

    def begin(work: Any, then: Any) -> Any:
        nonlocal active
        active = _start(work, then)
        if final == "cancel":
            active.cancel()
        return active

    def create() -> Any:
        return begin(coromask(coro, *kept, fargs), iterated)

    def iterated(task: Any) -> None:
        nonlocal kept
        if not task.cancelled():
            kept = task.result()
            decide(task)

    def decide(task: Any) -> None:
        if final or task.cancelled():
            return
        if wish == "pause":
            begin(asyncio.sleep(time_pause), decide)
        else:
            create()

    def pause() -> None:
        nonlocal wish
        wish = "pause"

    def task_continue() -> None:
        nonlocal wish
        wish = ""

    def stop() -> None:
        nonlocal final
        final = final or "stop"

    def cancel() -> None:
        nonlocal final
        if final != "cancel":
            final = "cancel"
            active.cancel()

    return SimpleNamespace(create=create, pause=pause, task_continue=task_continue, stop=stop, cancel=cancel)
