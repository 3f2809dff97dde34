"""TaskLoop's arguments: the published calls work or are refused, and mistakes are named at once."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from tasktools.taskloop import Control, Steps, TaskLoop, simple_fargs

from .conftest import Run
from .sources import Source, count_up, turns


def without_addresses(value: object) -> str:
    """A test's name is the same in every process: several processes share the tests by their names."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(value))


def test_the_published_words() -> None:
    """Steps is the control enum under its published name, with the published values."""
    published = {"START": 0, "CONTINUE": 1, "PAUSE": 2, "STOP": 3, "CANCEL": 4}
    assert (published, True) == ({step.name: step.value for step in Steps}, Steps is Control)


@pytest.mark.parametrize(
    "more",
    [
        (simple_fargs,),
        ({"fargs": simple_fargs, "name": "sensor"},),
        (Steps.START, simple_fargs),
        (0, simple_fargs, None, "sensor", 0.5),
        (Steps.PAUSE, simple_fargs, None, "sensor"),
        ({},),
    ],
    ids=without_addresses,
)
def test_published_positional_arguments(run: Run, more: tuple[Any, ...]) -> None:
    """After coro_kwargs: the published order, fargs alone, or a dictionary of options."""
    source = Source()

    async def main() -> None:
        loop = TaskLoop(source.read, [0], {}, *more)
        assert ("sensor" if "sensor" in repr(more) else "Source.read") == loop.name
        loop.create()
        await turns()
        source.answer.set_result([1])
        await turns()
        held = more[0] is Steps.PAUSE
        assert ("paused" if held else "running") == loop.state
        if not held:
            assert (1 if more == ({},) else 0) == source.calls[1][0]
        loop.cancel()
        await turns()

    run(main())


@pytest.mark.parametrize(
    ("more", "options", "message"),
    [
        ((None,), {}, "NoneType.*by keyword"),
        (("sensor",), {}, "str.*by keyword"),
        ((simple_fargs, 1), {}, "by keyword"),
        (({}, 1), {}, "by keyword"),
        ((0, simple_fargs, None, "a", 0.1, 1), {}, "by keyword"),
        (({"sleep": 1},), {}, "unknown option 'sleep'"),
        (({"fargs": simple_fargs},), {"fargs": simple_fargs}, "fargs is given twice"),
        (({"fargs": 3},), {}, "fargs must be a function, not int"),
        ((), {"fargs": None}, "fargs must be a function, not NoneType"),
        ((), {"name": 3}, "name must be a string"),
        ((), {"time_pause": "1"}, "time_pause must be a number"),
    ],
    ids=without_addresses,
)
def test_misleading_arguments_are_refused(more: tuple[Any, ...], options: dict[str, Any], message: str) -> None:
    """TypeError names what is wrong; nothing is ignored or overridden silently."""
    with pytest.raises(TypeError, match=message):
        TaskLoop(count_up, [0], {}, *more, **options)


def test_a_chain_is_no_function() -> None:
    """A TaskLoop can't be called; given as a function it is refused."""
    chain: Any = TaskLoop(count_up)
    assert not callable(chain)
    with pytest.raises(TypeError, match="coro must be a coroutine function, not TaskLoop"):
        TaskLoop(chain)
    with pytest.raises(TypeError, match="fargs must be a function, not TaskLoop"):
        TaskLoop(count_up, [0], fargs=chain)
    with pytest.raises(TypeError, match=r"TaskLoop.*by keyword"):
        TaskLoop(count_up, [0], {}, chain)


def test_first_arguments_that_cannot_work_are_refused() -> None:
    """The coroutine function and its first arguments are checked when the TaskLoop is made."""
    wrong: Any
    for wrong, message in (
        ((3,), "coro must be a coroutine function, not int"),
        ((count_up, 3), "coro_args must be a list or tuple, not int"),
        ((count_up, [0], [1]), "coro_kwargs must be a mapping, not list"),
    ):
        with pytest.raises(TypeError, match=message):
            TaskLoop(*wrong)
    called = count_up(0)
    with pytest.raises(TypeError, match="coro must be a coroutine function, not coroutine"):
        TaskLoop(called)  # type: ignore[arg-type]  # the mistake under test
    called.close()


@pytest.mark.parametrize("time_pause", [-0.1, float("nan")])
def test_a_pause_cannot_be_negative(time_pause: float) -> None:
    """ValueError for a time_pause that is no time."""
    with pytest.raises(ValueError, match="time_pause must be 0 or more seconds"):
        TaskLoop(count_up, time_pause=time_pause)


def test_the_user_coroutine_gets_its_own_arguments_only(run: Run) -> None:
    """The user coroutine is called with exactly the positional and keyword arguments that were given."""
    calls: list[Any] = []

    async def read(*args: Any, **kwargs: Any) -> Any:
        calls.append((args, kwargs))
        await asyncio.sleep(0)
        return []

    async def main() -> None:
        async with TaskLoop(read, (1, 2), {"unit": "m"}):
            await turns()

    run(main())
    assert [((1, 2), {"unit": "m"}), ((), {"unit": "m"})] == calls[:2]
