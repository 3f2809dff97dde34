"""
1. Why not a for loop
=====================

You have several sources. Each delivers its values at a frequency of its own, and you want all of
them. The first thing that comes to mind is a ``for`` loop over the sources. Let us measure it.
"""

# %%
# A program that goes wrong
# -------------------------
#
# Reading a source means waiting for its next value: one second for ``fast``, five for ``slow``. The
# program runs on a *virtual clock*: where a real event loop would sleep, this one moves its clock,
# so thirty seconds pass in a moment and every run is the same. ``tape.coro`` is the same coroutine
# function, with a note taken at each call and return; ``tape.fargs`` notes what the next call should
# be given: the same again. From its notes the tape can tell which rule was broken.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run

SOURCES = {"fast": 1, "slow": 5}


async def read(period):
    """Wait for the next value of a source."""
    await asyncio.sleep(period)
    return now()


def same(given, obtained):
    return given


async def read_noted(tape, name):
    coro, fargs, given = tape.coro(name, read), tape.fargs(name, same), [SOURCES[name]]
    obtained = await coro(*given)
    fargs(given, obtained)


async def one_after_the_other(tape, seconds):
    readings = dict.fromkeys(SOURCES, 0)
    while now() < seconds:
        for name in SOURCES:
            await read_noted(tape, name)
            readings[name] += 1
    return readings


in_turn = Tape()
counted = run(one_after_the_other(in_turn, 30))
print("in 30 seconds, one after the other:", counted)
print("broken:", in_turn.verdict().rule)

# %%
in_turn.picture("A for loop over two sources")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.** ``fast`` had thirty values to give in thirty seconds. Who decided that we read five
# of them?
#
# The rule
# --------
#
# The slow source did: while the loop waits for it, nobody reads the fast one.
# :rule:`CHAIN.independent` forbids exactly this: no source may wait for another.
#
# Build it right
# --------------
#
# Give each source a task of its own. The event loop then wakes whichever has something, and none of
# them knows the others.


async def read_for(tape, name, readings):
    while True:
        await read_noted(tape, name)
        readings[name] += 1


async def side_by_side(tape, seconds):
    readings = dict.fromkeys(SOURCES, 0)
    tasks = [asyncio.create_task(read_for(tape, name, readings)) for name in SOURCES]
    await asyncio.sleep(seconds + 0.5)
    for task in tasks:
        task.cancel()
    return readings


apart = Tape()
counted_apart = run(side_by_side(apart, 30))
print("in 30 seconds, a task each:", counted_apart)
print("broken:", apart.verdict())

# %%
apart.picture("A task for each source")

# %%
# What you have learned
# ---------------------
#
# You can now say why sources need *free tasks*: with N sources in one loop, everybody gets the
# frequency of the sum of all waits.
#
# Check yourself
# --------------
#
# ``asyncio.gather`` reads all sources at once and waits for all of them. How many values of
# ``fast`` do you get in thirty seconds if you gather again and again? Write your number down before
# you open the answer.


async def gathered(seconds):
    readings = dict.fromkeys(SOURCES, 0)
    while now() < seconds:
        await asyncio.gather(*map(read, SOURCES.values()))
        readings = {name: count + 1 for name, count in readings.items()}
    return readings


assert run(gathered(30))["fast"] == 6  # as slow as the slowest
assert counted == {"fast": 5, "slow": 5}
assert counted_apart == {"fast": 30, "slow": 6}

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`Many sources into one sink <gallery/sources/plot_many_sources.md>`.
# - API: :mkdocs:`TaskLoopGroup <api/taskloop.md#tasktools.taskloop.TaskLoopGroup>`.
# - Rules: :mkdocs:`CHAIN <specification/chain.md>`,
#   :mkdocs:`ISOLATION <specification/isolation.md>`.
