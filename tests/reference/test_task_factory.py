"""A chain and the task factory of its event loop: it is asked for every task, and may refuse."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any

import pytest

from tasktools.taskloop import State, TaskLoop, TaskLoopGroup

from .conftest import Run
from .sources import count_up, ended, turns


class Factory:
    """A task factory that makes so many tasks for chains, and then refuses each one."""

    def __init__(self, makes: int) -> None:
        self.left = makes
        self.made = 0

    def __call__(self, loop: asyncio.AbstractEventLoop, coro: Any, **how: Any) -> asyncio.Task[Any]:
        """Make the task as the event loop would, or raise RuntimeError."""
        if coro.__name__ in ("coromask", "_pause"):
            if not self.left:
                coro.close()
                raise RuntimeError("no more tasks")
            self.left -= 1
            self.made += 1
        return asyncio.Task(coro, loop=loop, **how)


def test_every_task_comes_from_the_factory(run: Run) -> None:
    """Iterations and pauses are tasks of the event loop's own making."""

    async def main() -> None:
        factory = Factory(100)
        asyncio.get_running_loop().set_task_factory(factory)
        loop = TaskLoop(count_up, [0])
        loop.create()
        loop.pause()
        await turns(6)
        assert (State.PAUSED, 1 + 1) == (loop.state, factory.made)
        loop.task_continue()
        await turns(6)
        loop.stop()
        await loop
        assert loop.iterations + 1 == factory.made

    run(main())


def test_a_factory_set_later_is_asked(run: Run) -> None:
    """A task factory that is set, exchanged or taken away while a chain runs is obeyed at its next task."""

    async def main() -> None:
        event_loop = asyncio.get_running_loop()
        event_loop.set_task_factory(None)
        loop = TaskLoop(count_up, [0])
        loop.create()
        await turns(6)
        for _ in range(2):
            factory = Factory(100)
            event_loop.set_task_factory(factory)
            before = loop.iterations
            await turns(20)
            assert loop.iterations - before in (factory.made, factory.made - 1, factory.made + 1)
            event_loop.set_task_factory(None)
            await turns(6)
            made = factory.made
            await turns(6)
            assert made == factory.made > 2
        await ended(loop)

    run(main())


@pytest.mark.parametrize("how", ["object", "class"])
def test_an_event_loop_of_ones_own_makes_the_tasks(run: Run, how: str) -> None:
    """An event loop that overrides create_task, in its class or just for itself, is asked for every task."""
    made: list[str] = []
    event_loop = run.new_loop()
    kind: Any = type(event_loop)
    original = kind.create_task

    def create_task(self: Any, coro: Any, **how: Any) -> Any:
        made.append(coro.__name__)
        return original(self, coro, **how)

    if how == "object":
        event_loop.create_task = functools.partial(create_task, event_loop)  # type: ignore[method-assign]  # under test
    else:
        event_loop.close()
        event_loop = type("OwnLoop", (kind,), {"create_task": create_task})()
        event_loop.set_exception_handler(lambda *_: None)
    loop = TaskLoop(count_up, [0], loop=event_loop)
    loop.create()
    event_loop.run_until_complete(turns(20))
    started = loop.iterations + 1
    event_loop.run_until_complete(ended(loop))
    event_loop.close()
    assert started <= made.count("coromask")


@pytest.mark.parametrize("signal", [lambda _: None, TaskLoop.pause], ids=["the next iteration", "a pause"])
def test_a_refused_task_ends_the_chain(run: Run, signal: Callable[[TaskLoop], None]) -> None:
    """Who awaits a chain whose next task can't be made gets the reason, and doesn't wait for ever."""

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(Factory(1))
        loop = TaskLoop(count_up, [0])
        loop.create()
        signal(loop)
        with pytest.raises(RuntimeError, match="no more tasks"):
            await loop
        assert (State.ENDED, 1) == (loop.state, loop.iterations)

    run(main())


def test_a_refused_first_task_starts_nothing(run: Run) -> None:
    """create() raises the reason; the chain is as new, and can be created later, on another event loop too."""

    async def main() -> None:
        asyncio.get_running_loop().set_task_factory(Factory(0))
        loop = TaskLoop(count_up, [0])
        with pytest.raises(RuntimeError, match="no more tasks"):
            loop.create()
        with pytest.raises(RuntimeError, match="no more tasks"):
            async with loop:
                pass
        assert State.NEW == loop.state
        loops.append(loop)

    async def later() -> None:
        loops[0].create()
        await ended(loops[0])

    loops: list[TaskLoop] = []
    run(main())
    run(later())


def test_a_chain_that_a_group_could_not_start_is_its_own_again(run: Run) -> None:
    """The group forgets a chain whose first task was refused: a later error is reported, not kept for the group."""

    async def broken() -> None:
        raise ValueError("broken")

    async def main() -> None:
        factory = Factory(0)
        asyncio.get_running_loop().set_task_factory(factory)
        loop = TaskLoop(broken)
        async with TaskLoopGroup() as group:
            with pytest.raises(RuntimeError, match="no more tasks"):
                group.add(loop)
            assert 0 == len(group)
        factory.left = 1
        loop.create()
        await turns(6)

    run(main())
    assert ["broken"] == [str(error) for error in run.reports]


def test_a_closed_loop_starts_nothing(run: Run) -> None:
    """create() on a closed event loop says so, and leaves no chain behind."""
    event_loop = run.new_loop()
    loop = TaskLoop(count_up, [0], loop=event_loop)
    event_loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.create()
    assert State.NEW == loop.state
