"""The chain of the generated legal implementations: written once, it asks its choices where they matter."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import threading
import time
from collections.abc import Callable, Generator
from typing import Any

from .choices import TURNS, Choices
from .legal_functions import end, held, later, pair


class Chain:
    """A chain that does as its choices say."""

    choices: Choices

    def __init__(
        self, coro: Any, coro_args: Any = (), coro_kwargs: Any = None, *, fargs: Any, time_pause: float = 0.1
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload: tuple[Any, Any] = (coro_args, {} if coro_kwargs is None else coro_kwargs)
        self.paused = self.stopped = self.cancelled = self.started = self.over = False
        self.task: asyncio.Task[Any] | None = None
        self.supervisor: asyncio.Task[Any] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.gate: asyncio.Future[None] | None = None
        self.bell: asyncio.Event | threading.Event | None = None
        self.resting = False
        self.error: BaseException | None = None
        self.waiters: list[asyncio.Future[None]] = []

    # Signals

    def pause(self) -> None:
        self.paused = True

    def task_continue(self) -> None:
        self.paused = False
        self.wake()

    def stop(self) -> None:
        self.stopped = True
        self.wake()

    def cancel(self) -> None:
        if self.cancelled or self.over:
            return
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()
        self.wake()

    def wake(self) -> None:
        """End a pause that listens."""
        if self.gate is not None and not self.gate.done():
            self.gate.set_result(None)
        if self.bell is not None:
            self.bell.set()
        if self.timer is not None and (self.cancelled or self.stopped):
            self.timer.cancel()
            self.timer_over()
        if self.choices.pause == "nothing" and self.resting and not (self.paused and not self.ending()):
            self.rested()

    def ending(self) -> bool:
        """Whether the next decision ends the chain."""
        return self.stopped or self.cancelled

    # The course of a chain

    def create(self) -> Any:
        if self.started:
            raise RuntimeError("started before")
        self.started = True
        self.loop = asyncio.get_running_loop()
        self.context = contextvars.copy_context()
        self.hold()
        if self.choices.design == "supervisor":
            self.supervisor = self.loop.create_task(self.supervise(), context=self.context.copy())
        else:
            self.begin(self.iterate(), self.iterated)
        return {"task": self.supervisor or self.task, "nothing": None, "chain": self}[self.choices.result]

    def hold(self) -> None:
        """Keep the chain alive: the event loop refers weakly to its tasks."""
        if self.choices.hold == "loop" or self.choices.pause in ("timer", "nothing"):
            # A chain that rests without a task can't be cancelled when its loop is closed: only the loop may hold it.
            # The loop's own attribute: what it holds goes with it.
            self.loop.__dict__.setdefault("_chains_of_this_family", set()).add(self)
        else:
            held.add(self)

    def let_go(self) -> None:
        self.loop.__dict__.get("_chains_of_this_family", set()).discard(self)
        held.discard(self)

    def begin(self, work: Any, then: Callable[[asyncio.Task[Any]], None]) -> None:
        """Start a task of the chain."""
        options: dict[str, Any] = {}
        # A pause without a task ends inside the call of CONTINUE: the context there is that of whoever gave it.
        if self.choices.context == "copied at the start" or self.choices.pause == "nothing":
            options["context"] = self.context.copy()
        if self.choices.task == "eager":
            options |= {"eager_start": True}
            task: asyncio.Task[Any] = asyncio.Task(work, loop=self.loop, **options)
        else:
            task = self.loop.create_task(work, **options)
        self.task = task
        if self.cancelled:
            task.cancel()
        task.add_done_callback(then)

    async def iterate(self) -> tuple[Any, Any]:
        args, kwargs = self.payload
        named = {**kwargs, "taskloop": self} if self.choices.keyword == "taskloop" else kwargs
        work = self.coro(*args, **named)
        if self.choices.task == "inner":
            work = self.inner(asyncio.ensure_future(work))
        return pair(self.fargs(args, await work), args, kwargs, self.coro)

    async def inner(self, work: asyncio.Future[Any]) -> Any:
        """Wait for an inner task; a CANCEL just after its end must not lose its error."""
        try:
            return await work
        except asyncio.CancelledError:
            if work.done() and not work.cancelled():
                work.result()
            raise

    def iterated(self, task: asyncio.Task[Any]) -> None:
        """The done callback of an iteration."""
        if task.cancelled():
            self.finish()
        elif (error := task.exception()) is not None:
            self.finish(error)
        else:
            self.payload = task.result()
            later(TURNS[self.choices.decision], self.decide)

    def decide(self) -> None:
        if self.ending():
            self.finish()
        elif self.paused:
            self.rest()
        else:
            later(TURNS[self.choices.start], self.go_on)

    def go_on(self) -> None:
        """The start, some turns after the decision: CANCEL and STOP may have come meanwhile."""
        if self.ending():
            self.finish()
        else:
            self.begin(self.iterate(), self.iterated)

    def finish(self, error: BaseException | None = None) -> None:
        self.over, self.error, self.task, self.resting = True, error, None, False
        self.let_go()
        listening = [waiter for waiter in self.waiters if not waiter.done()]
        for waiter in listening:
            waiter.set_result(None)
        if error is None or listening:
            return
        if self.choices.report == "raise":
            raise error  # from a callback: the event loop tells its exception handler
        self.loop.call_exception_handler({"message": "a chain ended", "exception": error})

    # Pauses

    def rest(self) -> None:
        self.resting = True
        if self.choices.pause == "timer":
            self.timer = self.loop.call_later(self.time_pause / 3, self.timer_over)
        elif self.choices.pause != "nothing":
            self.begin(self.sleep(), self.rested)

    def timer_over(self) -> None:
        self.timer = None
        self.rested()

    def rested(self, task: asyncio.Task[Any] | None = None) -> None:
        """The done callback of a pause, or what stands for it."""
        self.resting = False
        self.gate = self.bell = self.task = None
        if task is not None and task.cancelled():
            self.finish()
        elif task is not None and task.exception() is not None:
            self.finish(task.exception())
        else:
            self.decide()

    async def sleep(self) -> None:
        """One short pause."""
        match self.choices.pause:
            # A signal may have come between the decision and this first step: nothing would wake what waits for it.
            case "gate" if self.paused and not self.ending():
                self.gate = self.loop.create_future()
                await self.gate
            case "event" if self.paused and not self.ending():
                self.bell = bell = asyncio.Event()
                await bell.wait()
            case "gate" | "event":
                pass
            case "gate or time_pause":
                self.gate = self.loop.create_future()
                await asyncio.wait([self.gate], timeout=self.time_pause)
            case "thread":
                await self.loop.run_in_executor(None, time.sleep, self.time_pause / 3)
            case "thread's event":
                self.bell = threading.Event()
                await self.loop.run_in_executor(None, self.bell.wait, self.time_pause)
            case "clock":
                end = time.monotonic() + self.time_pause
                while time.monotonic() < end:
                    await asyncio.sleep(self.time_pause / 4)
            case "poll often":
                await asyncio.sleep(self.time_pause / 20)
            case _:
                await asyncio.sleep(self.time_pause)

    # The other design

    async def supervise(self) -> None:
        """One task awaits a task for each iteration; pauses are its own."""
        try:
            while True:
                ended: asyncio.Future[None] = self.loop.create_future()
                self.begin(self.iterate(), functools.partial(end, ended))
                worker = self.task
                assert worker is not None
                await ended
                if worker.cancelled():
                    break
                self.payload = worker.result()
                for _ in range(TURNS[self.choices.decision]):
                    await asyncio.sleep(0)
                while self.paused and not self.ending():
                    await self.sleep_supervised()
                if self.ending():
                    break
                for _ in range(TURNS[self.choices.start]):
                    await asyncio.sleep(0)
                if self.ending():
                    break
        except asyncio.CancelledError:
            if self.task is not None and self.task is not self.supervisor:
                self.task.cancel()
        except BaseException as error:
            self.task = None
            # In a callback of its own, which may raise it: a supervisor that failed would tell it a second time.
            self.loop.call_soon(self.finish, error)
            return
        self.finish()

    async def sleep_supervised(self) -> None:
        self.task = self.supervisor
        if self.choices.pause in ("timer", "nothing"):  # a supervisor has to wait for something
            await asyncio.sleep(self.time_pause / 2)
        else:
            await self.sleep()
        self.gate = self.bell = self.task = None


class AwaitableChain(Chain):
    """A chain that can be awaited: it raises the error that ended the chain."""

    async def outcome(self) -> Any:
        if not self.over:
            waiter = self.loop.create_future()
            self.waiters.append(waiter)
            await waiter
        if self.error is not None:
            raise self.error
        return self.payload

    def __await__(self) -> Generator[Any, None, Any]:
        return self.outcome().__await__()
