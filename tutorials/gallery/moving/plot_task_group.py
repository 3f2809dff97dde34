"""
A chain in a TaskGroup
======================

``asyncio.TaskGroup`` waits for tasks and cancels all when one fails. A chain is no task, but
``run()`` makes one of it.
"""

# %%
# ``await chain.run()`` starts a chain and waits for its end. Whoever is cancelled while they wait,
# as ``TaskGroup`` and ``wait_for`` do it, cancels the chain, and goes on only when it has ended.
# Here a chain shares its group with a task that fails after three seconds and a half.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs_out


async def read(number):
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        await asyncio.sleep(0.5)  # putting things in order takes its time
        raise
    return [number + 1]


async def fail_later():
    await asyncio.sleep(3.5)
    raise OSError("the disk is full")


async def main(tape):
    chain = tape.chain("A", TaskLoop, read, [0], fargs=simple_fargs_out)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(chain.run())
            group.create_task(fail_later())
    except* OSError as errors:
        print("the group:", *errors.exceptions)
    return chain, now()


tape = Tape()
chain, left_at = run(main(tape))
print(
    f"the chain: {chain.iterations} iterations, ended by {chain.ended_by}, left at {left_at:g} s"
)
assert (chain.iterations, chain.ended_by, left_at) == (3, "cancel", 4)

# %%
# The same with a time limit: ``await asyncio.wait_for(chain.run(), 3.5)``. An error of the chain
# leaves ``run()`` and so ends the group (:rule:`CHAIN.awaited`); who only awaits a chain may be
# cancelled without any harm to it (:rule:`CHAIN.awaiter-cancelled`).

picture = tape.picture("A sibling fails at 3.5 s")
picture
