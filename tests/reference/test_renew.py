"""renew: the bare callback chain."""

from __future__ import annotations

import asyncio
import functools
import gc
from collections.abc import Callable
from typing import Any

import pytest

from tasktools.taskloop import coromask, renew, simple_fargs, simple_fargs_out

from .conftest import Run
from .sources import Boom, Source, stop_everything, turns

Register = Callable[["asyncio.Task[Any]", Any, Any], Callable[["asyncio.Task[Any]"], None]]

REGISTER: dict[str, Register] = {
    "keywords": lambda task, coro, fargs: functools.partial(renew, coro=coro, fargs=fargs),
    "bound": lambda task, coro, fargs: functools.partial(renew, task, coro, fargs),
}


def start(register: Register, coro: Any, args: Any, kwargs: Any, fargs: Any) -> asyncio.Task[Any]:
    """Start a chain as the source does."""
    task = asyncio.get_running_loop().create_task(coromask(coro, args, kwargs, fargs), name="chain")
    task.add_done_callback(register(task, coro, fargs))
    return task


@pytest.fixture(params=REGISTER)
def register(request: pytest.FixtureRequest) -> Register:
    """Both ways of registering renew."""
    return REGISTER[request.param]


@pytest.mark.parametrize("pair", [False, True], ids=["args form", "pair form"])
def test_the_example_of_the_source(run: Run, register: Register, pair: bool) -> None:
    """The two coroutines of the source's example run side by side, each with its own arguments, for ever."""
    hola: list[int] = []
    suma: list[int] = []

    async def holacoro(v: int) -> int:
        hola.append(v)
        await asyncio.sleep(0)
        return v + 1

    async def sumacoro(*args: int) -> int:
        suma.append(sum(args))
        await turns(3)
        return sum(args)

    def fargs_holacoro(args: Any, obtained: int) -> Any:
        return ([obtained], {}) if pair else [obtained]

    def fargs_sumacoro(args: Any, obtained: int) -> Any:
        result = [args[-1], obtained]
        return (result, {}) if pair else result

    async def main() -> None:
        start(register, holacoro, [1], {}, fargs_holacoro)
        start(register, sumacoro, [1, 2], {}, fargs_sumacoro)
        while len(suma) < 6:
            await asyncio.sleep(0)
        await stop_everything()

    run(main())
    assert (list(range(1, 7)), [3, 5, 8, 13, 21, 34]) == (hola[:6], suma[:6])
    assert len(hola) > len(suma)


@pytest.mark.parametrize(
    ("fargs", "expected"), [(simple_fargs, [(0,), (0,), (0,)]), (simple_fargs_out, [(0,), (1,), (2,)])]
)
def test_the_simple_fargs_feed_a_chain(run: Run, register: Register, fargs: Any, expected: Any) -> None:
    """simple_fargs repeats the first arguments, simple_fargs_out feeds each result to the next iteration."""
    source = Source()

    async def main() -> None:
        start(register, source.read, [0], {}, fargs)
        await turns()
        for number in (1, 2):
            source.answer.set_result([number])
            await turns()
        await stop_everything()

    run(main())
    assert expected == source.calls


def test_keyword_arguments_stay(run: Run, register: Register) -> None:
    """After an args-form payload the keyword arguments are those of the iteration before."""
    calls: list[tuple[int, str]] = []

    async def read(value: int, *, unit: str) -> Any:
        calls.append((value, unit))
        await asyncio.sleep(0)
        return [value + 1] if value != 1 else ([value + 1], {"unit": "km"})

    async def main() -> None:
        start(register, read, [0], {"unit": "m"}, simple_fargs_out)
        while len(calls) < 4:
            await asyncio.sleep(0)
        await stop_everything()

    run(main())
    assert [(0, "m"), (1, "m"), (2, "km"), (3, "km")] == calls[:4]


def test_a_failed_iteration_ends_the_chain(run: Run, register: Register) -> None:
    """The exception reaches the event loop's exception handler once, and nothing is retried."""
    source = Source()
    boom = Boom()

    async def main() -> None:
        start(register, source.read, [0], {}, simple_fargs_out)
        await turns()
        source.answer.set_result([1])
        await turns()
        source.answer.set_exception(boom)
        await turns()

    run(main())
    assert ([boom], [(0,), (1,)]) == (run.reports, source.calls)


def test_no_payload_ends_the_chain(run: Run, register: Register) -> None:
    """A value that is no payload is reported, also when the first task is not coromask's."""

    async def main() -> None:
        start(register, asyncio.sleep, [0, None], {}, simple_fargs_out)
        own = asyncio.get_running_loop().create_task(asyncio.sleep(0, 7))
        own.add_done_callback(register(own, asyncio.sleep, simple_fargs))
        await turns()

    run(main())
    assert [TypeError, TypeError] == [type(error) for error in run.reports]
    assert ["NoneType", "int"] == [str(error).split("'")[1] for error in run.reports]


def test_a_mask_of_the_users_own(run: Run, register: Register) -> None:
    """A first task that gives a bare list, as the source's own mask does, is renewed with that list."""
    source = Source()

    async def main() -> None:
        own = asyncio.get_running_loop().create_task(asyncio.sleep(0, [7]), name="chain")
        own.add_done_callback(register(own, source.read, simple_fargs))
        await turns()
        await stop_everything()

    run(main())
    assert [(7,)] == source.calls


def test_a_cancelled_chain_ends_quietly(run: Run, register: Register) -> None:
    """Nothing is reported and nothing started after a cancellation."""
    source = Source()

    async def main() -> None:
        start(register, source.read, [0], {}, simple_fargs)
        await turns()
        source.answer.set_result(None)
        await turns()
        source.task.cancel()
        await turns()

    run(main())
    assert ([], 2, 1) == (run.reports, len(source.calls), source.interrupted)


def test_a_chain_survives_garbage_collection(run: Run, register: Register) -> None:
    """A renewed task that only its own coroutine refers to is not collected."""
    finished: list[bool] = []

    async def hidden() -> list[Any]:
        try:
            await asyncio.get_running_loop().create_future()  # nobody else holds this future
        finally:
            finished.append(True)
        return []

    async def first() -> Any:
        return []

    async def main() -> None:
        task = asyncio.get_running_loop().create_task(first(), name="chain")
        task.add_done_callback(register(task, hidden, simple_fargs))
        del task
        await turns()
        gc.collect()
        assert [] == finished
        await stop_everything()

    run(main())


def test_a_chain_that_never_suspends_yields(run: Run, register: Register) -> None:
    """The event loop gets its turn at every renewal, and neither stack nor registry grows."""
    calls: list[int] = []

    async def busy() -> list[Any]:
        calls.append(1)
        if len(calls) == 3000:
            raise Boom
        return []

    async def main() -> None:
        start(register, busy, [], {}, simple_fargs)
        before = -1
        while len(run.reports) == 0:
            assert len(calls) - before <= 3
            before = len(calls)
            await asyncio.sleep(0)

    run(main())
    assert 3000 == len(calls)
