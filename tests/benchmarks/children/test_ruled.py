"""The chain by hand that keeps all rules: the oracle says so, as it does of any implementation."""

from __future__ import annotations

import asyncio
import gc

from benchmarks.children.ruled import RuledByHand
from taskloop_conformance.explore.exploration import explore, explore_values
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import load


def test_the_oracle_finds_nothing_in_a_share_of_all_histories() -> None:
    """Signals, payloads, errors: what is compared with the reference for speed keeps the same rules."""
    adapter = load("tests.benchmarks.children.ruled_adapter:adapter")
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
