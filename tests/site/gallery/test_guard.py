"""Exceptions that got lost in an example."""

from __future__ import annotations

import asyncio

import pytest

from site_tools.gallery.guard import LostException, guard


def test_an_exception_lost_in_a_task_fails() -> None:
    """A task whose exception nobody retrieves is reported after the example, held or not."""

    async def fail() -> None:
        raise ValueError("lost")

    async def main() -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(fail())
        await asyncio.sleep(0)
        return task

    guard({}, "plot_x.py", "before")
    held = asyncio.run(main())
    with pytest.raises(LostException, match="lost"):
        guard({}, "plot_x.py", "after")
    assert held.done()


def test_an_example_that_awaits_is_left_alone() -> None:
    """What was retrieved is not lost."""
    guard({}, "plot_x.py", "before")
    asyncio.run(asyncio.sleep(0))
    guard({}, "plot_x.py", "after")
