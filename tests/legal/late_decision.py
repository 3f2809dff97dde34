"""Legal: two more turns of the event loop pass between the end of a task and the decision about what follows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any


class _Held(set[Any]):
    def hold(self, task: Any) -> Any:
        self.add(task)
        task.add_done_callback(self.remove)
        return task


_held = _Held()


async def coromask(coro: Any, args: Any, kwargs: Any, fargs: Any) -> Any:
    given = args
    obtained = await coro(*given, **kwargs)
    payload = fargs(given, obtained)
    if type(payload) not in (list, tuple) and not isinstance(payload, (list, tuple)):
        name = getattr(coro, "__name__", str(coro))
        raise TypeError(f"{name} can't go on with {type(payload).__name__}: list or tuple wanted")
    try:
        args, kwargs_new = payload
    except ValueError:
        return payload, kwargs
    is_pair = isinstance(args, (list, tuple)) and isinstance(kwargs_new, Mapping)
    return payload if is_pair else (payload, kwargs)


def renew(task: Any, coro: Any, fargs: Any, _again: Any = None) -> None:
    asyncio.get_running_loop().call_soon(_renew_soon, task, coro, fargs)


def _renew_soon(task: Any, coro: Any, fargs: Any) -> None:
    if not task.cancelled():
        args, kwargs = task.result()
        following = _held.hold(asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs)))
        following.add_done_callback(lambda done: renew(done, coro, fargs))


def simple_fargs(given: Any, _: Any) -> Any:
    return given


def simple_fargs_out(_: Any, obtained: Any) -> Any:
    return obtained


class TaskLoop:
    def __init__(
        self,
        coro: Any,
        coro_args: Any = (),
        coro_kwargs: Any = None,
        *,
        fargs: Any,
        time_pause: float,
        loop: Any = None,
    ) -> None:
        self.given = (coro, fargs, time_pause)
        self.loop = loop
        self.kept = (coro_args, {} if coro_kwargs is None else coro_kwargs)
        self.signals: list[str] = []
        self.task: Any = None

    def create(self) -> Any:
        if self.loop is None:
            self.loop = asyncio.get_running_loop()
        return self._start(coromask(self.given[0], *self.kept, self.given[1]))

    def _start(self, work: Any) -> Any:
        self.task = _held.hold(self.loop.create_task(work))
        if "cancel" in self.signals:
            self.task.cancel()
        self.task.add_done_callback(self._two_turns_more)
        return self.task

    def _two_turns_more(self, task: Any) -> None:
        self.loop.call_soon(self.loop.call_soon, self._decide, task)

    def _decide(self, task: Any) -> None:
        if task.cancelled():
            self.signals.append("cancel")
            return
        if task.exception() is not None:
            raise task.exception()
        if task.result() is not None:
            self.kept = task.result()
        latest = next((signal for signal in reversed(self.signals) if signal in ("pause", "continue")), "")
        self.signals = [latest, *({"stop", "cancel"} & set(self.signals))]
        if not {"stop", "cancel"} & set(self.signals):
            if latest == "pause":
                self._start(asyncio.sleep(self.given[2] / 3))
            else:
                self.create()

    def pause(self) -> None:
        self.signals.append("pause")

    def task_continue(self) -> None:
        self.signals.append("continue")

    def stop(self) -> None:
        self.signals.insert(0, "stop")

    def cancel(self) -> None:
        if "cancel" not in self.signals:
            self.task.cancel()
        self.signals.insert(0, "cancel")
