"""A group of chains."""

from __future__ import annotations

import asyncio

import pytest

from tasktools.taskloop import Control, State, TaskLoop, TaskLoopGroup

from .conftest import Run
from .sources import Boom, Source, count_up, turns


def chains(*sources: Source) -> list[TaskLoop]:
    """A chain for each source."""
    return [TaskLoop(source.read, [0], name=f"chain {number}") for number, source in enumerate(sources)]


def tasks_of_chains() -> list[str]:
    """The names of the chains' tasks that aren't done."""
    return sorted(task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("chain"))


def test_a_group_starts_and_stops_all(run: Run) -> None:
    """Entering starts every chain, add one more; leaving lets the running iterations complete."""

    async def main() -> None:
        loops = [TaskLoop(count_up, [0]) for _ in range(20)]
        async with TaskLoopGroup(loops) as group:
            extra = group.add(TaskLoop(count_up, [100]))
            await turns()
            assert ([*loops, extra], 21) == (list(group), len(group))
        assert {State.ENDED} == {loop.state for loop in [*loops, extra]}
        assert all(loop.iterations > 1 for loop in loops)
        assert 0 == len(group)

    run(main())


def test_one_signal_for_all_or_one(run: Run) -> None:
    """A group signal reaches every chain; a chain's own signal reaches that chain alone."""

    async def main() -> None:
        loops = [TaskLoop(count_up, [0]) for _ in range(3)]
        async with TaskLoopGroup(loops) as group:
            group.pause()
            await turns()
            assert [State.PAUSED] * 3 == [loop.state for loop in loops]
            loops[1].task_continue()
            await turns()
            assert [State.PAUSED, State.RUNNING, State.PAUSED] == [loop.state for loop in loops]
            group.task_continue()
            await turns()
            assert [State.RUNNING] * 3 == [loop.state for loop in loops]
            group.finish()
            await group.wait()
            assert [State.ENDED] * 3 == [loop.state for loop in loops]

    run(main())


def test_a_failure_does_not_touch_the_others(run: Run) -> None:
    """The other chains go on, and the errors are raised together on leaving, not reported beside."""
    sources = Source(), Source(), Source()
    booms = [Boom(), Boom()]

    async def main() -> None:
        async def block() -> None:
            async with TaskLoopGroup(chains(*sources)) as group:
                await turns()
                for source, boom in zip(sources, booms, strict=False):
                    source.answer.set_exception(boom)
                await turns()
                assert ["chain 2"] == tasks_of_chains() == [loop.name for loop in group]
                asyncio.get_running_loop().call_soon(sources[2].answer.set_result, [1])

        with pytest.raises(ExceptionGroup) as caught:
            await block()
        assert (tuple(booms), 0) == (caught.value.exceptions, sources[2].interrupted)

    run(main())
    assert [] == run.reports


@pytest.mark.parametrize(("signal", "interrupted"), [(Control.STOP, 0), (Control.CANCEL, 1)])
def test_a_failure_ends_the_others_when_asked_to(run: Run, signal: Control, interrupted: int) -> None:
    """With ``on_error`` the others get that signal at once."""
    sources = Source(), Source()

    async def main() -> None:
        async def block() -> None:
            async with TaskLoopGroup(chains(*sources), on_error=signal) as group:
                await turns()
                sources[0].answer.set_exception(Boom())
                await turns()
                if signal is Control.STOP:
                    assert [State.STOPPING] == [loop.state for loop in group]
                    sources[1].answer.set_result([1])
                await group.wait()

        with pytest.raises(ExceptionGroup):
            await block()

    run(main())
    assert (interrupted, []) == (sources[1].interrupted, run.reports)


def test_an_exception_that_leaves_the_block_cancels_all(run: Run) -> None:
    """The exception goes on, no task is left, and errors not yet raised go to the exception handler."""
    sources = Source(), Source()
    boom = Boom()

    async def main() -> None:
        async def block() -> None:
            async with TaskLoopGroup(chains(*sources)):
                await turns()
                sources[0].answer.set_exception(boom)
                await turns()
                raise KeyError

        with pytest.raises(KeyError):
            await block()
        assert ([], 1) == (tasks_of_chains(), sources[1].interrupted)

    run(main())
    assert [boom] == run.reports


def test_a_cancelled_block_leaves_no_task(run: Run) -> None:
    """Cancelled while it waits for the ends, the block cancels the chains and waits for the slow one."""
    sources = Source(), Source()
    sources[0].swallow = True

    async def block() -> None:
        async with TaskLoopGroup(chains(*sources)):
            await turns()

    async def main() -> None:
        task = asyncio.create_task(block())
        await turns(20)
        task.cancel()
        await turns()
        assert (["chain 0"], False) == (tasks_of_chains(), task.done())
        sources[0].answer.set_result([1])
        await asyncio.wait([task])
        assert (True, []) == (task.cancelled(), tasks_of_chains())

    run(main())


def test_a_started_chain_is_refused(run: Run) -> None:
    """A chain that was started before is not taken; those that entering had started are ended."""
    source = Source()

    async def main() -> None:
        started = TaskLoop(source.read, [0], name="other")
        started.create()
        fresh = TaskLoop(count_up, [0], name="chain")
        with pytest.raises(RuntimeError, match="started before"):
            async with TaskLoopGroup([fresh, started]):
                raise AssertionError("the block must not be entered")
        assert ([], State.ENDED, State.RUNNING) == (tasks_of_chains(), fresh.state, started.state)
        started.cancel()
        await turns()

    run(main())


def test_a_group_takes_chains_only_inside_its_block(run: Run) -> None:
    """Before and after the block add() is refused, so that no chain outlives it."""

    async def main() -> None:
        group = TaskLoopGroup()
        with pytest.raises(RuntimeError, match="inside its 'async with' block"):
            group.add(TaskLoop(count_up, [0]))
        async with group:
            pass
        with pytest.raises(RuntimeError, match="inside its 'async with' block"):
            group.add(TaskLoop(count_up, [0]))

    run(main())


def test_a_chain_may_signal_its_group(run: Run) -> None:
    """A user coroutine that stops or cancels its own group, in its first step too, ends all."""

    async def main() -> None:
        async def read(number: int) -> list[int]:
            if number == 0:
                group.cancel()
            await asyncio.sleep(0)
            return [number]

        group = TaskLoopGroup(TaskLoop(read, [number]) for number in (2, 1, 0))
        async with group:
            await group.wait()

    run(main())


def test_an_emptied_group_is_used_again(run: Run) -> None:
    """A chain added after all others have ended is waited for like the first."""
    source = Source()

    async def main() -> None:
        async with TaskLoopGroup(chains(source)) as group:
            await turns()
            group.cancel()
            await group.wait()
            loop = group.add(TaskLoop(source.read, [0]))
            assert not group._empty.is_set()
            loop.cancel()
            await group.wait()
            assert State.ENDED == loop.state

    run(main())
