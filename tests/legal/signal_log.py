"""Legal: signals are written into a log, and each decision reads what is new in it; PAUSE is answered by an event."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


class TaskLoop:
    registry: set[asyncio.Task[Any]] = set()

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.coro, self.fargs = coro, fargs
        self.state: Any = (coro_args, coro_kwargs or {})
        self.log: list[str] = []
        self.mood = "go"
        self.cancelled = False
        self.news = asyncio.Event()
        self.active: asyncio.Task[Any] | None = None

    def create(self) -> asyncio.Task[Any]:
        if self.started:
            raise RuntimeError("it was started before")
        self.started = True
        return self.task(self.iteration(), self.after)

    def task(self, work: Any, then: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(work)
        self.active = task
        self.registry.add(task)
        task.add_done_callback(self.registry.discard)
        task.add_done_callback(then)
        if self.cancelled:
            task.cancel()
        return task

    async def iteration(self) -> Any:
        args, kwargs = self.state
        with self.one_at_a_time():
            given = self.fargs(args, await self.coro(*args, **kwargs))
        if given is args:
            return self.state
        if isinstance(given, (list, tuple)):
            pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
            return tuple(given) if pair else (given, kwargs)
        raise TypeError(f"in {self.coro!r} fargs gave {type(given).__name__}")

    busy = started = False

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        assert not self.busy
        self.busy = True
        try:
            yield
        finally:
            self.busy = False

    def read(self) -> str:
        for entry in self.log:
            if self.mood != "end":
                self.mood = entry
        self.log.clear()
        self.news.clear()
        return self.mood

    def after(self, task: asyncio.Task[Any]) -> None:
        self.active = None
        if not task.cancelled():
            self.state = task.result()
            self.decide()

    def decide(self) -> None:
        mood = self.read()
        if mood == "go":
            self.task(self.iteration(), self.after)
        elif mood == "hold":
            self.task(self.news.wait(), self.woken)

    def woken(self, task: asyncio.Task[Any]) -> None:
        self.active = None
        if not task.cancelled():
            self.decide()

    def write(self, entry: str) -> None:
        self.log.append(entry)
        self.news.set()

    def pause(self) -> None:
        self.write("hold")

    def task_continue(self) -> None:
        self.write("go")

    def stop(self) -> None:
        self.write("end")

    def cancel(self) -> None:
        self.write("end")
        if not self.cancelled:
            self.cancelled = True
            if self.active is not None:
                self.active.cancel()
