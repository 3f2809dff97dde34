"""One conforming implementation, made so that a fault is the override of one small method.

It shares no line with the reference.  :class:`Clean` stands for a module: it has the published names.
A chain made by :meth:`Clean.renew` and one made by :meth:`Clean.TaskLoop` are the same :class:`Chain`; the
first is never given a signal.  A pause waits for a signal without a timer.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

UserCoroutine = Callable[..., Coroutine[Any, Any, Any]]
Fargs = Callable[[Any, Any], Any]
Pair = tuple[Any, Any]
Signal = Callable[["Chain"], None]


def on_its_loop(signal: Signal) -> Signal:
    """A signal that raises in another thread than its loop's, and does nothing there."""

    @functools.wraps(signal)
    def give(chain: Chain) -> None:
        if chain.loop is not None and asyncio._get_running_loop() is not chain.loop:
            raise RuntimeError("give a chain its signals in the thread of its loop, with call_soon_threadsafe")
        signal(chain)

    return give


class Chain:
    """One chain: what it keeps, the signals that it was given, and its decisions."""

    def __init_subclass__(cls) -> None:
        """A fault that overrides a signal needn't think of threads."""
        for name in {"pause", "task_continue", "stop", "cancel"} & vars(cls).keys():
            setattr(cls, name, on_its_loop(getattr(cls, name)))

    def __init__(self, owner: Clean, coro: UserCoroutine, start: Pair, fargs: Fargs, time_pause: float) -> None:
        self.owner, self.coro, self.fargs, self.time_pause = owner, coro, fargs, time_pause
        self.kept: Pair = start  # the payload that the next call gets
        self.first: Pair = self.kept  # no decision reads it; faults do
        self.previous: Pair = self.kept  # the payload of the running call; no decision reads it; faults do
        self.calls = 0
        self.pauses = 0
        self.held_back = False  # PAUSE is the latest of PAUSE and CONTINUE
        self.final = ""  # STOP or CANCEL, once given
        self.pausing = False  # the active task is a pause
        self.over = False
        self.loop: asyncio.AbstractEventLoop | None = None
        self.task: asyncio.Task[Any] | None = None
        self.signalled: asyncio.Future[None] | None = None  # what a pause waits for

    # The course of a chain

    def create(self) -> asyncio.Task[Any] | None:
        """Start the chain on the running loop, once; gives its first task."""
        if self.calls:
            raise RuntimeError("the chain was started before")
        self.begin()
        return self.task

    def begin(self) -> None:
        """Call the user coroutine with the kept payload, in a task of its own."""
        self.calls += 1
        self.pausing = False
        args, kwargs = self.previous = self.payload()
        self.run(self.owner.coromask(self.coro, args, kwargs, self.fargs))

    def payload(self) -> Pair:
        """The payload for the call that begins."""
        return self.kept

    def begin_pause(self) -> None:
        """Start a pause instead of the user coroutine."""
        self.pauses += 1
        self.pausing = True
        # Made here, not in the pause itself: a signal may come before the pause takes its first step.
        self.signalled = asyncio.get_running_loop().create_future()
        self.run(self.pause_coroutine())

    async def pause_coroutine(self) -> Any:
        """Wait for a signal."""
        assert self.signalled is not None
        await self.signalled

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Make a task the active one; its end is the next decision."""
        self.loop = self.find_loop()
        self.task = self.loop.create_task(coroutine)
        self.hold(self.task)
        self.task.add_done_callback(self.finished)

    def find_loop(self) -> asyncio.AbstractEventLoop:
        """The loop on which the next task runs."""
        return asyncio.get_running_loop()

    def hold(self, task: asyncio.Task[Any]) -> None:
        """The loop refers to its tasks weakly only."""
        self.owner.held.add(task)

    def release(self, task: asyncio.Task[Any]) -> None:
        """A finished task needs no holding."""
        self.owner.held.discard(task)

    def finished(self, task: asyncio.Task[Any]) -> None:
        """The active task has finished: the done callback of every task."""
        self.release(task)
        if task.cancelled():
            self.cancelled()
        elif (error := task.exception()) is not None:
            self.failed(error, task)
        elif self.pausing:
            self.paused(task.result())
        else:
            self.returned(task.result())

    def returned(self, payload: Pair) -> None:
        """The user coroutine has returned and fargs has given a payload."""
        self.kept = payload
        self.decide()

    def paused(self, result: Any) -> None:
        """A pause has ended; what it gave is of no interest."""
        self.decide()

    def decide(self) -> None:
        """What follows the finished task."""
        if self.final:
            self.end()
        elif self.held_back:
            self.begin_pause()
        else:
            self.begin()

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        """The iteration raised: report it and end."""
        self.report(error, task)
        self.end()

    def report(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        """Hand the error to the loop's exception handler."""
        context = {"message": "a chain of tasks failed", "exception": error, "task": task}
        asyncio.get_running_loop().call_exception_handler(context)

    def cancelled(self) -> None:
        """The active task was cancelled, by CANCEL or by somebody else."""
        self.end()

    def end(self) -> None:
        """Nothing follows."""
        self.over = True
        self.task = None

    # Signals

    @on_its_loop
    def pause(self) -> None:
        """PAUSE."""
        self.held_back = True

    @on_its_loop
    def task_continue(self) -> None:
        """CONTINUE."""
        self.held_back = False
        self.wake()

    @on_its_loop
    def stop(self) -> None:
        """STOP."""
        self.final = self.final or "STOP"
        self.wake()

    @on_its_loop
    def cancel(self) -> None:
        """CANCEL: only the first one reaches the task, so that its clean-up isn't disturbed."""
        if self.final != "CANCEL":
            self.final = "CANCEL"
            self.interrupt()

    def wake(self) -> None:
        """End the waiting of a pause, if there is one; the decision after it looks at all signals."""
        if self.signalled is not None and not self.signalled.done():
            self.signalled.set_result(None)

    def interrupt(self) -> None:
        """Cancel the active task."""
        if self.task is not None:
            self.task.cancel()


class Clean:
    """The published names, as an object that stands for a module."""

    chain_type: type[Chain] = Chain

    def __init__(self) -> None:
        self.held: set[object] = set()

    # The mask

    async def coromask(self, coro: UserCoroutine, args: Any, kwargs: Any, fargs: Fargs) -> Any:
        """One iteration: gives the next payload as a pair."""
        obtained = await self.call(coro, args, kwargs)
        result = self.produce(fargs, args, obtained)
        return self.normalise(coro, result, args, kwargs)

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        """Await the user coroutine, once."""
        return await coro(*args, **kwargs)

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        """Call fargs, once, input first."""
        return fargs(args, obtained)

    def normalise(self, coro: UserCoroutine, result: Any, args: Any, kwargs: Any) -> Any:
        """The pair form of a result of fargs; ``args`` and ``kwargs`` are those of the call that gave it."""
        if result is args:  # the same input again, whatever it looks like
            return args, kwargs
        if not isinstance(result, (list, tuple)):
            return self.refuse(coro, result)
        if self.is_pair(result):
            return result[0], result[1]
        return result, kwargs

    def is_pair(self, result: Sequence[Any]) -> bool:
        """Whether a sequence is the pair form."""
        return len(result) == 2 and isinstance(result[0], (list, tuple)) and isinstance(result[1], Mapping)

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        """A result of fargs that is no payload."""
        name = getattr(coro, "__qualname__", repr(coro))
        given = type(result).__name__
        raise TypeError(f"fargs of {name} gave a {given}: give a list or tuple, or a pair (args, kwargs)")

    # The helpers

    def simple_fargs(self, given: Any, obtained: Any) -> Any:
        """Give the input back."""
        return given

    def simple_fargs_out(self, given: Any, obtained: Any) -> Any:
        """Give the output back."""
        return obtained

    # Chains

    def renew(self, task: asyncio.Task[Any], coro: UserCoroutine, fargs: Fargs, *finished: object) -> None:
        """The done callback of a first task; it is called with the finished task, or with it once more."""
        chain = self.chain_type(self, coro, ((), {}), fargs, 0.25)
        chain.calls = 1
        chain.finished(task)

    def TaskLoop(  # a class elsewhere, and a published name
        self,
        coro: UserCoroutine,
        coro_args: Any = None,
        coro_kwargs: Any = None,
        *,
        fargs: Fargs | None = None,
        time_pause: float = 0.25,
    ) -> Chain:
        """Make a chain of the profile control."""
        args = () if coro_args is None else coro_args
        kwargs = {} if coro_kwargs is None else coro_kwargs
        fargs = self.simple_fargs_out if fargs is None else fargs  # one that counts as false is one
        return self.chain_type(self, coro, (args, kwargs), fargs, time_pause)
