"""Legal: an iteration is a task of a class of its own, which is also the chain's memory; a pause is a bare future."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any


class Iteration(asyncio.Task[Any]):
    """A task that knows its chain."""

    chain: TaskLoop


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs = coro, fargs
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.wish = "go"
        self.active: asyncio.Future[Any] | None = None

    def create(self) -> Iteration:
        if self.active is not None:
            raise RuntimeError("it was started before")
        self.loop = asyncio.get_running_loop()
        # Held by the loop: nobody can cancel a bare future when the loop is closed.
        self.held: dict[asyncio.Future[Any], TaskLoop] = vars(self.loop).setdefault("futures_of_chains", {})
        return self.iterate()

    def iterate(self) -> Iteration:
        task = Iteration(self.mask(*self.payload), loop=self.loop)
        task.chain = self
        self.held[task] = self
        self.active = task
        if self.wish == "cancel":
            task.cancel()
        task.add_done_callback(_iteration_done)
        return task

    async def mask(self, args: Any, kwargs: Any) -> Any:
        obtained = await self.coro(*args, **kwargs)
        given = self.fargs(args, obtained)
        if given is args:
            return args, kwargs
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r}: a list or tuple is wanted, not a {type(given).__name__}")
        if len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping):
            return given[0], given[1]
        return given, kwargs

    def decide(self) -> None:
        if self.wish == "go":
            self.iterate()
        elif self.wish == "hold":
            future = self.loop.create_future()
            self.active = future
            self.held[future] = self
            future.add_done_callback(self.rested)

    def rested(self, future: asyncio.Future[Any]) -> None:
        del self.held[future]
        if not future.cancelled():
            self.decide()

    def open(self) -> None:
        if self.active is not None and not isinstance(self.active, Iteration) and not self.active.done():
            self.active.set_result(None)

    def pause(self) -> None:
        self.wish = "hold" if self.wish in ("go", "hold") else self.wish

    def task_continue(self) -> None:
        if self.wish == "hold":
            self.wish = "go"
            self.open()

    def stop(self) -> None:
        if self.wish != "cancel":
            self.wish = "stop"
            self.open()

    def cancel(self) -> None:
        if self.wish != "cancel":
            self.wish = "cancel"
            if self.active is not None:
                self.active.cancel()


def _iteration_done(task: asyncio.Future[Any]) -> None:
    assert isinstance(task, Iteration)
    del task.chain.held[task]
    if not task.cancelled():
        task.chain.payload = task.result()
        task.chain.decide()
