"""The stage: programs on the virtual clock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from taskloop_conformance.teach.stage import now, run
from tasktools.taskloop import TaskLoop


def test_run_gives_the_result_and_the_clock_begins_at_zero() -> None:
    """A program's result is given back; an hour of sleep moves the clock by an hour."""

    async def main() -> tuple[float, float]:
        began = now()
        await asyncio.sleep(3600)
        return began, now()

    assert (0.0, 3600.0) == run(main())


def test_run_raises_what_the_program_raises() -> None:
    """An exception of the program goes through unchanged."""

    async def main() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        run(main())


def test_run_raises_an_error_that_a_chain_reported() -> None:
    """An error that only the exception handler heard of is raised at the end."""

    async def fail() -> None:
        raise LookupError("nothing there")

    async def main() -> None:
        TaskLoop(fail, []).create()
        await asyncio.sleep(1)

    with pytest.raises(ExceptionGroup) as raised:
        run(main())
    assert ["nothing there"] == [str(error) for error in raised.value.exceptions]


def test_run_leaves_errors_to_the_handler_that_the_program_sets() -> None:
    """A program that handles its errors itself has none raised at the end."""
    heard: list[Any] = []

    async def fail() -> None:
        raise LookupError("nothing there")

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: heard.append(context))
        TaskLoop(fail, []).create()
        await asyncio.sleep(1)

    run(main())
    assert ["nothing there"] == [str(context["exception"]) for context in heard]


def test_run_ends_chains_that_survive_their_cancellation(recwarn: pytest.WarningsRecorder) -> None:
    """A chain that goes on after each cancellation keeps neither the stage open nor a warning behind."""

    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                await asyncio.sleep(1)

    async def main() -> str:
        asyncio.create_task(stubborn())  # noqa: RUF006 -- that nobody holds it is the point
        await asyncio.sleep(2.5)
        return "over"

    assert ("over", 0) == (run(main()), len(recwarn))
