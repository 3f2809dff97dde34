"""What a caller does with what it has of a chain: it cancels tasks, or signals from unusual places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskloop_conformance.record.by_its_caller import ENDS_BEFORE_CLOSING

control = pytest.mark.needs("control")


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.nothing-left")
async def test_first_task_cancelled(probe: Callable[[str], Any], surface: str) -> None:
    """Whoever ends a chain by cancelling its first task ends the coroutine with it."""
    await probe(f"first-task-cancelled-{surface}")


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.error-reported")
@pytest.mark.parametrize("how", ["error", "late-error"])
async def test_all_cancelled(probe: Callable[[str], Any], surface: str, how: str) -> None:
    """An error of a clean-up is reported, also where everything is cancelled because the program ends."""
    await probe(f"all-cancelled-{surface}-{how}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CONTROL.after-end")
@pytest.mark.parametrize("end", ENDS_BEFORE_CLOSING)
async def test_signalled_when_closed(probe: Callable[[str], Any], end: str) -> None:
    """A signal after the end does nothing, also when the event loop is closed."""
    await probe(f"signalled-when-closed-{end}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("STOP.ends", "CONTROL.after-end")
async def test_signalled_by_handler(probe: Callable[[str], Any]) -> None:
    """The event loop's exception handler may give signals, to other chains as to the one that failed."""
    await probe("signalled-by-handler")


@pytest.mark.asyncio
@pytest.mark.needs("functions")
@pytest.mark.verifies("CHAIN.keyword-registration")
async def test_another_first_task_keyword(probe: Callable[[str], Any]) -> None:
    """A chain of partial(renew, coro=coro, fargs=fargs) goes on with these two, whatever the first task was."""
    await probe("another-first-task-keyword")


@pytest.mark.asyncio
@pytest.mark.needs("functions")
@pytest.mark.verifies("CHAIN.task-registration")
async def test_another_first_task_task(probe: Callable[[str], Any]) -> None:
    """So does one of partial(renew, task, coro, fargs)."""
    await probe("another-first-task-task")
