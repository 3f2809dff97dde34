"""What a caller does with what it has: it cancels tasks, signals from unusual places, gives payloads of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskloop_conformance.record.by_another import GIVEN, GIVEN_IN
from taskloop_conformance.record.by_handler import TO_THE_FAILED
from taskloop_conformance.record.by_its_caller import ENDS_BEFORE_CLOSING
from taskloop_conformance.record.own_payloads import INPUT_IN_A_PAIR

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


@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.error-reported")
async def test_without_a_handler(probe: Callable[[str], Any], surface: str) -> None:
    """An error is reported also where nobody has set an exception handler: to the event loop's default one."""
    await probe(f"without-a-handler-{surface}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.starts")
async def test_refused_before_a_loop(probe: Callable[[str], Any]) -> None:
    """create() starts the chain, also where an earlier call of it, outside an event loop, has raised."""
    await probe("refused-before-a-loop")


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


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CONTROL.after-end")
@pytest.mark.parametrize("given", TO_THE_FAILED)
async def test_the_failed_is_signalled(probe: Callable[[str], Any], given: str) -> None:
    """What the exception handler signals to the chain that has just failed doesn't bring it back."""
    await probe(f"failed-is-signalled-{given}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("ISOLATION.signals")
@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("place", GIVEN_IN)
async def test_signalled_by_another(probe: Callable[[str], Any], place: str, name: str) -> None:
    """A chain that signals to another one in its coroutine or its fargs means that one."""
    await probe(f"signalled-by-another-{place}-{name}")


@pytest.mark.asyncio
@pytest.mark.verifies("PAYLOAD.pair-form")
@pytest.mark.parametrize("how", sorted(INPUT_IN_A_PAIR))
async def test_the_input_in_a_pair(probe: Callable[[str], Any], surface: str, how: str) -> None:
    """A pair with the very input in it brings its own keyword arguments."""
    await probe(f"input-in-a-pair-{surface}-{how}")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("MASK.fargs")
async def test_changed_in_a_pause(probe: Callable[[str], Any]) -> None:
    """What the coroutine is called with after a pause is what fargs gets as its input."""
    await probe("changed-in-a-pause")


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
