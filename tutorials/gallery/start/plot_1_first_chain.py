"""
A first chain on a real clock
=============================

The lessons run on a virtual clock. Your program doesn't: here is a small one on asyncio's own event
loop, from the first value to the end.
"""

# %%
# One source, five values
# -----------------------
#
# A coroutine function reads its source once. ``[1]`` holds the arguments of the first call, and what
# the coroutine returns are the arguments of the next call, in a list. ``create()`` starts the chain
# (:rule:`CHAIN.starts`); ``await chain`` waits until the chain has ended. Here the coroutine itself
# says when that is: ``current()`` gives it its own chain.

import asyncio

from tasktools.taskloop import TaskLoop, current


async def read(number):
    await asyncio.sleep(0.1)  # stands for your socket, your file, your sensor
    print("value", number)
    if number == 5:
        current().stop()
    return [number + 1]


async def five_values():
    chain = TaskLoop(read, [1])
    chain.create()
    await chain
    return chain


chain = asyncio.run(five_values())
print(chain.iterations, "iterations, ended by", chain.ended_by)
assert chain.iterations == 5

# %%
# That took half a second of real time. Each call was a task of its own, which the end of the task
# before had started (:rule:`CHAIN.continues`, :rule:`CHAIN.own-task`).
#
# A program that does something else meanwhile
# --------------------------------------------
#
# Most programs don't wait for one chain. ``async with`` starts it, the program goes on, and leaving
# the block stops the chain and waits for its end. In between the program pauses the chain and lets
# it go on. It waits for the third value with an ``asyncio.Event``, not with a sleep: how long
# something takes on a real clock is never quite the same.

third = asyncio.Event()
values = []


async def note(number):
    await asyncio.sleep(0.05)
    values.append(number)
    if number == 3:
        third.set()
    return [number + 1]


async def busy():
    async with TaskLoop(note, [1]) as chain:
        await third.wait()
        chain.pause()
        await asyncio.sleep(0.2)  # the running iteration completes, if there is one
        before = len(values)
        await asyncio.sleep(0.3)  # time for six more, if it were not paused
        print("paused:", chain.state, "- new values:", len(values) - before)
        chain.task_continue()
        while len(values) < before + 2:
            await asyncio.sleep(0.01)
    return chain


chain = asyncio.run(busy())
print("no value lost or read twice:", values == list(range(1, len(values) + 1)))
print("after the block:", chain.state)
assert values == list(range(1, len(values) + 1))

# %%
# The chain went on with the payload that it had kept (:rule:`CONTINUE.kept-payload`).
#
# Seen as a picture
# -----------------
#
# Nothing can be drawn of a real clock that would be the same next time. So the first program runs
# once more, on the virtual clock that the lessons use, which keeps a tape
# (:mkdocs:`How to read these pictures <pictures.md>`).

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import simple_fargs_out


async def on_the_stage(tape):
    chain = tape.chain("A", TaskLoop, read, [1], fargs=simple_fargs_out)
    chain.create()
    await chain


tape = Tape()
run(on_the_stage(tape))

picture = tape.picture("Five values of one source")
picture

# %%
# Next: :mkdocs:`TaskLoop and TaskLoopGroup in use <gallery/start/plot_2_in_use.md>`, or the
# :mkdocs:`API of TaskLoop <api/taskloop.md#tasktools.taskloop.TaskLoop>`.
