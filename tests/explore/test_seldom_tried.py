"""What is wrong in few circumstances only is found: late rounds, odd values, other chains, threads and event loops."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import threading
import time
from typing import Any, ClassVar

import pytest

from taskloop_conformance.record.adapters import ModuleAdapter
from tests.faults.clean import Chain, Clean, Fargs, UserCoroutine

from .asking import module, rules


class TwoInATask(Chain):
    """From the sixth iteration on two of them run in one task."""

    def begin(self) -> None:
        if self.calls < 5:
            super().begin()
            return
        self.calls += 1
        self.run(self.two())

    async def two(self) -> Any:
        args, kwargs = await self.owner.coromask(self.coro, *self.kept, self.fargs)
        if self.final or self.held_back:
            return args, kwargs
        await asyncio.sleep(0)
        return await self.owner.coromask(self.coro, args, kwargs, self.fargs)


class AsLongAsTheLongest(Chain):
    """A pause lasts as long as the longest time_pause of all chains."""

    longest: ClassVar[float] = 0.0

    def create(self) -> asyncio.Task[Any] | None:
        type(self).longest = max(self.longest, self.time_pause)
        return super().create()

    async def pause_coroutine(self) -> Any:
        await asyncio.sleep(self.longest)


class LoopThatWasSet(Chain):
    """It runs on the event loop that was set when it was made."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.found: asyncio.AbstractEventLoop | None = None
        with contextlib.suppress(RuntimeError):  # none was set
            self.found = asyncio.get_event_loop_policy().get_event_loop()

    def run(self, coroutine: Any) -> None:
        if self.found is None or self.found is asyncio.get_running_loop():
            super().run(coroutine)
        else:
            coroutine.close()  # what is given to a loop that doesn't run is never called


class MainThreadOnly(Chain):
    """It refuses to be started in another thread than the main one."""

    def create(self) -> asyncio.Task[Any] | None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("not in this thread")
        return super().create()


class GrowingName(Chain):
    """The name of each task is that of the one before it, and more."""

    def run(self, coroutine: Any) -> None:
        name = "" if self.task is None else self.task.get_name()
        super().run(coroutine)
        assert self.task is not None
        self.task.set_name(name + "> ")


class SleepsForReal(Chain):
    """The thread of the event loop sleeps before each iteration."""

    def begin(self) -> None:
        if self.calls:
            time.sleep(0.004)
        super().begin()


class HalfStarted(Chain):
    """CANCEL before create(): nothing is started, and whoever awaits the chain waits for ever."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.ends: asyncio.Future[None] | None = None

    def __await__(self) -> Any:
        if not self.over:
            self.ends = self.ends or asyncio.get_running_loop().create_future()
            yield from asyncio.shield(self.ends)

    def end(self) -> None:
        super().end()
        if self.ends is not None and not self.ends.done():
            self.ends.set_result(None)

    def create(self) -> asyncio.Task[Any] | None:
        return None if self.final == "CANCEL" else super().create()


class ErrorForTheFirst(HalfStarted):
    """Of those who await the chain after its end the first one alone gets the error."""

    error: BaseException | None = None

    def __await__(self) -> Any:
        yield from super().__await__()
        error, self.error = self.error, None
        if error is not None:
            raise error

    def create(self) -> asyncio.Task[Any] | None:
        return Chain.create(self)

    def failed(self, error: BaseException, task: asyncio.Task[Any]) -> None:
        self.error = error
        super().failed(error, task)


class AwaiterInThePause(ErrorForTheFirst):
    """Whoever awaits the chain in a pause awaits the pause's task, and takes it along when he is cancelled."""

    def __await__(self) -> Any:
        if self.pausing and self.task is not None:
            yield from self.task
        yield from super().__await__()


class LimitInDebugMode(Chain):
    """In debug mode an iteration may take a minute."""

    def run(self, coroutine: Any) -> None:
        limited = asyncio.get_running_loop().get_debug() and not self.pausing
        super().run(asyncio.wait_for(coroutine, 60) if limited else coroutine)


class FalseIsTheEnd(Clean):
    """False from fargs ends the chain quietly."""

    def refuse(self, coro: UserCoroutine, result: Any) -> Any:
        if result is False:
            raise asyncio.CancelledError
        return super().refuse(coro, result)


class WithoutItsCause(Clean):
    """An error of fargs loses its cause."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        try:
            return super().produce(fargs, args, obtained)
        except Exception as error:
            raise error from None


class FewerArguments(Clean):
    """After a TypeError fargs is called with the output alone."""

    def produce(self, fargs: Fargs, args: Any, obtained: Any) -> Any:
        try:
            return super().produce(fargs, args, obtained)
        except TypeError:
            one: Any = fargs
            return one(obtained)


class KnownKeywords(Clean):
    """Keyword arguments that the coroutine function doesn't know are dropped."""

    async def call(self, coro: UserCoroutine, args: Any, kwargs: Any) -> Any:
        parameters = inspect.signature(coro).parameters
        takes_all = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
        return await coro(*args, **(kwargs if takes_all else {k: v for k, v in kwargs.items() if k in parameters}))


class _NotedCancel(asyncio.Task[Any]):
    chain: Chain

    def cancel(self, msg: Any = None) -> bool:
        if asyncio.current_task(self.get_loop()) is None and not self.chain.pausing:
            self.chain.final = self.chain.final or "STOP"
        return super().cancel(msg)


class EveryCancelCounts(Chain):
    """A cancellation that the coroutine has ordered itself, with a time limit, ends the chain."""

    def run(self, coroutine: Any) -> None:
        self.loop = asyncio.get_running_loop()
        self.task = task = _NotedCancel(coroutine, loop=self.loop)
        task.chain = self
        self.hold(task)
        task.add_done_callback(self.finished)


class ManyTurns(Chain):
    """Dozens of turns of the event loop pass between two iterations, in the same instant."""

    def decide(self) -> None:
        self.turns_left(23)

    def turns_left(self, number: int) -> None:
        if number and not self.final:
            asyncio.get_running_loop().call_soon(self.turns_left, number - 1)
        else:
            super().decide()


CASES: list[tuple[ModuleAdapter, str, str]] = [
    (module(TwoInATask), "limit12/watch-tasks/wait:", "CHAIN.own-task"),
    (module(TwoInATask), "limit12/watch-tasks/ready:", "CHAIN.own-task"),
    (module(AsLongAsTheLongest), "probe:unequal-pauses", "CONTINUE.in-time"),
    (module(GrowingName), "limit900/watch-objects/ready:", "CHAIN.flat"),
    (module(SleepsForReal), "wait:", "CHAIN.nothing-added"),
    (module(HalfStarted), "probe:before-start-cancel-then-cancel", "CONTROL.before-start"),
    (module(ErrorForTheFirst), "await-late/raise@2:", "CHAIN.awaited"),
    (module(AwaiterInThePause), "await-passing/limit6/wait:1w=PAUSE,1+9=CONTINUE", "CHAIN.awaiter-cancelled"),
    (module(LimitInDebugMode), "debug/pace-day/limit3/wait:", "CHAIN.no-limit"),
    (module(kind=FalseIsTheEnd), "bad-false/limit4/bad@2:", "PAYLOAD.not-a-payload"),
    (module(kind=WithoutItsCause), "err-caused/limit4/fargs-raise@2:", "MASK.error-unchanged"),
    (module(kind=FewerArguments), "fargs-star/err-type/limit4/fargs-raise@2:", "MASK.fargs"),
    (module(kind=KnownKeywords), "probe:called-with-unknown-loop", "MASK.arguments"),
    (module(kind=KnownKeywords), "probe:called-with-unknown-keyword", "MASK.arguments"),
    (module(EveryCancelCounts), "limit5/time-limit:", "CHAIN.continues"),
    (module(LoopThatWasSet), "probe:made-beside-another-loop", "CHAIN.running-loop"),
    (module(MainThreadOnly), "probe:started-in-a-thread", "CHAIN.starts"),
]


@pytest.mark.parametrize(("adapter", "token", "rule"), CASES)
def test_found(virtual_threads: None, adapter: ModuleAdapter, token: str, rule: str) -> None:
    """The scenario shows what is wrong, and by this rule."""
    AsLongAsTheLongest.longest = 0.0
    assert rule in rules(token, adapter)


@pytest.mark.parametrize("token", sorted({token for _, token, _ in CASES}))
def test_nothing_is_wrong_with_the_clean_one(virtual_threads: None, token: str) -> None:
    """The same scenario finds nothing where nothing is wrong."""
    assert [] == rules(token, module())


class _Refusing(asyncio.Task[Any]):
    def cancel(self, msg: Any = None) -> bool:
        raise RuntimeError("not now")


class RefusesToBeCancelled(Chain):
    """Nobody can cancel the task of its pause, which waits for ever."""

    async def pause_coroutine(self) -> Any:
        await asyncio.Event().wait()

    def run(self, coroutine: Any) -> None:
        if not self.pausing:
            super().run(coroutine)
            return
        self.loop = asyncio.get_running_loop()
        self.task = _Refusing(coroutine, loop=self.loop)
        self.hold(self.task)
        self.task.add_done_callback(self.finished)


@pytest.mark.filterwarnings("ignore")  # a task that can't be cancelled is pending when it is collected
def test_a_task_that_refuses_to_be_cancelled() -> None:
    """Where the suite can't cancel what is left of a chain, what was recorded is judged all the same."""
    assert "CONTINUE.resumes" in rules("wait:1w=PAUSE,1+6=CONTINUE", module(RefusesToBeCancelled))
    gc.collect()


def test_turns_without_time_may_be_many() -> None:
    """A chain gets on as long as its coroutine is called, however many turns lie between two calls."""
    assert [] == rules("limit900/watch-objects/turn:", module(ManyTurns))
