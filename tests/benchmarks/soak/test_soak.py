"""The soak's machinery: it passes on the reference, and a broken invariant is seen."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.soak.run import Plan, soak, virtual
from benchmarks.soak.watched import Ledger, Watched
from taskloop_conformance.record.clock import VirtualLoop
from tasktools.taskloop import Control


def quiet(text: str) -> None:
    """Show nothing."""


def test_a_virtual_soak_holds() -> None:
    """Twenty chains and ten virtual days: nothing broken, nothing left, every signal given."""
    figures = soak(virtual(10, 20, 1), quiet)
    assert ([], {"tasks": 0, "timers": 0, "chains": 0}) == (figures["broken"], figures["left"])
    assert {"PAUSE", "CONTINUE", "STOP", "CANCEL"} <= set(figures["counts"])


def test_the_same_seed_gives_the_same_soak() -> None:
    """All chance comes from the seed."""
    first, second = (soak(virtual(10, 20, 7), quiet)["counts"] for _ in range(2))
    assert first == second


def test_tcp_sources_lose_nothing() -> None:
    """What a real source on 127.0.0.1 sent was received, line by line."""
    figures = soak(Plan("real", 0.1, 2, 4, 2, 1, (0.01, 0.02)), quiet)
    assert [] == figures["broken"]
    assert figures["counts"]["lines sent"] == figures["counts"]["lines received"] > 0


def watched(script: list[tuple[str, object]]) -> list[str]:
    """What the ledger says of a chain that does by hand what is in the script."""

    async def act() -> list[str]:
        ledger = Ledger()
        chain = Watched(ledger, 1.0)
        chain.taskloop.create()
        for what, value in script:
            if what == "signal":
                assert isinstance(value, Control)
                chain.signal(value)
            elif what == "call":
                assert isinstance(value, int)
                chain.begins(value)
            else:
                setattr(chain, what, value)
        chain.taskloop.cancel()
        await chain.taskloop
        return ledger.broken

    loop = VirtualLoop()
    try:
        return loop.run_until_complete(act())
    finally:
        loop.close()


@pytest.mark.parametrize(
    ("script", "broken"),
    [
        ([("call", 0)], ""),
        ([("call", 1)], "called with 1 instead of 0"),
        ([("active", True), ("call", 0)], "two iterations at once"),
        ([("signal", Control.PAUSE), ("call", 0)], ""),
        ([("signal", Control.PAUSE), ("call", 0), ("call", 0)], "called after PAUSE, STOP or CANCEL"),
        ([("active", True), ("signal", Control.STOP), ("active", False), ("call", 0)], "called after PAUSE, STOP"),
        ([("signal", Control.PAUSE), ("signal", Control.CONTINUE), ("call", 0), ("call", 0)], ""),
        (
            [("signal", Control.STOP), ("signal", Control.CONTINUE), ("call", 0), ("call", 0)],
            "called after PAUSE, STOP",
        ),
    ],
)
def test_a_broken_invariant_is_seen(script: list[tuple[str, object]], broken: str) -> None:
    """Each check of a call fails when its invariant doesn't hold, and only then."""
    assert broken == watched(script)[0][: len(broken)] if broken else watched(script) == []


def test_a_chain_called_in_a_pause_is_seen() -> None:
    """A call while the chain says paused breaks an invariant, however the signals came."""

    async def act() -> list[str]:
        chain = Watched(Ledger(), 0.0)
        chain.taskloop.create()
        chain.taskloop.pause()
        await asyncio.sleep(1)
        chain.begins(chain.expected)
        chain.taskloop.stop()
        await chain.taskloop
        return chain.ledger.broken

    loop = VirtualLoop()
    assert "called in the state paused" == loop.run_until_complete(act())[0][:26]
    loop.close()
