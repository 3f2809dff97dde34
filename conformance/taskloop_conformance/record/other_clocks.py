"""Notice an implementation that goes by a clock which the suite can't lead, before its rules are judged.

On a virtual clock an hour passes at once, and ``datetime.now()`` doesn't know.  A library that waits until that says so
stands still here, and every rule would call it broken.  It can't be told from a chain that is wrong by looking at the
virtual clock alone; so where no second call comes within a virtual minute, the same chain runs on a real event loop
for a second: one that goes on there goes by another clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from typing import Any

from ..model.failures import AdapterError
from .adapters import Adapter, interval
from .clock import VirtualLoop
from .threads import real_monotonic

#: So long a chain may take on the virtual clock for its second call (virtual seconds, beside what it claims to wait).
_MINUTE = 60.0

#: Who waits for another clock looks at it again and again: a chain that stands still has fewer turns than this.
_LOOKS = 20

#: So long it gets on a real event loop (real seconds), which only what stands still on the virtual one costs.
_SECOND = 1.0

_ADVICE = (
    "The suite's clock is virtual: take times from loop.time(), time.monotonic() or time.time(). What goes by "
    "datetime.now(), or by a clock outside Python, can't be judged."
)


def check_clock(adapter: Adapter) -> None:
    """Raise :class:`AdapterError` where a chain goes on by a real clock and stands still by the virtual one."""
    virtual = VirtualLoop()
    try:
        if _second_call(adapter, virtual, _MINUTE + 3 * interval(adapter)) is not None:
            return
        if virtual.turn < _LOOKS and not virtual.used_threads:
            return  # it doesn't look at any clock: it stands still
    finally:
        _close(virtual)
    try:
        real = asyncio.new_event_loop()
    except (OSError, RuntimeError):  # no sockets, no loop: nothing can be compared
        return
    try:
        seconds = _second_call(adapter, real, _SECOND)
    finally:
        _close(real)
    if seconds is not None:
        raise AdapterError(
            f"the chain goes by a clock of its own: its second call came after {seconds:.2g} s on a real event loop, "
            f"and not within a minute of the suite's. {_ADVICE}"
        )


def _second_call(adapter: Adapter, loop: asyncio.AbstractEventLoop, limit: float) -> float | None:
    """After how many real seconds the second call of a chain came; None: not within ``limit`` seconds of the loop."""
    loop.set_exception_handler(lambda *_: None)
    began = real_monotonic()
    times: list[float] = []

    async def main() -> None:
        again = loop.create_future()

        async def coro(*args: Any, **kwargs: Any) -> int:
            times.append(real_monotonic() - began)
            if len(times) == 2 and not again.done():
                again.set_result(None)
            await asyncio.sleep(0 if len(times) < 2 else 1)
            return 1

        made = adapter.start(coro, [1], {}, fargs=lambda given, obtained: ([1], {}), time_pause=0.25)
        if inspect.isawaitable(made):
            await made
        await asyncio.wait([again], timeout=limit)

    # Whatever goes wrong here goes wrong in every check, which can say what it breaks.
    with contextlib.suppress(Exception):
        loop.run_until_complete(main())
    return times[1] if len(times) > 1 else None


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """End what is left and close the loop; chains that live on after a cancellation are left to themselves."""
    with contextlib.suppress(Exception):
        for task in asyncio.all_tasks(loop):
            task.cancel()
        if isinstance(loop, VirtualLoop):
            loop.run_until_idle(loop.time() + 1)
        else:
            loop.run_until_complete(asyncio.sleep(0))
    with contextlib.suppress(Exception):
        loop.close()
