"""An implementation of the TaskLoop model that knows nothing of its names: a Repeater repeats a job.

Its `Repeater` holds a job back, lets it go, finishes and aborts; the next arguments come from a
`plan`, which is given the job's result first and its arguments second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

Job = Callable[..., Awaitable[Any]]
#: (result, arguments, keyword arguments) -> the next (arguments, keyword arguments)
Plan = Callable[[Any, Any, Any], tuple[Any, Any]]


class Repeater:
    """Repeats ``job`` on the running event loop, each run in a task of its own.

    ``arguments`` and ``keywords`` are the first run's. While the job is held back, a Repeater looks every
    ``patience`` seconds whether it may go on.
    """

    _alive: ClassVar[set[asyncio.Task[Any]]] = set()

    def __init__(self, job: Job, plan: Plan, *, arguments: Any, keywords: Any, patience: float) -> None:
        self.job, self.plan, self.patience = job, plan, patience
        self.arguments, self.keywords = arguments, keywords
        self.held = self.finishing = self.aborted = False
        self.task: asyncio.Task[Any] | None = None

    def launch(self) -> None:
        """Start the first run."""
        self._start(self._run())

    async def _run(self) -> None:
        result = await self.job(*self.arguments, **self.keywords)
        self.arguments, self.keywords = self.plan(result, self.arguments, self.keywords)

    def _start(self, work: Any) -> None:
        self.task = asyncio.get_running_loop().create_task(work)
        self._alive.add(self.task)
        if self.aborted:  # by the job's first step, where tasks start eagerly
            self.task.cancel()
        self.task.add_done_callback(self._next)

    def _next(self, task: asyncio.Task[Any]) -> None:
        self._alive.discard(task)
        if task.cancelled():
            return
        task.result()  # raises a failed run's error: the event loop reports it
        if not self.finishing:
            self._start(asyncio.sleep(self.patience) if self.held else self._run())

    def hold(self, held: bool = True) -> None:
        """Hold the next run back, or let it go."""
        self.held = held

    def finish(self) -> None:
        """Let the current run be the last."""
        self.finishing = True

    def abort(self) -> None:
        """Cancel the current run; none follows."""
        if not self.aborted and self.task is not None:
            self.task.cancel()
        self.finishing = self.aborted = True
