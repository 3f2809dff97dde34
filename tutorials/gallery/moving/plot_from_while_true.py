"""
From a hand-written while True
==============================

You have a coroutine that loops by itself. What becomes of its variables, its ``sleep``, its ``try``
and its flag?
"""

# %%
# Before
# ------
#
# The loop, the state, the pace and the way to stop it all live in one function.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop


async def poll(stopping, seen):
    total, number = 0, 1
    while not stopping.is_set():
        await asyncio.sleep(2)
        total += number
        seen.append((now(), total))
        number += 1


async def before():
    stopping, seen = asyncio.Event(), []
    task = asyncio.create_task(poll(stopping, seen))
    await asyncio.sleep(9)
    stopping.set()
    await task
    return seen


# %%
# After
# -----
#
# - the body of the loop is the coroutine;
# - the variables that live on are its arguments, and what it returns are their next values;
# - the flag is ``stop()``, and ``pause()`` comes for free.


async def poll_once(seen, total, number):
    await asyncio.sleep(2)
    seen.append((now(), total + number))
    return [seen, total + number, number + 1]


async def after(tape):
    first = [[], 0, 1]
    chain = tape.chain("A", TaskLoop, poll_once, first, fargs=lambda args, obtained: obtained)
    chain.create()
    await asyncio.sleep(9)
    chain.stop()
    await chain
    seen, *numbers = first
    assert numbers == [0, 1]
    return seen


tape = Tape()
print("before:", run(before()))
print("after: ", run(after(tape)))
assert run(before()) == run(after(Tape()))

# %%
# Same values, same times. The list ``seen`` goes from iteration to iteration as the same object
# (:rule:`PAYLOAD.same-objects`), and the arguments that the chain was started with stay as they were
# (:rule:`ISOLATION.arguments`). A ``try`` that retries stays in the coroutine: see the recipe *Retry with
# back-off*.

picture = tape.picture("A while loop as a chain")
picture
