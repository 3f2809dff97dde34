"""Running a soak: on the real clock with TCP sources, or on a virtual one."""

from __future__ import annotations

import asyncio
import gc
import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

from benchmarks.soak.sources import Source
from benchmarks.soak.watched import Ledger, Population
from taskloop_conformance.record.clock import VirtualLoop

DAY = 86_400.0
#: What the chains' iterations last, in seconds: on the real clock and on the virtual one.
REAL_PERIODS = (0.5, 20.0)
VIRTUAL_PERIODS = (6 * 3600.0, 30 * DAY)


@dataclass(frozen=True)
class Plan:
    """One soak: ``seconds`` of its clock, so many chains, signals in all and TCP sources, and the seed of chance."""

    clock: str
    seconds: float
    chains: int
    signals: int
    sources: int
    seed: int
    periods: tuple[float, float]


def real(seconds: float, chains: int, sources: int, seed: int) -> Plan:
    """On the real clock: for each chain a signal in 20 seconds; at the end all must go on, 40 seconds more."""
    periods = (min(REAL_PERIODS[0], seconds / 10), min(REAL_PERIODS[1], seconds / 2))
    return Plan("real", seconds, chains, max(1, int(chains * seconds / 20)), sources, seed, periods)


def virtual(days: float, chains: int, seed: int) -> Plan:
    """On the virtual clock, where there are no sockets: for each chain a signal in ten days."""
    return Plan("virtual", days * DAY, chains, max(1, int(chains * days / 10)), 0, seed, VIRTUAL_PERIODS)


def soak(plan: Plan, show: Callable[[str], None]) -> dict[str, Any]:
    """Run a plan and give its figures: counts, broken invariants in words, leftovers, and what it took."""
    ledger = Ledger()
    loop: asyncio.AbstractEventLoop = VirtualLoop() if plan.clock == "virtual" else asyncio.new_event_loop()
    reports: list[str] = []
    loop.set_exception_handler(lambda _, context: reports.append(str(context.get("exception", context["message"]))))
    cpu, wall = process_time(), perf_counter()
    try:
        loop.run_until_complete(_soak(plan, ledger, loop, show))
        left = _left(loop)
    finally:
        loop.close()
    ledger.check(not reports, f"reported to the exception handler: {', '.join(reports[:3])}")
    for what, number in left.items():
        ledger.check(not number, f"left at the end: {number} {what}")
    return {
        "clock": plan.clock,
        "seconds": plan.seconds,
        "chains": plan.chains,
        "tcp sources": plan.sources,
        "seed": plan.seed,
        "counts": dict(sorted(ledger.counts.items())),
        "left": left,
        "broken": ledger.broken,
        "wall_seconds": perf_counter() - wall,
        "cpu_seconds": process_time() - cpu,
    }


async def _soak(plan: Plan, ledger: Ledger, loop: asyncio.AbstractEventLoop, show: Callable[[str], None]) -> None:
    chance = random.Random(plan.seed)
    sources = [Source(ledger, chance) for _ in range(plan.sources)]
    for source in sources:
        await source.open()
    population = Population(ledger, chance, plan.chains, plan.periods)
    began = loop.time()
    steps = max(1, min(plan.signals, int(plan.seconds / 0.05)))
    for step in range(steps):
        await asyncio.sleep(max(0.0, began + plan.seconds * (step + 1) / steps - loop.time()))
        for _ in range(plan.signals * (step + 1) // steps - plan.signals * step // steps):
            population.signal_one()
        if sources:
            chance.choice(sources).signal_one()
        if step % 20 == 0:
            show(f"{plan.clock} clock: {100 * step // steps} %, {ledger.counts['iterations']:,} iterations")
    show(f"{plan.clock} clock: all go on")
    await population.all_go_on()
    await population.end()
    await asyncio.gather(*(source.end() for source in sources))
    # The last transports close in the turns after.
    for _ in range(3):
        await asyncio.sleep(0)


def _left(loop: asyncio.AbstractEventLoop) -> dict[str, int]:
    """What should be gone: tasks, timers that would still fire, and chains in the reference's registry."""
    gc.collect()
    timers = [handle for handle in getattr(loop, "_scheduled", ()) if not handle.cancelled()]
    chains = importlib.import_module("tasktools.eventloop").chains_on(loop)
    return {"tasks": len(asyncio.all_tasks(loop)), "timers": len(timers), "chains": len(chains)}
