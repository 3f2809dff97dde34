"""
Graceful shutdown with a limit
==============================

Finish what you are doing, but not for ever: STOP first, and CANCEL for whoever is late.
"""

# %%
# ``await group.shutdown(seconds)`` stops every chain, waits so long, cancels those that have not
# ended, waits for these too, and gives them. Three workers take one second, four and an hour; the
# limit is five seconds.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, TaskLoopGroup, simple_fargs_out

SECONDS = {"quick": 1, "slow": 4, "stuck": 3600}


async def work(seconds, number):
    await asyncio.sleep(seconds)
    return [seconds, number + 1]


async def main(tape):
    chains = [
        TaskLoop(
            tape.coro(name, work),
            [seconds, 0],
            fargs=tape.fargs(name, simple_fargs_out),
            name=name,
        )
        for name, seconds in SECONDS.items()
    ]
    async with TaskLoopGroup(chains) as group:
        await asyncio.sleep(9.5)
        for name in SECONDS:
            tape.note(name, "STOP")
        late = await group.shutdown(5)
    return [chain.name for chain in late], now(), chains


tape = Tape()
late, ended_at, chains = run(main(tape))
for chain in chains:
    print(f"{chain.name:6} ended by {chain.ended_by:7} after {chain.iterations} iterations")
print(f"late: {late}, all ended at {ended_at:g} s")
assert (late, ended_at) == (["stuck"], 14.5)
assert [chain.iterations for chain in chains] == [10, 3, 0]

# %%
# The iterations that were running complete (:rule:`STOP.completes`), no further one starts
# (:rule:`STOP.ends`), and what takes too long is cancelled (:rule:`CANCEL.at-once`). A coroutine
# that swallows its cancellation is waited for, however long that takes: nothing may be left behind
# (:rule:`CHAIN.nothing-left`).

picture = tape.picture("Stopped at 9.5 s, with a limit of 5 s")
picture
