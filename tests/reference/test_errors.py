"""Errors are of any class; each is reported or raised as itself, once."""

from __future__ import annotations

import asyncio
import gc
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from tasktools.taskloop import State, TaskLoop

from .conftest import Run
from .sources import Boom, Source, count_up, start_renew, turns


class Falsy(Exception):
    """An exception that is false, and equal to anything."""

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0


class Unprintable(Exception):
    """An exception that can't be shown."""

    def __str__(self) -> str:
        raise RuntimeError("unprintable")

    __repr__ = __str__


ERRORS: list[Callable[[], BaseException]] = [
    Falsy,
    Unprintable,
    lambda: BaseException("base"),
    lambda: TypeError("from inside"),
    StopAsyncIteration,
    lambda: asyncio.InvalidStateError("of something else"),
    TimeoutError,
    GeneratorExit,
    lambda: ExceptionGroup("several", [Boom(), KeyError()]),
    lambda: BaseExceptionGroup("several", [asyncio.CancelledError(), KeyError()]),
]


def name_of_error(make: Callable[[], BaseException]) -> str:
    """The class, for the name of a test."""
    return type(make()).__name__


@pytest.fixture(params=ERRORS, ids=name_of_error)
def error(request: pytest.FixtureRequest) -> BaseException:
    """One error of each class."""
    made: BaseException = request.param()
    return made


@pytest.fixture(params=["coro", "fargs"])
def failing(request: pytest.FixtureRequest, error: BaseException) -> tuple[Any, Any]:
    """A user coroutine and fargs; one of both raises the error in the second iteration."""

    async def read(number: int) -> list[int]:
        await asyncio.sleep(0)
        if number == 1 and request.param == "coro":
            raise error
        return [number + 1]

    def fargs(args: Any, obtained: Any) -> Any:
        if obtained == [2] and request.param == "fargs":
            raise error
        return obtained

    return read, fargs


def test_an_error_of_any_class_is_reported(run: Run, failing: tuple[Any, Any], error: BaseException) -> None:
    """Where nobody awaits the chain the exception handler is told, once, of the very error."""
    read, fargs = failing

    async def main() -> None:
        loop = TaskLoop(read, [0], fargs=fargs)
        loop.create()
        await turns(10)
        assert (State.ENDED, 1) == (loop.state, loop.iterations)
        assert loop.exception() is error

    run(main())
    assert [id(error)] == [id(told) for told in run.reports]


def test_an_error_of_any_class_is_raised(run: Run, failing: tuple[Any, Any], error: BaseException) -> None:
    """Whoever awaits the chain gets the very error, and the exception handler isn't told."""
    read, fargs = failing

    async def main() -> None:
        loop = TaskLoop(read, [0], fargs=fargs)
        loop.create()
        with pytest.raises(type(error)) as caught:
            await loop
        assert caught.value is error

    run(main())
    assert [] == run.reports


def test_an_error_of_any_class_ends_renew(run: Run, failing: tuple[Any, Any], error: BaseException) -> None:
    """A bare chain ends, and the exception handler is told of the very error, once."""
    read, fargs = failing

    async def main() -> None:
        start_renew(read, [0], {}, fargs)
        await turns(10)

    run(main())
    assert [id(error)] == [id(told) for told in run.reports]


def test_a_stop_iteration_becomes_a_runtime_error(run: Run) -> None:
    """Python itself makes a RuntimeError of a StopIteration that leaves a coroutine; the chain ends with that."""

    async def read() -> None:
        raise StopIteration

    async def main() -> None:
        loop = TaskLoop(read)
        loop.create()
        with pytest.raises(RuntimeError, match="StopIteration"):
            await loop

    run(main())


def test_a_cancellation_of_its_own_ends_quietly(run: Run) -> None:
    """A coroutine that awaits something cancelled, or raises CancelledError, ends its chain as a cancellation does."""

    async def read(number: int) -> list[int]:
        if number:
            waited = asyncio.get_running_loop().create_future()
            waited.cancel()
            await waited
        return [1]

    async def main() -> None:
        loop = TaskLoop(read, [0])
        loop.create()
        start_renew(read, [0], {}, lambda args, obtained: obtained)
        assert ([1], {}) == await loop
        await turns()
        assert State.ENDED == loop.state

    run(main())
    assert [] == run.reports


def test_raising_an_error_again_adds_nothing_to_it(run: Run) -> None:
    """However often the error is raised, its traceback is that of the failure and of one raise."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0])
        loop.create()
        await turns()
        source.answer.set_exception(Boom())
        depths = set()
        for _ in range(4):
            with pytest.raises(Boom) as caught:
                await loop
            depths.add(len(traceback.extract_tb(caught.value.__traceback__)))
        assert 1 == len(depths)

    run(main())


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize("suspends", [False, True])
def test_exceptions_that_leave_the_loop(run: Run, kind: type[BaseException], at: int, suspends: bool) -> None:
    """KeyboardInterrupt and SystemExit stop the event loop, as in any task, and end the chain."""
    event_loop = run.new_loop()

    async def read(number: int) -> list[int]:
        if suspends:
            await asyncio.sleep(0)
        if number == at:
            raise kind
        return [number + 1]

    loop = TaskLoop(read, [0], loop=event_loop)
    event_loop.call_soon(loop.create)  # inside the running event loop, where a first step may be eager
    with pytest.raises(kind):
        event_loop.run_forever()
    event_loop.run_until_complete(turns())
    at_once = run.eager and at == 0 and not suspends
    assert (State.NEW if at_once else State.ENDED) == loop.state
    del loop
    gc.collect()
    event_loop.close()
    # An eager task that leaves the event loop in its first step is lost, which asyncio reports too.
    assert {kind} == {type(error) for error in run.reports}


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("suspends", [False, True])
def test_exceptions_that_leave_the_loop_end_renew(run: Run, kind: type[BaseException], suspends: bool) -> None:
    """The same for a bare chain, in its second iteration."""
    event_loop = run.new_loop()

    async def read(number: int) -> list[int]:
        if suspends:
            await asyncio.sleep(0)
        if number == 1:
            raise kind
        return [number + 1]

    event_loop.call_soon(start_renew, read, [0], {}, lambda args, obtained: obtained)
    with pytest.raises(kind):
        event_loop.run_forever()
    event_loop.run_until_complete(turns())
    gc.collect()
    event_loop.close()
    assert [kind] == [type(error) for error in run.reports]


def test_a_failure_of_the_handler_is_none_of_the_chain(run: Run) -> None:
    """An exception handler that fails itself doesn't keep the chain from ending."""

    async def main() -> None:
        loop = TaskLoop(count_up, ["no number"])
        asyncio.get_running_loop().set_exception_handler(lambda *_: 1 / 0)
        loop.create()
        await turns()
        assert State.ENDED == loop.state

    run(main())
