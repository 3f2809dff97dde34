"""Coroutines and values are of any kind: none of them changes what a chain does."""

from __future__ import annotations

import asyncio
import functools
from collections import UserDict, namedtuple
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tasktools.taskloop import TaskLoop, simple_fargs_out

from .conftest import Run
from .sources import start_renew, stop_everything, turns

#: Starts one chain: (coro, args, kwargs, fargs).
Start = Callable[[Any, Any, Any, Any], None]


def start_taskloop(coro: Any, args: Any, kwargs: Any, fargs: Any) -> None:
    """Start a TaskLoop and leave it to its event loop."""
    TaskLoop(coro, args, kwargs, fargs=fargs, name="chain").create()


@pytest.fixture(params=[start_taskloop, start_renew])
def start(request: pytest.FixtureRequest) -> Start:
    """Both kinds of chain."""
    given: Start = request.param
    return given


class Broken:
    """A callable object that has no name and can't be shown."""

    def __init__(self, calls: list[int]) -> None:
        self.calls = calls

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    async def __call__(self, number: int) -> list[int]:
        """Be the user coroutine."""
        self.calls.append(number)
        await asyncio.sleep(0)
        return [number + 1]

    read = __call__

    @classmethod
    async def of_class(cls, calls: list[int], number: int) -> list[int]:
        """Be a class method."""
        return await cls(calls)(number)


def function_with_a_future(calls: list[int], number: int) -> Awaitable[Any]:
    """A plain function that gives an awaitable which is no coroutine."""
    return asyncio.ensure_future(Broken(calls)(number))


COROS: dict[str, Callable[[list[int]], Any]] = {
    "bound method": lambda calls: Broken(calls).read,
    "callable object": Broken,
    "partial of a callable object": lambda calls: functools.partial(Broken(calls)),
    "partial of a class method": lambda calls: functools.partial(Broken.of_class, calls),
    "partial of a partial": lambda calls: functools.partial(functools.partial(Broken.of_class), calls),
    "lambda": lambda calls: lambda number: Broken(calls)(number + 0),
    "future": lambda calls: functools.partial(function_with_a_future, calls),
}


@pytest.mark.parametrize("kind", COROS)
def test_a_coroutine_function_of_any_kind(run: Run, start: Start, kind: str) -> None:
    """A partial, a method, a callable object, a lambda: whatever is called and then awaited."""
    calls: list[int] = []

    async def main() -> None:
        start(COROS[kind](calls), [0], {}, simple_fargs_out)
        while len(calls) < 3:
            await asyncio.sleep(0)
        await stop_everything()

    run(main())
    assert [0, 1, 2] == calls[:3]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("bound method", "Broken.__call__"),
        ("callable object", "Broken"),
        ("partial of a callable object", "Broken"),
        ("partial of a class method", "Broken.of_class"),
        ("partial of a partial", "Broken.of_class"),
        ("future", "function_with_a_future"),
    ],
)
def test_the_name_of_a_chain(kind: str, expected: str) -> None:
    """A chain is named after its coroutine; neither an address nor an argument gets into the name."""
    assert expected == TaskLoop(COROS[kind]([])).name


@pytest.mark.parametrize("kind", COROS)
def test_no_payload_is_told_of_any_coroutine(run: Run, start: Start, kind: str) -> None:
    """The message of the TypeError can be made whatever the coroutine is."""

    async def main() -> None:
        start(COROS[kind]([]), [0], {}, lambda args, obtained: None)
        await turns(10)

    run(main())
    assert [TypeError] == [type(error) for error in run.reports]


Point = namedtuple("Point", "x y")


def make_awaitable() -> Any:
    """A coroutine that nobody awaits."""
    coroutine = asyncio.sleep(0)
    coroutine.close()
    return coroutine


@pytest.mark.parametrize(
    "value",
    [None, 0, "", [], {}, float("nan"), ValueError("a value"), StopIteration, Point(1, 2), object(), make_awaitable()],
    ids=lambda value: type(value).__name__,
)
def test_a_value_of_any_kind(run: Run, start: Start, value: Any) -> None:
    """What the coroutine returns reaches fargs, and what fargs puts into a payload reaches the coroutine: as it is."""
    got: list[Any] = []

    async def read(*args: Any, **kwargs: Any) -> Any:
        got.append((args, kwargs))
        await asyncio.sleep(0)
        return value

    def fargs(args: Any, obtained: Any) -> Any:
        assert obtained is value
        return ([obtained], {"note": obtained})

    async def main() -> None:
        start(read, [], {}, fargs)
        while len(got) < 3:
            await asyncio.sleep(0)
        await stop_everything()

    run(main())
    assert ((), {}) == got[0]
    for args, kwargs in got[1:3]:
        assert (1, True, ["note"], True) == (len(args), args[0] is value, list(kwargs), kwargs["note"] is value)


def test_keyword_arguments_of_any_name(run: Run, start: Start) -> None:
    """Names that the implementation uses itself are the user's all the same."""
    names = "coro args kwargs fargs task self loop control name time_pause input output error payload _x stop exception"
    expected = {name: number for number, name in enumerate([*names.split(), "taskloop", "no identifier", ""])}
    got: list[dict[str, Any]] = []

    async def read(*args: Any, **kwargs: Any) -> Any:
        got.append(kwargs)
        await asyncio.sleep(0)
        return [] if len(got) == 1 else ([], UserDict(kwargs))

    async def main() -> None:
        start(read, [], expected, simple_fargs_out)
        while len(got) < 4:
            await asyncio.sleep(0)
        await stop_everything()

    run(main())
    assert [expected] * 4 == got[:4]
