"""current(): a coroutine's own chain, wherever the coroutine asks."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest

from tasktools.taskloop import TaskLoop, TaskLoopGroup, current, simple_fargs_out

from .conftest import Run
from .sources import ended, start_renew, turns


def test_current_is_the_coroutines_own_chain(run: Run) -> None:
    """In every iteration, before and after a pause, in fargs and in a task of its own, current() gives the chain."""
    seen: dict[str, set[TaskLoop]] = {"first": set(), "second": set()}

    async def child() -> TaskLoop:
        return current()

    async def read(name: str) -> list[str]:
        seen[name] |= {current(), await asyncio.create_task(child())}
        await asyncio.sleep(0)
        return [name]

    def fargs(args: list[str], obtained: list[str]) -> list[str]:
        seen[obtained[0]].add(current())
        return obtained

    async def main() -> None:
        first, second = (TaskLoop(read, [name], fargs=fargs) for name in seen)
        first.create()
        second.create()
        await turns(20)
        first.pause()
        await turns(20)
        first.task_continue()
        await turns(20)
        assert first.iterations > 3
        await asyncio.gather(ended(first), ended(second))
        assert {"first": {first}, "second": {second}} == seen

    run(main())


def test_there_is_no_current_chain_elsewhere(run: Run) -> None:
    """RuntimeError outside a TaskLoop, in the first task of a bare chain, which its caller made, and after the end."""
    raised: list[str] = []

    def ask() -> None:
        with pytest.raises(RuntimeError, match=r"current\(\) is for a coroutine that a TaskLoop runs") as caught:
            current()
        raised.append(str(caught.value))

    async def bare(number: int) -> list[int]:
        if number:
            current().stop()
        else:
            ask()
        return [number + 1]

    async def outlive() -> None:
        await left_alone.wait()
        ask()

    async def start() -> list[Any]:
        background.append(asyncio.create_task(outlive()))
        current().stop()
        return []

    background: list[asyncio.Task[None]] = []
    left_alone = asyncio.Event()

    async def main() -> None:
        ask()
        TaskLoop(start).create()
        start_renew(bare, [0], {}, simple_fargs_out)
        await turns()
        gc.collect()
        left_alone.set()
        await background[0]

    ask()
    run(main())
    assert 4 == len(raised)


def test_a_task_that_outlives_its_chain_finds_no_other(run: Run) -> None:
    """After the end current() raises, though somebody keeps the chain, and though others have started since."""

    async def outlive() -> str:
        await ended_before.wait()
        try:
            return current().name
        except RuntimeError:
            return "none"

    async def start() -> list[Any]:
        background.append(asyncio.create_task(outlive()))
        current().stop()
        return []

    async def go_on() -> list[Any]:
        await asyncio.sleep(1)
        return []

    background: list[asyncio.Task[str]] = []
    ended_before = asyncio.Event()

    async def main() -> None:
        kept = [TaskLoop(start, name=f"kept {number}") for number in range(3)]
        for chain in kept:
            await chain.run()
        async with TaskLoopGroup(TaskLoop(go_on, name="later") for _ in range(10)):
            ended_before.set()
            assert ["none"] * 3 == [await task for task in background]

    run(main())


def test_current_in_a_thread(run: Run) -> None:
    """A function in a thread that the coroutine starts with its context finds the chain, and can signal it."""

    async def read(number: int) -> list[int]:
        await asyncio.to_thread(lambda: current().stop())
        return [number + 1]

    async def main() -> None:
        assert ([1], {}) == await TaskLoop(read, [0]).run()

    run(main())


def test_a_chain_in_a_chain(run: Run) -> None:
    """A chain that an iteration starts has its own current chain, and the iteration keeps its own."""

    async def inner() -> list[Any]:
        assert "inner" == current().name
        current().stop()
        return []

    async def outer() -> list[Any]:
        await TaskLoop(inner, name="inner").run()
        assert "outer" == current().name
        current().stop()
        return []

    run(TaskLoop(outer, name="outer").run())


def test_what_an_iteration_starts_does_not_keep_its_chain(run: Run) -> None:
    """A task of a coroutine's own that lives on doesn't keep the ended chain, nor its payload, alive."""

    class Payload: ...

    async def start(payload: Payload) -> list[Payload]:
        background.append(asyncio.create_task(asyncio.sleep(3600)))
        current().stop()
        return [payload]

    background: list[asyncio.Task[None]] = []

    async def main() -> None:
        payload = Payload()
        gone = weakref.ref(payload)
        TaskLoop(start, [payload]).create()
        del payload
        await turns()
        assert gone() is None
        background[0].cancel()

    run(main())
