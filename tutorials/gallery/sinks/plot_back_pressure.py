"""
Back-pressure with a bounded queue
==================================

A source that is faster than its sink must be slowed down, or memory fills up.  A bounded queue does it.
"""

# %%
# ``await queue.put(...)`` waits while the queue is full. As an iteration of the source ends only
# after it, the chain runs at the speed of the sink as soon as the queue is full. No rate is set
# anywhere.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs, simple_fargs_out


async def main(tape, size):
    queue = asyncio.Queue(size)
    waiting, produced_at = [], []

    async def produce(number):
        await asyncio.sleep(0.5)
        await queue.put(number)
        waiting.append(queue.qsize())
        produced_at.append(now())
        return [number + 1]

    async def consume():
        await queue.get()
        await asyncio.sleep(2)

    source = tape.chain("source", TaskLoop, produce, [1], fargs=simple_fargs_out)
    sink = tape.chain("sink", TaskLoop, consume, [], fargs=simple_fargs)
    source.create()
    sink.create()
    await asyncio.sleep(15.75)
    return max(waiting), produced_at


tape = Tape()
longest, produced_at = run(main(tape, size=3))
print("longest queue:", longest)
print("values came at:", *produced_at)
assert longest == 3
assert produced_at[-1] - produced_at[-2] == 2  # the sink's period

# %%
# The first iterations are short; then each one lasts as long as the sink needs.

picture = tape.picture("A source slowed down by its sink")
picture
