"""Adapters for libraries and recipes that repeat a coroutine, one file each.

None of these libraries ever claimed the TaskLoop model. An adapter says what its library has no notion of (`without`),
and the suite judges the rest. From the root of the checkout, with `requirements/peers.txt` installed::

    taskloop-conformance run peers.tornado_periodic:adapter --path conformance/examples
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

#: The longest time in seconds between two calls.
INTERVAL = 0.1


def interval(time_pause: float) -> float:
    """Seconds between two calls: a helper that looks at a signal before each call looks once in a pause at least."""
    return min(INTERVAL, time_pause)


def owned(scheduler: Any) -> Any:
    """A scheduler that the program keeps while its event loop runs, whoever keeps the jobs that it is given."""
    vars(asyncio.get_running_loop()).setdefault("owned", []).append(scheduler)
    return scheduler


def kept(chain: Any, call: Any) -> Any:
    """The chain, which lives as long as ``call`` is held now: as long as the library's own object, and no shorter."""
    call.chain = chain
    return chain


def bound(coro: Any, args: Any, kwargs: Any) -> Callable[..., Coroutine[Any, Any, None]]:
    """A coroutine function that calls ``coro`` with the same arguments each time, whatever it is called with itself."""

    async def call(*_: object) -> None:
        await coro(*(args or ()), **(kwargs or {}))

    return call
