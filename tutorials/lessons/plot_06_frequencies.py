"""
6. Independent frequencies
==========================

One chain works.  Now start several, each at its own frequency, and let a day go by.
"""

# %%
# A program that goes wrong
# -------------------------
#
# To start a chain in one line, somebody wrote ``start``. The argument ``history`` is handy: if you
# give none, it is empty. The mask of lesson 4 and the callback of lesson 5, ``renew``, now come from
# ``tasktools.taskloop``.

import asyncio
import functools

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import coromask as mask, renew, simple_fargs

HOUR = 3600


async def read(name, period, history):
    await asyncio.sleep(period)
    history.append(name)


def start(coro, name, period, history=[]):
    task = asyncio.create_task(mask(coro, [name, period, history], {}, simple_fargs))
    task.add_done_callback(functools.partial(renew, coro=coro, fargs=simple_fargs))
    return history


async def two_hours(tape):
    wind = start(tape.coro("wind", read), "wind", 0.5 * HOUR)
    rain = start(tape.coro("rain", read), "rain", 1 * HOUR)
    await asyncio.sleep(2.25 * HOUR)
    return wind, rain


shared = Tape()
wind, rain = run(two_hours(shared))
print("wind:", wind)
print("rain:", rain)

# %%
# The picture looks right: each chain runs at its own frequency.  What went wrong is in what they remember.

shared.picture("Two chains that share a list")

# %%
# **Question.**  It rained as often as there was wind, it seems.  Who wrote wind into the rain's history?
#
# The rule
# --------
#
# Both chains have the *same* list: Python makes a default argument once. :rule:`ISOLATION.defaults`
# and :rule:`ISOLATION.payloads` forbid it: chains share nothing, neither payloads nor signals
# (:rule:`ISOLATION.signals`).
#
# Build it right
# --------------
#
# A chain's only memory is its payload, which is its own.  So the number of readings belongs in there.


async def observe(name, period, readings):
    await asyncio.sleep(period)
    return readings + 1


def counting(args, obtained):
    name, period, _ = args
    return [name, period, obtained]


def begin(tape, name, period):
    coro, fargs = tape.coro(name, observe), tape.fargs(name, counting)
    task = asyncio.create_task(mask(coro, [name, period, 0], {}, fargs))
    task.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


async def a_day(tape, periods):
    for name, hours in periods.items():
        begin(tape, name, hours * HOUR)
    await asyncio.sleep(24.5 * HOUR)


day = Tape()
run(a_day(day, {"rain": 3, "sun": 4, "tide": 6, "wind": 8}))
for name in ("rain", "sun", "tide", "wind"):
    print(
        name,
        sum(event.chain == name and event.kind == "return" for event in day.events),
        "readings",
    )
print("broken:", day.verdict())

# %%
# One picture of that day.  Where two sources have a value at the same instant, none waits for the other.

day.picture("A day of four sources")

# %%
# You can now
# -----------
#
# start as many chains as there are sources. Each begins at once (:rule:`CHAIN.starts`), and keeps its
# own frequency and its own memory.
#
# Check yourself
# --------------
#
# A day in earnest: a thousand chains, from every six minutes to every hundred hours. The virtual
# clock runs it in well under a second. How many readings does the fastest chain have, and how many
# chains have none?


async def thousand():
    readings = dict.fromkeys(range(1, 1001), 0)

    async def count(number):
        await asyncio.sleep(number * HOUR / 10)
        readings[number] += 1

    for number in readings:
        task = asyncio.create_task(mask(count, [number], {}, simple_fargs))
        task.add_done_callback(functools.partial(renew, coro=count, fargs=simple_fargs))
    await asyncio.sleep(24.05 * HOUR)
    return readings


readings = run(thousand())
assert readings[1] == 240
assert sum(count == 0 for count in readings.values()) == 760
assert wind is rain  # the mistake of the first program
