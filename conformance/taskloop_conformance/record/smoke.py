"""The smoke step: find out whether an implementation can be talked to at all.

It runs before any rule is judged, so that a broken adapter is told apart from an implementation
that does not conform.
"""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

from ..model.failures import AdapterError, Unimplemented
from ..model.printable import describe, type_name
from ..model.text import shown
from ..paths import PACKAGE
from .adapters import Adapter, ModuleAdapter
from .clock import VirtualLoop
from .other_clocks import check_clock


def smoke(adapter: Adapter) -> None:
    """Call one thing of each claimed profile; raise :class:`AdapterError` when that isn't possible."""
    profiles: frozenset[str] = getattr(adapter, "profiles", frozenset())
    if not profiles or not profiles <= {"functions", "control"}:
        claimed = sorted(map(shown, profiles))
        raise AdapterError(
            f"the adapter claims the profiles [{', '.join(claimed)}]; there are 'functions' and 'control'"
        )
    if "control" in profiles and not callable(getattr(adapter, "start", None)):
        raise AdapterError("the adapter claims the profile 'control' but has no method start()")
    if "functions" in profiles and not callable(getattr(adapter, "coromask", None)):
        raise AdapterError("the adapter claims the profile 'functions' but has no method coromask()")
    if "functions" in profiles:
        _one_mask(adapter)
    if "control" in profiles:
        _one_start(adapter)
        check_clock(adapter)


def _one_mask(adapter: Adapter) -> None:
    called = []

    async def coro(*args: Any, **kwargs: Any) -> int:
        called.append(args)
        return 1

    async def main() -> None:
        await adapter.coromask(coro, [1], {}, lambda given, obtained: ([1], {}))

    _run(main(), "coromask(coro, args, kwargs, fargs)")


def _one_start(adapter: Adapter) -> None:
    async def coro(*args: Any, **kwargs: Any) -> int:
        await asyncio.sleep(1)
        return 1

    async def main() -> None:
        started = adapter.start(coro, [1], {}, fargs=lambda given, obtained: ([1], {}), time_pause=0.25)
        if inspect.isawaitable(started):
            started = await started
        _look_at(started, "create()" if isinstance(adapter, ModuleAdapter) else "start()")

    _run(main(), "TaskLoop(coro, coro_args, coro_kwargs, fargs=..., time_pause=...) and create()")


def _look_at(started: Any, by: str) -> None:
    """Find the mistakes in what ``by`` gave that no rule would name: nobody awaits what the surface's methods give."""
    if not isinstance(started, tuple) or len(started) != 2:
        if inspect.isawaitable(started):
            return
        raise AdapterError(f"{by} of the adapter gave a {type_name(started)}, not a pair (chain, what can be awaited)")
    chain, created = started
    name = type_name(chain)
    if by == "create()" and inspect.iscoroutinefunction(getattr(chain, "create", None)):
        if inspect.iscoroutine(created):
            created.close()  # or Python complains that nobody awaited it, too
        raise AdapterError(
            f"{name}.create() is a coroutine function: nobody awaits it; make it a plain function that starts the chain"
        )
    for signal in ("pause", "task_continue", "stop", "cancel"):
        if inspect.iscoroutinefunction(getattr(chain, signal, None)):
            raise AdapterError(f"{name}.{signal}() is a coroutine function: nobody awaits it; make it a plain function")


def _raised_by_the_call(error: Exception) -> bool:
    """Whether the call itself failed, before any code of the implementation ran."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    suite = str(PACKAGE)
    return isinstance(error, TypeError) and frame is not None and frame.tb_frame.f_code.co_filename.startswith(suite)


def _run(main: Any, what: str) -> None:
    """Run once; only an error of the call itself counts, everything else is for the rules to judge."""
    loop = VirtualLoop()
    loop.set_exception_handler(lambda *_: None)
    try:
        loop.run_until_complete(main)
    except AdapterError:
        raise
    except Unimplemented:
        pass
    except Exception as error:
        if _raised_by_the_call(error):
            raise AdapterError(f"{what} can't be called so: {describe(error)}") from error
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_idle(loop.time() + 1)
        loop.close()
