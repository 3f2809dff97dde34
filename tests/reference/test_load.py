"""Many chains and many iterations: nothing grows, nothing is polled, nobody starves."""

from __future__ import annotations

import asyncio
import gc
import inspect
import tracemalloc

from tasktools.eventloop import chains_on
from tasktools.taskloop import State, TaskLoop, TaskLoopGroup

from .conftest import Run
from .sources import Source, count_up, turns


def test_a_chain_that_never_suspends_yields(run: Run) -> None:
    """The event loop gets its turn at every renewal, and the stack does not grow."""
    depths: set[int] = set()
    calls: list[int] = []

    async def busy() -> list[int]:
        calls.append(1)
        if len(calls) > 10:
            depths.add(len(inspect.stack(0)))
        return []

    async def main() -> None:
        loop = TaskLoop(busy)
        loop.create()
        for _ in range(100):
            before = len(calls)
            await asyncio.sleep(0)
            assert len(calls) - before <= 2
        loop.stop()
        await loop

    run(main())
    assert 1 == len(depths)


def test_memory_does_not_grow_with_iterations(run: Run) -> None:
    """After thousands of iterations and pauses a chain holds no more than after the first hundred."""

    async def read() -> list[int]:
        return []

    async def main() -> None:
        loop = TaskLoop(read)
        loop.create()
        used: list[int] = []
        tracemalloc.start(1)
        for _ in range(3):
            for _ in range(100):
                loop.pause()
                await turns(4)
                loop.task_continue()
                await turns(10)
            gc.collect()
            used.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert used[2] - used[1] < 2000
        assert loop.iterations > 1000
        loop.stop()
        await loop

    run(main())


def test_paused_chains_do_nothing(run: Run) -> None:
    """A thousand paused chains have neither timer nor callback; a signal resumes all within a few turns."""

    async def main() -> None:
        sources = [Source() for _ in range(1000)]
        loops = [TaskLoop(source.read, [0]) for source in sources]
        async with TaskLoopGroup(loops) as group:
            await turns()
            group.pause()
            for source in sources:
                source.answer.set_result([1])
            await turns()
            assert {State.PAUSED} == {loop.state for loop in loops}
            event_loop = asyncio.get_running_loop()
            if run.kind != "uvloop":  # uvloop keeps its queues to itself
                assert 0 == len(event_loop._ready)  # type: ignore[attr-defined]  # what only the loop knows
                timers = event_loop._scheduled  # type: ignore[attr-defined]  # what only the loop knows
                assert 1 == len(timers)  # the test's own time limit
            group.task_continue()
            await turns(4)
            assert {2} == {len(source.calls) for source in sources}
            group.cancel()

    run(main())


def test_ended_chains_leave_nothing(run: Run) -> None:
    """After thousands of chains have ended no task, no registry entry and no TaskLoop is left."""

    async def read() -> list[int]:
        return []

    async def main() -> None:
        tasks = asyncio.all_tasks()
        chains = chains_on(asyncio.get_running_loop())
        async with TaskLoopGroup(TaskLoop(read) for _ in range(2000)):
            await turns(3)
            assert 2000 == len(chains)
        assert (0, tasks) == (len(chains), asyncio.all_tasks())
        gc.collect()
        assert [] == [thing for thing in gc.get_objects() if isinstance(thing, TaskLoop)]

    run(main())


def test_chains_leave_no_cycles(run: Run) -> None:
    """Iterations, pauses and ends free what they used at once: the garbage collector finds nothing."""

    async def main() -> None:
        ends = (TaskLoop.stop, TaskLoop.cancel)
        gc.collect()
        gc.disable()
        try:
            for end in ends:
                loop = TaskLoop(count_up, [0])
                loop.create()
                await turns(10)
                loop.pause()
                await turns(10)
                loop.task_continue()
                await turns(10)
                end(loop)
                await loop
                del loop
            assert 0 == gc.collect()
        finally:
            gc.enable()

    run(main())
