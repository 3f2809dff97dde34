"""
3. The payload: same input or changing
======================================

What does the next iteration get as its input? The same as this one, or something that depends on
what this one gave? That is for the program to say, and it says so with a function called ``fargs``.
"""

# %%
# A program that goes wrong
# -------------------------
#
# ``count`` takes a number and returns the next one. It is run for ever, as in the last lesson. The
# function ``following`` makes the next input of the last input and the last output.

import asyncio

from taskloop_conformance.teach.stage import Tape, run


async def count(number):
    print("counting", number)
    await asyncio.sleep(1)
    return number + 1


def following(args, obtained):
    return [obtained]


async def forgetful(coro, args, fargs):
    while True:
        obtained = await coro(*args)
        fargs(args, obtained)


async def watch(tape, chain, args, fargs, seconds=3.5):
    task = asyncio.create_task(chain(tape.coro("A", count), args, tape.fargs("A", fargs)))
    await asyncio.sleep(seconds)
    task.cancel()
    return tape.verdict()


stuck = Tape()
broken = run(watch(stuck, forgetful, [1], following))
print("broken:", broken.rule)

# %%
stuck.picture("The next payload is made, and forgotten")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  ``fargs`` was called, and it gave the right thing.  Why does the number stay 1?
#
# The rule
# --------
#
# What ``fargs(input, output)`` gives is the *payload* of the next call: :rule:`CHAIN.next-payload`.
# The picture marks where the first call came with another one: p0 is the payload that the chain
# began with, pN the one that its Nth iteration made.
#
# Build it right
# --------------
#
# One assignment is missing.


async def forever(coro, args, fargs):
    while True:
        obtained = await coro(*args)
        args = fargs(args, obtained)


moving = Tape()
print("broken:", run(watch(moving, forever, [1], following)))

# %%
moving.picture("The next payload is used")

# %%
# The two answers that are wanted most often have names. ``simple_fargs`` gives the input back, so
# every iteration gets the same (:rule:`FARGS.input`). ``simple_fargs_out`` gives the output, so the
# coroutine itself returns its next payload (:rule:`FARGS.output`). A payload is a list or tuple of
# arguments (:rule:`PAYLOAD.args-form`), or a pair of those and keyword arguments
# (:rule:`PAYLOAD.pair-form`).

from tasktools.taskloop import simple_fargs, simple_fargs_out

print("input again: ", simple_fargs([1], 2))
print("output next: ", simple_fargs_out([1], [2]))

run(watch(Tape(), forever, [7], simple_fargs, seconds=2.5))

# %%
# What you have learned
# ---------------------
#
# You can now decide, for each source, whether its input stays or changes, without touching the
# coroutine. The input given back means the same call again, whatever its shape
# (:rule:`PAYLOAD.same-input`).
#
# Check yourself
# --------------
#
# Here is a payload with a memory: the last input and the output. It begins with ``[1, 2]``, and the
# coroutine adds its arguments up. Which payload is the fourth one that it makes?


def last_two(args, obtained):
    return [args[-1], obtained]


payloads = [[1, 2]]
for _ in range(4):
    payloads.append(last_two(payloads[-1], sum(payloads[-1])))
assert payloads[-1] == [8, 13]  # after [2, 3], [3, 5] and [5, 8]: Fibonacci's numbers
assert broken.rule == "CHAIN.next-payload"

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`An interval that changes while the source runs <gallery/sources/plot_changing_interval.md>`.
# - API: :mkdocs:`simple_fargs <api/taskloop.md#tasktools.taskloop.simple_fargs>`,
#   :mkdocs:`simple_fargs_out <api/taskloop.md#tasktools.taskloop.simple_fargs_out>`.
# - Rules: :mkdocs:`PAYLOAD <specification/payload.md>`,
#   :mkdocs:`FARGS <specification/fargs.md>`.
