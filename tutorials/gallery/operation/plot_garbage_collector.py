"""
Ten thousand sources, few collections
=====================================

With many loops in the middle of an iteration, Python's garbage collector looks all the time and finds
nothing. One line makes it look less often.
"""

# %%
# Every iteration is a task of its own: it comes and goes. The collector counts by how many the objects
# grow in number, and looks at the young ones after a few hundred; so many loops make it look again and
# again. What they leave is free at once, without it: a chain makes no cycles.

import asyncio
import gc

from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.teach.stage import run
from tasktools.taskloop import TaskLoop, TaskLoopGroup

SOURCES = 10_000


async def read(number):
    await asyncio.sleep(1)
    return [number + 1]


def looked():
    return sum(generation["collections"] for generation in gc.get_stats())


async def main():
    loops = [TaskLoop(read, [0]) for _ in range(SOURCES)]
    async with TaskLoopGroup(loops) as group:
        await asyncio.sleep(1.5)  # all are in their second iteration
        gc.collect()
        before = looked()
        await asyncio.sleep(2)
        during = looked() - before
        group.stop()
    return during


# %%
# The line is ``gc.set_threshold``. What it costs: cycles that other parts of the program make are freed
# later, and until then take memory. It is worth writing on Python 3.11 to 3.13; the collector that came
# with Python 3.14 works in small steps and counts otherwise. Measure before you set it, as here.

usual = run(main())
thresholds = gc.get_threshold()
gc.set_threshold(100_000)
try:
    raised = run(main())
finally:
    gc.set_threshold(*thresholds)
if usual > 1:
    print("a twentieth of the collections, or fewer:", raised * 20 < usual)
    assert raised * 20 < usual
else:
    print("this Python's collector hardly looks: leave it as it is")

# %%
# Each of these two seconds has one iteration of every source.

picture = bars(
    {"usual threshold": round(usual, -1), "100,000": raised},
    "Collections in two seconds",
    "collections",
)
picture
