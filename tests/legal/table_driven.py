"""Legal: a table drives the chain; a pause has no task at all, only a state, and a chain's end no trace."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from typing import Any

#: (state, signal) -> state; what isn't here changes nothing.  Capitals: the state of a pause.
TABLE = {
    ("run", "pause"): "hold",
    ("hold", "continue"): "run",
    ("run", "stop"): "end",
    ("hold", "stop"): "end",
    ("run", "cancel"): "kill",
    ("hold", "cancel"): "kill",
    ("end", "cancel"): "kill",
    ("PAUSE", "continue"): "run",
    ("PAUSE", "stop"): "over",
    ("PAUSE", "cancel"): "over",
}


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.call = coro, fargs
        self.payload: Any = (coro_args, coro_kwargs or {})
        self.state = "run"
        self.loop: asyncio.AbstractEventLoop | None = None
        self.task: asyncio.Task[Any] | None = None
        self.context = contextvars.Context()

    def create(self) -> TaskLoop:
        self.loop = asyncio.get_running_loop()
        self.context = contextvars.copy_context()  # CONTINUE may come from another chain's iteration
        self.active.add(self)
        self.go(None)
        return self

    @property
    def active(self) -> set[TaskLoop]:
        """The chains that haven't ended, kept by their event loop: those of a closed one go with it."""
        found: set[TaskLoop] = self.loop.__dict__.setdefault("active_chains", set())
        return found

    def go(self, task: asyncio.Task[Any] | None) -> None:
        """Start an iteration, or do what the state says instead after ``task``."""
        if task is not None:
            if task.cancelled():
                self.state = "over"
            elif (error := task.exception()) is not None:
                self.state = "over"
                assert self.loop is not None
                self.loop.call_exception_handler({"message": "chain over", "exception": error})
            elif self.state == "hold":
                self.state = "PAUSE"
        if self.state == "run" or task is None:
            assert self.loop is not None
            self.task = self.loop.create_task(self.iterate(), context=self.context.copy())
            if self.state == "kill":
                self.task.cancel()
            self.task.add_done_callback(self.go)
        elif self.state != "PAUSE":
            self.active.discard(self)
            self.state, self.task = "over", None

    async def iterate(self) -> None:
        coro, fargs = self.call
        args, kwargs = self.payload
        payload = fargs(args, await coro(*args, **kwargs))
        if not isinstance(payload, (list, tuple)):
            raise TypeError(f"{getattr(coro, '__name__', coro)}: {type(payload).__name__}")
        if len(payload) == 2 and isinstance(payload[0], (list, tuple)) and isinstance(payload[1], Mapping):
            self.payload = payload
        else:
            self.payload = payload, kwargs

    def signal(self, signal: str) -> None:
        before, self.state = self.state, TABLE.get((self.state, signal), self.state)
        if before == "PAUSE" and self.state == "over":
            self.active.discard(self)
        elif before == "PAUSE" and self.state == "run":
            self.task = None
            self.go(None)
        elif before != "kill" and self.state == "kill" and self.task is not None:
            self.task.cancel()

    def pause(self) -> None:
        self.signal("pause")

    def task_continue(self) -> None:
        self.signal("continue")

    def stop(self) -> None:
        self.signal("stop")

    def cancel(self) -> None:
        self.signal("cancel")
