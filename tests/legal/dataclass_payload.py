"""Legal: a payload is held in a frozen dataclass, and the control state in another that is replaced, never changed."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any


@dataclasses.dataclass(frozen=True)
class Payload:
    args: Sequence[Any]
    kwargs: Mapping[str, Any]

    def following(self, result: Any, whose: str) -> Payload:
        if isinstance(result, Sequence) and isinstance(result, (list, tuple)):
            if len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping):
                return Payload(*result)
            return dataclasses.replace(self, args=result)
        raise TypeError(f"the payload of {whose} is of type {type(result).__name__}, not list or tuple")


@dataclasses.dataclass(frozen=True)
class Control:
    hold: bool = False
    end: bool = False
    kill: bool = False


@dataclasses.dataclass
class Renewal:
    """One bare chain: what `renew` needs, kept alive by the class."""

    coro: Any
    fargs: Any
    task: asyncio.Task[Any] | None = None

    def go(self, args: Any, kwargs: Any) -> None:
        self.task = asyncio.get_running_loop().create_task(coromask(self.coro, args, kwargs, self.fargs))
        _renewals.append(self)
        self.task.add_done_callback(self.gone)

    def gone(self, task: asyncio.Task[Any]) -> None:
        _renewals[:] = [renewal for renewal in _renewals if renewal is not self]
        renew(task, self.coro, self.fargs)


_renewals: list[Renewal] = []


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> tuple[Any, Any]:
    payload = Payload(args, kwargs)
    result = fargs(payload.args, await coro(*payload.args, **payload.kwargs))
    following = payload.following(result, getattr(coro, "__name__", str(coro)))
    return following.args, following.kwargs


def renew(task: Any, coro: Any, fargs: Any, *again: Any) -> None:
    if not task.cancelled():
        Renewal(coro, fargs).go(*task.result())


def simple_fargs(given: Any, obtained: Any) -> Any:
    return given


def simple_fargs_out(given: Any, obtained: Any) -> Any:
    return obtained


@dataclasses.dataclass(eq=False)
class TaskLoop:
    coro: Any
    coro_args: Any = ()
    coro_kwargs: Any = None
    _: dataclasses.KW_ONLY
    fargs: Any
    time_pause: float = 1.0
    control: Control = Control()
    payload: Payload | None = None
    task: asyncio.Task[Any] | None = None

    def create(self) -> asyncio.Task[Any]:
        self.payload = Payload(self.coro_args, {} if self.coro_kwargs is None else self.coro_kwargs)
        return self.begin(self.iteration(self.payload), self.iterated)

    async def iteration(self, payload: Payload) -> Payload:
        return Payload(*await coromask(self.coro, payload.args, payload.kwargs, self.fargs))

    def begin(self, work: Any, after: Callable[[Any], None]) -> asyncio.Task[Any]:
        task = self.task = asyncio.get_running_loop().create_task(work)
        _running[self] = task
        if self.control.kill:
            task.cancel()
        task.add_done_callback(partial(self.finished, after))
        return task

    def finished(self, after: Callable[[Any], None], task: asyncio.Task[Any]) -> None:
        del _running[self]
        if not task.cancelled():
            after(task.result())

    def iterated(self, payload: Payload) -> None:
        self.payload = payload
        self.decide()

    def decide(self, _: object = None) -> None:
        if not self.control.end and self.payload is not None:
            if self.control.hold:
                self.begin(asyncio.sleep(self.time_pause * 0.9), self.decide)
            else:
                self.begin(self.iteration(self.payload), self.iterated)

    def pause(self) -> None:
        self.control = dataclasses.replace(self.control, hold=True)

    def task_continue(self) -> None:
        self.control = dataclasses.replace(self.control, hold=False)

    def stop(self) -> None:
        self.control = dataclasses.replace(self.control, end=True)

    def cancel(self) -> None:
        if not self.control.kill and self.task is not None:
            self.task.cancel()
        self.control = dataclasses.replace(self.control, end=True, kill=True)


_running: dict[TaskLoop, asyncio.Task[Any]] = {}
