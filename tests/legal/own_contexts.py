"""Legal: each iteration gets a copy of the context of the start; CONTINUE restarts the coroutine inside its call."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from typing import Any


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs = coro, fargs
        self.next: Any = (coro_args, coro_kwargs or {})
        self.wish = "continue"
        self.started = False
        self.running: dict[TaskLoop, asyncio.Task[Any] | None] = {}

    def create(self) -> None:
        """Start the chain; it gives nothing back."""
        if self.started:
            raise RuntimeError("it was started before")
        self.started = True
        # Held by the loop: a chain that rests has no task that somebody could cancel when the loop is closed.
        self.running = vars(asyncio.get_running_loop()).setdefault("running_chains", {})
        self.context = contextvars.copy_context()
        self.iterate()

    def iterate(self) -> None:
        task = asyncio.get_running_loop().create_task(self.mask(*self.next), context=self.context.copy())
        self.running[self] = task
        if self.wish == "cancel":
            task.cancel()
        task.add_done_callback(self.done, context=self.context)

    async def mask(self, args: Any, kwargs: Any) -> Any:
        given = self.fargs(args, await self.coro(*args, **kwargs))
        if given is args:
            return args, kwargs
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r}: {type(given).__name__}?")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        return (given[0], given[1]) if pair else (given, kwargs)

    def done(self, task: asyncio.Task[Any]) -> None:
        self.running[self] = None
        if task.cancelled() or task.exception() is not None or self.wish in ("stop", "cancel"):
            del self.running[self]
        if not task.cancelled():
            self.next = task.result()
            if self.wish == "continue":
                self.iterate()

    def signal(self, wish: str, over: tuple[str, ...]) -> None:
        """Take a wish that isn't overruled; a chain that rests has no task, so what follows happens here."""
        if self.wish in over:
            return
        self.wish = wish
        if self.running.get(self, self) is None:
            if wish == "continue":
                self.iterate()
            elif wish != "pause":
                del self.running[self]

    def pause(self) -> None:
        self.signal("pause", ("stop", "cancel"))

    def task_continue(self) -> None:
        self.signal("continue", ("stop", "cancel"))

    def stop(self) -> None:
        self.signal("stop", ("cancel",))

    def cancel(self) -> None:
        if self.wish != "cancel":
            task = self.running.get(self)
            self.signal("cancel", ())
            if task is not None:
                task.cancel()
