"""A wait that only the coroutine itself keeps alive: what holds the coroutine shows when garbage is collected."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .source import Source


async def wait_weakly(source: Source) -> None:
    """Wait for a future that only this very coroutine keeps alive."""
    future = source.log.loop.create_future()
    source.log.loop.call_later(source.seconds, _wake, source, weakref.ref(future))
    source.task = None
    try:
        await future
    except GeneratorExit:  # so Python ends a coroutine that nothing refers to any more
        if not source.over:
            source.log.note(source.name, "fact", "collected while it waited")
        raise


def _wake(source: Source, reference: weakref.ref[asyncio.Future[None]]) -> None:
    """Collect garbage; then wake the coroutine if it is still there."""
    gc.collect()
    source.log.note(source.name, "fact", "garbage collected")
    future = reference()
    if future is not None and not future.done():
        future.set_result(None)
