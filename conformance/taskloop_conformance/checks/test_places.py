"""Where and how often a chain is started: create() once more, and starts, awaits and calls in unusual places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskloop_conformance.model.history import History
from taskloop_conformance.record.other_places import PLACES

Check = Callable[[str], History]
control = pytest.mark.needs("control")


@control
@pytest.mark.verifies("CHAIN.created-once")
@pytest.mark.parametrize(
    "script",
    [
        *("wait:1w=CREATE", "wait:0s0=CREATE", "wait:2c=CREATE,2w=CREATE", "turn:2w=CREATE"),
        *("wait:1s1=CREATE", "turn:2s1=CREATE", "wait:1w=STOP,1s1=CREATE"),
        *("wait:1w=PAUSE,1+0.5=CREATE,1+2=CONTINUE", "wait:1w=PAUSE,1s1=CREATE,1+2=CONTINUE"),
    ],
)
def test_created_once(check: Check, script: str) -> None:
    """create() on a chain that runs starts no second iteration beside the running one."""
    check(script)


@control
@pytest.mark.verifies("STOP.ends")
def test_create_takes_no_stop_back(check: Check) -> None:
    """STOP counts, also when create() is called once more after it."""
    check("wait:2w=STOP,2l=CREATE")


@control
@pytest.mark.verifies("PAUSE.holds")
def test_create_takes_no_pause_back(check: Check) -> None:
    """So does PAUSE."""
    check("wait:1w=PAUSE,1l=CREATE,1+2=CONTINUE")


@control
@pytest.mark.verifies("CONTINUE.kept-payload")
@pytest.mark.parametrize("form", ["", "args/"])
def test_create_takes_no_payload_back(check: Check, form: str) -> None:
    """And so does the payload from before the pause."""
    check(f"{form}wait:1w=PAUSE,1+0.5=CREATE,1+2=CONTINUE")
    check(f"{form}limit5/wait:3w=PAUSE,3+0.5=CREATE,3+2=CONTINUE")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.starts")
@pytest.mark.parametrize("place", PLACES)
async def test_started_in_other_places(probe: Callable[[str], Any], place: str) -> None:
    """A chain starts wherever it is started: in an exception handler, a done callback, a task that is cancelled."""
    await probe(f"started-in-{place}")


@control
@pytest.mark.needs("threads")
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.starts")
async def test_started_in_a_thread(probe: Callable[[str], Any]) -> None:
    """A chain starts on any event loop, also on one that runs in another thread than the main one."""
    await probe("started-in-a-thread")


@control
@pytest.mark.needs("threads")
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.running-loop")
async def test_made_beside_another_loop(probe: Callable[[str], Any]) -> None:
    """A chain that was made before any event loop ran starts on the one that runs, whichever was set then."""
    await probe("made-beside-another-loop")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.awaiter-cancelled")
async def test_awaited_by_another_chain(probe: Callable[[str], Any]) -> None:
    """A chain goes on when another chain, whose coroutine awaits it, is cancelled."""
    await probe("awaited-by-a-chain")


@control
@pytest.mark.asyncio
@pytest.mark.verifies("CHAIN.error-reported")
async def test_its_error_is_anothers(probe: Callable[[str], Any]) -> None:
    """An error that ends two chains, one of which awaits the other, is reported of both."""
    await probe("its-error-is-anothers")


@pytest.mark.asyncio
@pytest.mark.verifies("MASK.arguments")
async def test_too_many_arguments(probe: Callable[[str], Any], surface: str) -> None:
    """A coroutine function is called with all arguments, or, where they don't fit, not at all."""
    await probe(f"called-with-too-many-{surface}")
    await probe(f"called-with-unknown-{surface}")
