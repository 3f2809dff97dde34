"""Programs written for the published package: what they meet here says where to go."""

from __future__ import annotations

import asyncio
import importlib
import warnings
from typing import Any

import pytest

from tasktools.conventions import published_keywords
from tasktools.taskloop import EndedBy, TaskLoop, coromask, current, simple_fargs, simple_fargs_out

from .conftest import Run
from .sources import Boom, count_up, start_renew, stop_everything, turns


@pytest.mark.parametrize("name", ["scheduler", "assignator"])
def test_a_module_that_is_not_here(name: str) -> None:
    """Importing one of the published modules that the model doesn't have says what does their work."""
    with pytest.raises(ImportError, match=f"tasktools.{name} .*TaskLoopGroup.*From the published package"):
        importlib.import_module(f"tasktools.{name}")


def test_the_mask_with_three_arguments(run: Run) -> None:
    """The call of the oldest programs, without kwargs, gets a TypeError that shows the new call."""
    old: Any = coromask

    with pytest.raises(TypeError, match=r"coromask\(count_up, args, \{\}, fargs\)"):
        run(old(count_up, [0], simple_fargs))


def ending(last: Any) -> tuple[list[int], Any]:
    """The calls so far, and a coroutine in the published style, whose third payload has the keyword arguments."""
    calls: list[int] = []

    async def read(number: int, **options: Any) -> Any:
        calls.append(number)
        await asyncio.sleep(0)
        return [number + 1], last if number == 2 else {}

    return calls, read


@pytest.mark.parametrize("last", [{"stop": True}, {"exception": Boom()}], ids=["stop", "exception"])
def test_the_published_keywords(run: Run, last: dict[str, Any]) -> None:
    """With published_keywords() a payload ends its chain as in release 1.2.0, of a TaskLoop or a bare chain."""

    async def main() -> None:
        calls, read = ending(last)
        loop = TaskLoop(read, [0], fargs=published_keywords(simple_fargs_out))
        loop.create()
        bare_calls, bare = ending(last)
        start_renew(bare, [0], {}, published_keywords(simple_fargs_out))
        await turns(20)
        assert [0, 1, 2] == calls == bare_calls
        assert (EndedBy.CANCELLED if "stop" in last else EndedBy.ERROR) == loop.ended_by

    run(main())
    assert (0 if "stop" in last else 2) == len(run.reports)


def test_the_published_keywords_leave_others_alone(run: Run) -> None:
    """Other values and other names, the input given back, and no payload are what they are without it."""

    async def main() -> None:
        for last in ({"stop": False}, {"stop": 1}, {"exception": "text"}, {"other": True}):
            calls, read = ending(last)
            loop = TaskLoop(read, [0], fargs=published_keywords(simple_fargs_out))
            loop.create()
            await turns(20)
            assert len(calls) > 3
            loop.cancel()
        loop = TaskLoop(ending({})[1], ([0], {"stop": True}), fargs=published_keywords(simple_fargs))
        with pytest.raises(TypeError):
            await asyncio.wait_for(loop.run(), 1)  # a list is no number: the two arguments are no pair
        loop = TaskLoop(count_up, [0], fargs=published_keywords(lambda args, obtained: None))
        with pytest.raises(TypeError, match="no payload"):
            await loop.run()
        await turns()

    run(main())


@pytest.mark.parametrize("last", [{"stop": True}, {"exception": Boom()}], ids=["stop", "exception"])
def test_the_published_keywords_are_not_passed_over(run: Run, last: dict[str, Any]) -> None:
    """Without it they are ordinary keyword arguments, but a warning says so, once for a coroutine: no silent loop."""

    async def main() -> None:
        calls, read = ending(last)
        TaskLoop(read, [0], name="chain").create()
        with pytest.warns(RuntimeWarning, match=rf"read gets .*{next(iter(last))}.*published_keywords"):
            await turns(20)
        assert len(calls) > 3
        await stop_everything()

    run(main())


def test_keywords_that_a_coroutine_names_are_its_own(run: Run) -> None:
    """A coroutine that has a parameter ``stop`` or ``exception`` means it: no warning."""

    async def read(number: int, stop: bool = False, exception: BaseException | None = None) -> Any:
        await asyncio.sleep(0)
        return [number + 1], {"stop": True, "exception": Boom()}

    async def main() -> None:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            loop = TaskLoop(read, [0])
            loop.create()
            await turns(20)
        assert ([], True) == (told, loop.iterations > 3)
        loop.cancel()
        await turns()

    run(main())


def test_the_keyword_taskloop(run: Run) -> None:
    """A coroutine that needs the keyword that the published package adds ends its chain by an error that names it."""

    async def old(number: int, *, taskloop: TaskLoop) -> None:
        raise AssertionError("never called")

    async def cured(number: int, taskloop: TaskLoop | None = None) -> list[int]:
        (taskloop or current()).stop()
        return [number + 1]

    async def main() -> None:
        with pytest.raises(TypeError, match="taskloop"):
            await TaskLoop(old, [0]).run()
        assert ([1], {}) == await TaskLoop(cured, [0]).run()

    run(main())
