"""
Signals from another thread
===========================

A window, a web server or a button lives in a thread of its own. Its signals reach a chain all the
same.
"""

# %%
# A signal from another thread is handed to the event loop, which sees it at once, even when it is
# idle. Below a thread plays the part of the window: it pauses a chain, lets it go on, and stops it.
# In between it waits for what the chain puts into a queue.

import asyncio
import queue
import threading

from taskloop_conformance.pictures.bars import bars
from tasktools.taskloop import State, TaskLoop

readings = queue.Queue()


async def read(number):
    readings.put(number)
    await asyncio.sleep(0.05)
    return [number + 1]


def window(chain):
    def wait_for(number):
        while readings.get(timeout=5) < number:
            pass

    wait_for(2)
    chain.pause()
    while chain.state is not State.PAUSED:  # the running iteration completes
        threading.Event().wait(0.01)
    paused = chain.iterations
    chain.task_continue()
    wait_for(paused + 1)
    chain.stop()
    return paused


async def main():
    chain = TaskLoop(read, [0])
    chain.create()
    paused = await asyncio.to_thread(window, chain)
    await chain
    return paused, chain.iterations


paused, ended = asyncio.run(asyncio.wait_for(main(), 10))
print("iterations until the pause:", paused)
print("iterations after it:", ended - paused)
assert paused >= 3
assert ended >= paused + 2

# %%
# Everything else (``create()``, ``await``, ``result()``) belongs to the thread of the event loop;
# ``create()`` from another one is refused. The specification recommends that a signal from a thread
# works or is refused (:rule:`CONTROL.threads`).

counts = {"until the pause": paused, "after it": ended - paused}
picture = bars(counts, "Paused, continued and stopped by a thread", "iterations")
picture
