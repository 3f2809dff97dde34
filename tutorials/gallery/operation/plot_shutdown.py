"""
Graceful shutdown on Ctrl-C
===========================

Ctrl-C means: finish what you are doing, then end.  That is STOP.
"""

# %%
# ``add_signal_handler`` turns SIGINT into a signal for the group (on Windows, use
# ``signal.signal``). To show it, the program sends SIGINT to itself in the middle of its third
# iteration.

import asyncio
import os
import signal

from taskloop_conformance.pictures.bars import bars
from tasktools.taskloop import TaskLoop, TaskLoopGroup

begun, finished = [], []


async def work(name, number):
    begun.append((name, number))
    if (name, number) == ("slow", 3):
        os.kill(os.getpid(), signal.SIGINT)
    await asyncio.sleep(0.02)
    finished.append((name, number))
    return [name, number + 1]


async def main():
    loop = asyncio.get_running_loop()
    group = TaskLoopGroup([TaskLoop(work, ["slow", 1])])
    loop.add_signal_handler(signal.SIGINT, group.stop)
    try:
        async with group:
            await group.wait()
    finally:
        loop.remove_signal_handler(signal.SIGINT)


asyncio.run(asyncio.wait_for(main(), 10))
print("begun:   ", begun)
print("finished:", finished)
assert begun == finished
assert begun[-1] == ("slow", 3)

# %%
# The third iteration completed although the signal came as it began (:rule:`STOP.completes`), and
# there is no fourth (:rule:`STOP.ends`). For a second Ctrl-C, let the handler call
# ``group.cancel``.

picture = bars(
    {"begun": len(begun), "finished": len(finished)},
    "Iterations at a graceful shutdown",
    "iterations",
)
picture
