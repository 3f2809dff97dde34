"""The chains by hand that keep all rules: the oracle says so, as it does of any implementation."""

from __future__ import annotations

import asyncio
import gc

import pytest

from benchmarks.children.ruled import FoundByHand, RuledByHand
from taskloop_conformance.explore.exploration import explore, explore_values
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import load
from taskloop_conformance.record.clock import VirtualLoop


@pytest.mark.parametrize("kind", ["ruled", "found"])
def test_the_oracle_finds_nothing_in_a_share_of_all_histories(kind: str) -> None:
    """Signals, payloads, errors: what is compared with the reference for speed keeps the same rules."""
    adapter = load(f"tests.benchmarks.children.ruled_adapter:{kind}")
    signals, values = explore(DEPTHS["quick"], 0, adapter), explore_values("loop", 0, adapter)
    assert ({}, {}) == (signals.findings, values.findings)
    assert (True, True) == (signals.histories > 100, values.histories > 100)


def test_a_waiting_chain_is_kept_from_the_garbage_collector() -> None:
    """Nobody refers to a chain whose coroutine waits for something that only it knows, but its class."""

    async def main() -> tuple[int, int]:
        async def work() -> None:
            await asyncio.get_running_loop().create_future()

        RuledByHand(asyncio.get_running_loop(), work)
        await asyncio.sleep(0)
        gc.collect()
        kept = len(RuledByHand.running)
        for chain in list(RuledByHand.running):
            chain.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return kept, len(RuledByHand.running)

    assert (1, 0) == asyncio.run(main())


def test_iterations_are_counted_and_the_payload_is_kept() -> None:
    """After STOP the chain has the number of its completed iterations and the last payload."""

    async def main() -> tuple[int, object, str]:
        async def work(number: int) -> list[int]:
            if number == 3:
                chain.stop()
            return [number + 1]

        chain = RuledByHand(asyncio.get_running_loop(), work, ([1], {}))
        for _ in range(20):
            await asyncio.sleep(0)
        return chain.iterations, chain.payload, chain.word

    assert (3, ([4], {}), "ended") == asyncio.run(main())


def test_a_coroutine_finds_its_chain() -> None:
    """So does a task that it started, until the chain has ended; outside of every chain there is none."""

    async def main() -> list[object]:
        seen: list[object] = [FoundByHand.current()]

        async def longer() -> None:
            seen.append(FoundByHand.current())
            await asyncio.sleep(1)
            seen.append(FoundByHand.current())

        async def work() -> object:
            await asyncio.sleep(0)
            seen.append(FoundByHand.current())
            if len(seen) == 3:
                started.append(asyncio.create_task(longer()))
                chain.stop()
            return ([], {})

        started: list[asyncio.Task[None]] = []
        chain = FoundByHand(asyncio.get_running_loop(), work)
        await asyncio.sleep(0.1)
        await started[0]
        return [one and one is chain for one in seen]

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        assert [None, True, True, True, None] == runner.run(main())
    assert {} == FoundByHand.by_number
