"""Legal: a pause is a timer of the event loop, not a task; what CANCEL cancels there is the timer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

Cancellable = asyncio.Task[Any] | asyncio.TimerHandle


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.made_of = coro, fargs, time_pause
        self.args, self.kwargs = coro_args, dict(coro_kwargs or {})
        self.active: Cancellable | None = None
        # What the next decision does.
        self.following: Callable[[], None] = self.iterate
        self.final = False

    def create(self) -> object:
        if self.active is not None or self.final:
            raise RuntimeError("it was started before")
        # Held by the loop: a chain that rests has no task that somebody could cancel when the loop is closed.
        self.alive: list[TaskLoop] = vars(asyncio.get_running_loop()).setdefault("resting_chains", [])
        self.alive.append(self)
        self.iterate()
        return self.active

    def iterate(self) -> None:
        self.active = asyncio.get_running_loop().create_task(self.mask())
        self.active.add_done_callback(self.iterated)
        if self.following == self.end and self.final and self.cancelled:
            self.active.cancel()

    cancelled = False

    async def mask(self) -> None:
        coro, fargs, _ = self.made_of
        given = fargs(self.args, await coro(*self.args, **self.kwargs))
        if given is self.args:
            return
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{coro!r} -> {type(given).__name__}")
        if len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping):
            self.args, self.kwargs = given[0], dict(given[1])
        else:
            self.args = given

    def iterated(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or task.exception() is not None:
            self.end()
        if not task.cancelled():
            task.result()
            self.following()

    def rest(self) -> None:
        self.active = asyncio.get_running_loop().call_later(self.made_of[2] * 0.9, self.follow)

    def follow(self) -> None:
        self.following()

    def end(self) -> None:
        self.active = None
        self.final = True
        if self in self.alive:
            self.alive.remove(self)

    def pause(self) -> None:
        if not self.final:
            self.following = self.rest

    def task_continue(self) -> None:
        if not self.final:
            self.following = self.iterate

    def stop(self) -> None:
        self.final, self.following = True, self.end

    def cancel(self) -> None:
        self.stop()
        if not self.cancelled:
            self.cancelled = True
            if self.active is not None:
                self.active.cancel()
            if isinstance(self.active, asyncio.TimerHandle):
                self.end()
