"""
Many sources into one sink
==========================

Several sources, each at a frequency of its own, put what they read into one queue.
"""

# %%
# Each source is a chain. What it reads goes into the queue; its payload is a number of its own, so
# it knows how far it is. Nothing is shared but the queue.

import asyncio
from collections import Counter

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs_out

PERIODS = {"door": 7, "light": 2, "noise": 3, "wind": 1.5}


async def main(tape):
    sink = asyncio.Queue()

    async def read(name, number):
        await asyncio.sleep(PERIODS[name])
        sink.put_nowait((now(), name, number))
        return [name, number + 1]

    chains = [
        tape.chain(name, TaskLoop, read, [name, 1], fargs=simple_fargs_out) for name in PERIODS
    ]
    for chain in chains:
        chain.create()
    await asyncio.sleep(14.5)
    for chain in chains:
        chain.stop()
    return [sink.get_nowait() for _ in range(sink.qsize())]


tape = Tape()
values = run(main(tape))
for at, name, number in values[:5]:
    print(f"{at:4} s  {name} {number}")
print("...")
print("in all:", dict(sorted(Counter(name for _, name, _ in values).items())))
assert [at for at, _, _ in values] == sorted(at for at, _, _ in values)

# %%
# Nobody waits for anybody (:rule:`CHAIN.independent`). STOP at the end lets each running iteration
# complete.

picture = tape.picture("Four sources into one sink")
picture
