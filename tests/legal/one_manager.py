"""Legal: one manager task for each event loop starts every iteration of every chain, told by a queue of what is due."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from typing import Any


class Manager:
    """Runs while there is a chain; the loop that it belongs to holds it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.due: asyncio.Queue[TaskLoop | None] = asyncio.Queue()
        self.chains: set[TaskLoop] = set()
        # Not in the context of the chain that happens to be the first.
        self.task = loop.create_task(self.manage(), context=contextvars.Context())

    @classmethod
    def of(cls, loop: asyncio.AbstractEventLoop) -> Manager:
        manager = vars(loop).get("manager_of_chains")
        if not isinstance(manager, cls):
            manager = vars(loop)["manager_of_chains"] = cls(loop)
        return manager

    async def manage(self) -> None:
        while (chain := await self.due.get()) is not None:
            chain.decide()

    def forget(self, chain: TaskLoop) -> None:
        self.chains.discard(chain)
        if not self.chains:
            # A new chain makes a manager of its own; this one has nothing more to do.
            vars(self.loop).pop("manager_of_chains", None)
            self.due.put_nowait(None)


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.call, self.time_pause = (coro, fargs), time_pause
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.held = self.last = self.cancelled = self.over = False
        self.task: asyncio.Task[Any] | None = None

    def create(self) -> None:
        """Start the chain; it gives nothing back."""
        if self.task is not None or self.over:
            raise RuntimeError("it was started before")
        self.context = contextvars.copy_context()
        self.manager = Manager.of(asyncio.get_running_loop())
        self.manager.chains.add(self)
        self.start(self.iterate())

    def start(self, work: Any) -> None:
        self.task = self.manager.loop.create_task(work, context=self.context.copy())
        if self.cancelled:
            self.task.cancel()
        self.task.add_done_callback(lambda _: self.manager.due.put_nowait(self))

    async def iterate(self) -> None:
        (coro, fargs), (args, kwargs) = self.call, self.payload
        given = fargs(args, await coro(*args, **kwargs))
        if given is args:
            return
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{coro!r}: {type(given).__name__} holds no arguments")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        self.payload = (given[0], given[1]) if pair else (given, kwargs)

    def decide(self) -> None:
        task = self.task
        assert task is not None
        error = None if task.cancelled() else task.exception()
        if task.cancelled() or error is not None or self.last:
            self.over, self.task = True, None
            self.manager.forget(self)
            if error is not None:
                self.manager.loop.call_exception_handler({"message": "a managed chain failed", "exception": error})
        else:
            self.start(asyncio.sleep(self.time_pause / 2) if self.held else self.iterate())

    def pause(self) -> None:
        self.held = True

    def task_continue(self) -> None:
        self.held = False

    def stop(self) -> None:
        self.last = True

    def cancel(self) -> None:
        self.last = True
        if not self.cancelled:
            self.cancelled = True
            if self.task is not None:
                self.task.cancel()
