"""
A source that sleeps for an hour and stops at once
==================================================

A source that is asked once an hour spends its life asleep. STOP waits for the running iteration, so
it would wait for up to an hour. The sleep of the chain itself ends early.
"""

# %%
# ``current()`` gives a coroutine its own chain, and ``await current().sleep(seconds)`` sleeps, but no
# longer than until PAUSE, STOP or CANCEL. It gives whether it slept to the end. Here one source
# sleeps with ``asyncio.sleep`` and one with its chain; both are stopped after two hours and a half.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, current, simple_fargs_out

HOUR = 3600


async def with_asyncio(number):
    await asyncio.sleep(HOUR)
    return [number + 1]


async def with_its_chain(number):
    if not await current().sleep(HOUR):
        return [number]  # woken by a signal: nothing was read
    return [number + 1]


async def main(tape):
    async def stopped(name, coro):
        chain = tape.chain(name, TaskLoop, coro, [0], fargs=simple_fargs_out)
        chain.create()
        await asyncio.sleep(2.5 * HOUR)
        chain.stop()
        (count,), _ = await chain
        return count, now() / HOUR

    return await asyncio.gather(
        stopped("asyncio", with_asyncio), stopped("chain", with_its_chain)
    )


tape = Tape()
slow, quick = run(main(tape))
print(f"asyncio.sleep:       {slow[0]} readings, ended after {slow[1]:g} h")
print(f"current().sleep:     {quick[0]} readings, ended after {quick[1]:g} h")
assert tape.verdict() is None
assert (slow, quick) == ((3, 3), (2, 2.5))

# %%
# Both are right: STOP lets the iteration complete (:rule:`STOP.completes`), and how soon that is, is
# the coroutine's affair. PAUSE ends the sleep too, and CANCEL ends it as it ends every wait
# (:rule:`CANCEL.at-once`).

picture = tape.picture("Stopped after two hours and a half")
picture
