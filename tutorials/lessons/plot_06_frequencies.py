"""
6. Independent frequencies
==========================

One chain works.  Now start several, each at its own frequency, and let a day go by.
"""

# %%
# A program that goes wrong
# -------------------------
#
# Two sources, each with a number of readings in its payload. Somebody found it wasteful to make a
# new list for each iteration, and let ``counting`` keep one. The mask of lesson 4 and the callback
# of lesson 5, ``renew``, now come from ``tasktools.taskloop``.

import asyncio
import functools

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import coromask as mask, renew, simple_fargs

HOUR = 3600


async def observe(name, period, readings):
    await asyncio.sleep(period)
    return readings + 1


def thrifty(args, obtained, latest=[]):
    latest[:] = [args[0], args[1], obtained]
    return latest


def begin(tape, name, period, counting):
    coro, fargs = tape.coro(name, observe), tape.fargs(name, counting)
    task = asyncio.create_task(mask(coro, [name, period, 0], {}, fargs))
    task.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


async def hours(tape):
    begin(tape, "wind", 0.5 * HOUR, thrifty)
    begin(tape, "rain", 1 * HOUR, thrifty)
    await asyncio.sleep(3.25 * HOUR)


shared = Tape()
run(hours(shared))
print("broken:", shared.verdict().rule)

# %%
# Until the end of the first hour each chain has its own frequency.

shared.picture("Two chains that share a list")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  After the first hour the two chains run at one frequency, and the tape says that one
# was called with a payload of the other. Where did they meet?
#
# The rule
# --------
#
# In ``latest``: Python makes a default argument once, so both chains have the *same* list, and
# whoever writes last decides what both are called with. It shows when both end at the same instant.
# :rule:`ISOLATION.payloads` and :rule:`ISOLATION.defaults` forbid it: chains share nothing, neither
# payloads nor signals (:rule:`ISOLATION.signals`).
#
# Build it right
# --------------
#
# A chain's only memory is its payload, which is its own: a new list for each iteration.


def counting(args, obtained):
    name, period, _ = args
    return [name, period, obtained]


async def a_day(tape, periods):
    for name, hours in periods.items():
        begin(tape, name, hours * HOUR, counting)
    await asyncio.sleep(24.5 * HOUR)


day = Tape()
run(a_day(day, {"rain": 3, "sun": 4, "tide": 6, "wind": 8}))
for name in ("rain", "sun", "tide", "wind"):
    ends = [event for event in day.events if event.chain == name and event.kind == "return"]
    print(name, len(ends), "readings")
print("broken:", day.verdict())

# %%
# One picture of that day.  Where two sources have a value at the same instant, none waits for the other.

day.picture("A day of four sources")

# %%
# What you have learned
# ---------------------
#
# You can now start as many chains as there are sources. Each begins at once
# (:rule:`CHAIN.starts`), and keeps its own frequency and its own memory. That holds for context
# variables too: what is set before the start is seen by every iteration
# (:rule:`ISOLATION.context-start`), and what an iteration sets by no later one
# (:rule:`ISOLATION.context-iteration`) and by no other chain (:rule:`ISOLATION.context`).
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
assert shared.verdict().rule == "ISOLATION.payloads"

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`TaskLoop and TaskLoopGroup in use <gallery/start/plot_2_in_use.md>`.
# - API: :mkdocs:`TaskLoopGroup <api/taskloop.md#tasktools.taskloop.TaskLoopGroup>`.
# - Rules: :mkdocs:`ISOLATION <specification/isolation.md>`,
#   :mkdocs:`CHAIN <specification/chain.md>`.
