"""Legal: objects with slots only, one for each phase of a chain, no instance dictionary and no weak references."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any


class _Iteration:
    """Calls the user coroutine; a callable object as done callback."""

    __slots__ = ("chain", "result", "task")

    def __init__(self, chain: TaskLoop) -> None:
        self.chain = chain
        self.result: Any = None
        self.task = asyncio.get_running_loop().create_task(self.work())

    async def work(self) -> None:
        chain = self.chain
        result = chain.fargs(chain.args, await chain.coro(*chain.args, **chain.kwargs))
        if not isinstance(result, (list, tuple)):
            raise TypeError(f"{getattr(chain.coro, '__name__', chain.coro)}: {type(result).__name__} is no payload")
        self.result = result

    def __call__(self, task: asyncio.Task[Any]) -> None:
        chain, result = self.chain, self.result
        if task.cancelled():
            chain.over()
        elif (error := task.exception()) is not None:
            chain.over()
            asyncio.get_running_loop().call_exception_handler(
                {"message": "iteration failed", "exception": error, "task": task}
            )
        else:
            if len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping):
                chain.args, chain.kwargs = result
            else:
                chain.args = result
            chain.decide()


class _Pause:
    """Half of `time_pause`, then another look."""

    __slots__ = ("chain", "task")

    def __init__(self, chain: TaskLoop) -> None:
        self.chain = chain
        self.task = asyncio.get_running_loop().create_task(asyncio.sleep(chain.time_pause / 2))

    def __call__(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            self.chain.over()
        else:
            self.chain.decide()


class TaskLoop:
    __slots__ = ("args", "cancelling", "coro", "fargs", "kwargs", "phase", "stopping", "time_pause", "wants_pause")

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float = 1.0
    ) -> None:
        self.coro, self.args, self.kwargs = coro, coro_args, coro_kwargs or {}
        self.fargs, self.time_pause = fargs, time_pause
        self.wants_pause = self.stopping = self.cancelling = False
        self.phase: _Iteration | _Pause | None = None

    def create(self) -> asyncio.Task[Any]:
        return self.enter(_Iteration)

    def enter(self, make: type[_Iteration] | type[_Pause]) -> asyncio.Task[Any]:
        self.phase = make(self)
        _strong.add(self)
        if self.cancelling:
            self.phase.task.cancel()
        self.phase.task.add_done_callback(self.phase)
        return self.phase.task

    def decide(self) -> None:
        if self.stopping:
            self.over()
        else:
            self.enter(_Pause if self.wants_pause else _Iteration)

    def over(self) -> None:
        self.stopping = True
        self.phase = None
        _strong.discard(self)

    def pause(self) -> None:
        self.wants_pause = True

    def task_continue(self) -> None:
        self.wants_pause = False

    def stop(self) -> None:
        self.stopping = True

    def cancel(self) -> None:
        if not self.cancelling and self.phase is not None:
            self.phase.task.cancel()
        self.stopping = self.cancelling = True


_strong: set[TaskLoop] = set()
