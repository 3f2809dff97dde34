"""Legal: made from generators and futures, without `async def`: what awaits is a generator in a coroutine's clothes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator, Mapping
from types import TracebackType
from typing import Any

Steps = Generator[Any, Any, Any]


class Work(Coroutine[Any, Any, Any]):
    """A coroutine object around a generator: event loops ask for no more."""

    def __init__(self, steps: Steps, name: str) -> None:
        self.steps, self.__name__, self.__qualname__ = steps, name, name

    def __await__(self) -> Steps:
        return self.steps

    def send(self, value: Any) -> Any:
        return self.steps.send(value)

    def throw(self, kind: Any, value: Any = None, trace: TracebackType | None = None) -> Any:
        return self.steps.throw(kind if value is None else value)

    def close(self) -> None:
        self.steps.close()


def _mask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Steps:
    obtained = yield from coro(*args, **kwargs).__await__()
    result = fargs(args, obtained)
    if not isinstance(result, (list, tuple)):
        raise TypeError(f"{getattr(coro, '__name__', coro)}: {type(result).__name__} instead of list or tuple")
    pair = len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping)
    return (result[0], result[1]) if pair else (result, kwargs)


def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Work:
    return Work(_mask(coro, args, kwargs, fargs), "coromask")


def renew(first: Any, coro: Any, fargs: Any, second: Any = None) -> None:
    def after(task: Any) -> None:
        _tasks.discard(task)
        renew(task, coro, fargs)

    if not first.cancelled():
        args, kwargs = first.result()
        task = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs))
        _tasks.add(task)
        task.add_done_callback(after)


_tasks: set[Any] = set()


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained


class TaskLoop:
    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float
    ) -> None:
        self.work = (coro, fargs)
        self.payload = (coro_args, coro_kwargs or {})
        self.state = "run"
        self.final = ""
        self.inner: Any = None
        self.bell: asyncio.Future[None] | None = None
        self.outcome: asyncio.Future[None] | None = None

    def create(self) -> asyncio.Future[None]:
        """Start the chain; gives a future of its end, which carries its error."""
        self.outcome = asyncio.get_running_loop().create_future()
        _chains.append(self)
        self.iterate()
        return self.outcome

    def iterate(self) -> None:
        self.begin(coromask(self.work[0], *self.payload, self.work[1]), self.iterated)

    def begin(self, work: Work, then: Any) -> None:
        self.inner = asyncio.get_running_loop().create_task(work)
        if self.final == "cancel":
            self.inner.cancel()
        self.inner.add_done_callback(then)

    def rest(self, bell: asyncio.Future[None]) -> Steps:
        yield from bell.__await__()

    def iterated(self, task: Any) -> None:
        if task.cancelled():
            self.close()
        elif task.exception() is not None:
            self.close(task.exception())
        else:
            self.payload = task.result()
            self.decide(task)

    def decide(self, task: Any) -> None:
        if self.final or task.cancelled():
            self.close()
        elif self.state == "hold":
            self.bell = asyncio.get_running_loop().create_future()
            self.begin(Work(self.rest(self.bell), "pause"), self.decide)
        else:
            self.iterate()

    def close(self, error: BaseException | None = None) -> None:
        self.final = self.final or "stop"
        _chains.remove(self)
        if self.outcome is not None and not self.outcome.done():
            if error is None:
                self.outcome.set_result(None)
            else:
                self.outcome.set_exception(error)

    def ring(self) -> None:
        if self.bell is not None and not self.bell.done():
            self.bell.set_result(None)

    def pause(self) -> None:
        self.state = "hold"

    def task_continue(self) -> None:
        self.state = "run"
        self.ring()

    def stop(self) -> None:
        self.final = self.final or "stop"
        self.ring()

    def cancel(self) -> None:
        if self.final != "cancel":
            self.final = "cancel"
            self.inner.cancel()


_chains: list[TaskLoop] = []
