"""
Pause a thousand loops
======================

One signal for all of them, and none of them loses its place.
"""

# %%
# A ``TaskLoopGroup`` starts many chains and gives signals to all. A paused chain of the reference
# sets no timer, so a thousand of them cost nothing while they wait.

import asyncio

from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.teach.stage import run
from tasktools.taskloop import State, TaskLoop, TaskLoopGroup

CHAINS = 1000


async def main():
    async def read(chain, number):
        await asyncio.sleep(1 + chain % 5)
        return [chain, number + 1]

    def total():
        return sum(chain.iterations for chain in group)

    counts = {}
    async with TaskLoopGroup(TaskLoop(read, [chain, 0]) for chain in range(CHAINS)) as group:
        await asyncio.sleep(60.5)
        counts["first minute"] = total()
        group.pause()
        await asyncio.sleep(5)  # the longest iteration completes
        counts["completed after PAUSE"] = total() - sum(counts.values())
        states = {chain.state for chain in group}
        await asyncio.sleep(3600)
        counts["an hour of pause"] = total() - sum(counts.values())
        group.task_continue()
        await asyncio.sleep(60.5)
        counts["minute after CONTINUE"] = total() - sum(counts.values())
    return counts, states


counts, states = run(main())
for name, count in counts.items():
    print(f"{name}: {count} iterations")
assert states == {State.PAUSED}
assert counts["completed after PAUSE"] == CHAINS  # every running iteration, and nothing else
assert counts["an hour of pause"] == 0

# %%
# PAUSE waits for the running iterations (:rule:`CONTROL.at-finish`); then nothing is called until CONTINUE
# (:rule:`PAUSE.lasts`).

picture = bars(
    counts,
    "A thousand chains",
    "iterations",
    kinds={"completed after PAUSE": "paused", "an hour of pause": "paused"},
)
picture
