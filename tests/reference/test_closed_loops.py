"""Chains of an event loop that was closed while they ran: they go with it."""

from __future__ import annotations

import asyncio
import functools
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from tasktools.taskloop import TaskLoop, coromask, renew, simple_fargs

from .conftest import Run
from .sources import turns


class Payload:
    """Something big that a chain passes on."""


async def wait_for_ever(payload: Payload) -> list[Payload]:
    """Complete once at once, and then wait for something that nobody else holds."""
    if not vars(payload):
        vars(payload)["read"] = True
        return [payload]
    await asyncio.get_running_loop().create_future()
    return []


def start_taskloop(event_loop: asyncio.AbstractEventLoop, payload: Payload) -> None:
    """A running TaskLoop."""
    TaskLoop(wait_for_ever, [payload], loop=event_loop).create()


def start_paused(event_loop: asyncio.AbstractEventLoop, payload: Payload) -> None:
    """A TaskLoop that will be in a pause."""
    loop = TaskLoop(wait_for_ever, [payload], loop=event_loop)
    loop.create()
    loop.pause()


def start_renew(event_loop: asyncio.AbstractEventLoop, payload: Payload) -> None:
    """A bare chain."""
    first = event_loop.create_task(coromask(wait_for_ever, [payload], {}, simple_fargs))
    first.add_done_callback(functools.partial(renew, coro=wait_for_ever, fargs=simple_fargs))


@pytest.mark.parametrize("start", [start_taskloop, start_paused, start_renew])
def test_a_chain_goes_with_its_closed_loop(run: Run, start: Callable[[Any, Payload], None]) -> None:
    """Nothing keeps the chain of a closed event loop: loop, payload and coroutine can be collected."""
    event_loop = run.new_loop()
    # asyncio tells it of the task that is lost with its loop, as of any task.
    event_loop.set_exception_handler(lambda *_: None)
    payload = Payload()
    start(event_loop, payload)
    event_loop.run_until_complete(turns())
    event_loop.close()
    gone = weakref.ref(payload), weakref.ref(event_loop)
    del payload, event_loop
    gc.collect()
    assert [None, None] == [reference() for reference in gone]
