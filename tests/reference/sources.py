"""A user coroutine that does what the test tells it, and small helpers."""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from tasktools.taskloop import State, TaskLoop, coromask, renew


class Boom(Exception):
    """The failure of a user coroutine."""


class Source:
    """``read`` is the user coroutine: it waits until the test sets ``answer``."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.interrupted = 0
        self.swallow = False  # a cancelled read goes on waiting
        self.called: asyncio.Future[None] | None = None  # told of the next call
        self.answer: asyncio.Future[Any]
        self.task: asyncio.Task[Any]

    async def read(self, *args: Any) -> Any:
        """Note the call and wait for the answer."""
        self.calls.append(args)
        if self.called is not None and not self.called.done():
            self.called.set_result(None)
        task = asyncio.current_task()
        assert task is not None
        self.task = task
        while True:
            self.answer = asyncio.get_running_loop().create_future()
            try:
                return await self.answer
            except asyncio.CancelledError:
                self.interrupted += 1
                if not self.swallow:
                    raise


async def turns(count: int = 8) -> None:
    """Let the event loop turn often enough for everything that is due to happen."""
    for _ in range(count):
        await asyncio.sleep(0)


async def count_up(number: int) -> list[int]:
    """A source that suspends once and counts."""
    await asyncio.sleep(0)
    return [number + 1]


async def ended(loop: TaskLoop) -> None:
    """End a chain whatever its state is, and see that it ended."""
    loop.cancel()
    await turns()
    assert State.ENDED == loop.state


def start_renew(coro: Any, args: Any, kwargs: Any, fargs: Any) -> None:
    """Start a bare chain on the running event loop, as the source does."""
    task = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs), name="chain")
    task.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


async def stop_everything() -> None:
    """Cancel the tasks named "chain", and in later turns those that a finished one was about to start."""
    for _ in range(4):
        for task in asyncio.all_tasks():
            if task.get_name() == "chain":
                task.cancel()
        await turns(2)
