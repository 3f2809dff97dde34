"""
2. One coroutine, for ever
==========================

A source is read by a coroutine, and a coroutine ends.  So something has to start it again.
"""

# %%
# A program that goes wrong
# -------------------------
#
# The last lesson said: a task for each source.  Here they are.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run

SOURCES = {"fast": 1, "slow": 5}


async def read(period):
    await asyncio.sleep(period)
    return now()


def same(given, obtained):
    return given


async def read_noted(tape, name):
    coro, fargs, given = tape.coro(name, read), tape.fargs(name, same), [SOURCES[name]]
    obtained = await coro(*given)
    fargs(given, obtained)
    return obtained


async def a_task_each(tape):
    tasks = [asyncio.create_task(read_noted(tape, name)) for name in SOURCES]
    await asyncio.sleep(20)
    tape.end()  # a note that nothing is left
    return [task.result() for task in tasks]


once = Tape()
print("values came at", run(a_task_each(once)), "and the program waited until 20")
print("broken:", once.verdict().rule)

# %%
once.picture("A task for each source, once", until=20)

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.** No error, no warning, and after five seconds nothing more. Where is the second value
# of ``fast``?
#
# The rule
# --------
#
# Nobody asked for it. :rule:`CHAIN.continues` says that a finished iteration is followed by the
# next one, and :rule:`CHAIN.nothing-added` that nothing lies between them: no sleep, no polling.
# Let us call the repeated calls a *chain* and each call an *iteration*.
#
# Build it right
# --------------
#
# The smallest chain is a loop that awaits the coroutine again and again. Notice what it does *not*
# do: it doesn't know how long an iteration takes. The coroutine sets the pace, because it waits for
# its source.


async def forever(coro, *args):
    while True:
        await coro(*args)


async def a_chain_each(tape):
    chains = [asyncio.create_task(forever(read_noted, tape, name)) for name in SOURCES]
    await asyncio.sleep(20.5)
    for chain in chains:
        chain.cancel()


again = Tape()
run(a_chain_each(again))
for name in SOURCES:
    ends = [e.at for e in again.events if e.chain == name and e.kind == "return"]
    print(f"{name}: {len(ends)} values, the last at {ends[-1]}")
print("broken:", again.verdict())

# %%
again.picture("A chain for each source")

# %%
# What you have learned
# ---------------------
#
# You can now repeat a coroutine for ever, with the frequency that its source has.
#
# Check yourself
# --------------
#
# Two iterations of one chain never overlap (:rule:`CHAIN.no-overlap`). If ``read`` takes three
# seconds instead of one, how many values does a chain read within 20 seconds?


async def how_many(period, seconds):
    values = []

    async def reading():
        values.append(await read(period))

    chain = asyncio.create_task(forever(reading))
    await asyncio.sleep(seconds)
    chain.cancel()
    return len(values)


assert run(how_many(3, 20)) == 6  # at 3, 6, 9, 12, 15 and 18

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`A first chain on a real clock <gallery/start/plot_1_first_chain.md>`.
# - API: :mkdocs:`TaskLoop <api/taskloop.md#tasktools.taskloop.TaskLoop>`.
# - Rules: :mkdocs:`CHAIN <specification/chain.md>`.
