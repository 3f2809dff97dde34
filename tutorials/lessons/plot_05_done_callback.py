"""
5. The done-callback chain
==========================

So far a ``while True`` kept the chain going. TaskLoop does it differently: when a task is done, its
callback starts the next one. This lesson shows why, and watches it turn by turn.
"""

# %%
# A program that goes wrong
# -------------------------
#
# This source always has a value ready, so reading it never waits. Beside it is another task that
# wants one turn, no more. The mask is the one that you built in lesson 4; from here on it is imported
# from ``tasktools.taskloop``, where it is called ``coromask``.

import asyncio
import functools

from taskloop_conformance.pictures.callback_ladder import Step, callback_ladder
from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import coromask as mask

ladder = []


def rung(source, target, text):
    ladder.append(Step(asyncio.get_running_loop().turn, source, target, text))


async def ready(number):
    return [number + 1]


async def forever(coro, args, kwargs, fargs, most):
    for number in range(most):  # "while True" would never come back here
        rung("task", "task", f"iteration {number + 1}")
        args, kwargs = await mask(coro, args, kwargs, fargs)
    return args


async def starving():
    other = asyncio.create_task(asyncio.sleep(0))
    args = await forever(ready, [0], {}, lambda given, obtained: obtained, 10_000)
    return args, other.done()


args, had_a_turn = run(starving())
print(f"{args[0]} iterations; meanwhile the other task had its turn: {had_a_turn}")

# %%
# The picture shows who is at work in which turn of the event loop, for the first four iterations.

callback_ladder(ladder[:4])

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  There were ten thousand ``await`` in that loop.  Why did no other task run?
#
# The rule
# --------
#
# ``await`` gives the event loop a turn only where something really waits. :rule:`CHAIN.yields` asks
# for a turn at every renewal, and :rule:`CHAIN.own-task` for a task for each iteration: a task that
# ends always goes through the event loop.
#
# Build it right
# --------------
#
# ``renew`` is the done callback of each iteration's task. It takes the payload out of the task that
# is done, starts the next task and becomes *its* callback. We let it keep a diary of who hands over
# to whom, in which turn of the event loop. The first task is started in the same way.


ladder.clear()


def start(coro, args, kwargs, fargs):
    task = asyncio.get_running_loop().create_task(mask(coro, args, kwargs, fargs))
    task.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))


def renew(task, coro, fargs):
    if task.cancelled():
        return
    args, kwargs = task.result()
    rung("event loop", "done callback", f"renew with payload {args}")
    start(coro, args, kwargs, fargs)
    rung("done callback", "next task", "create_task, add_done_callback")


def fargs(given, obtained):
    rung("task", "event loop", f"done: next is {obtained}")
    return obtained


async def watched(number):
    rung("event loop", "task", f"first step, called with {number}")
    return await ready(number)


async def chained():
    start(watched, [0], {}, fargs)
    others = 0
    while len(ladder) < 8:
        await asyncio.sleep(0)
        others += 1
    return others


print("turns of the other task during two iterations:", run(chained()))
for step in ladder[:8]:
    print(f"turn {step.turn}: {step.source} -> {step.target}: {step.text}")

# %%
# The picture has a rail for each of the four; time goes down. Between a task's end and the next
# task's first step the event loop has its turn, and everybody else with it.

callback_ladder(ladder[:8])

# %%
# The same chain with a coroutine that takes a second, on a tape that also notes what is ready in each
# turn. Move the slider, or press its arrow keys: after ``fargs`` the task is done, in the next turn its
# done callback is what the event loop runs, and in the one after that the next task makes its first
# step. The states are those of the :mkdocs:`transition table <specification/transitions.md>`; a chain
# without control is always running.

tape = Tape(turns=True)


async def taped():
    slow = tape.coro("A", lambda number: asyncio.sleep(1, [number + 1]))
    start(slow, [0], {}, tape.fargs("A", fargs))
    await asyncio.sleep(2.5)


run(taped())
tape.steps("a chain of done callbacks")

# %%
# There is one more gain: the stack doesn't grow, for every callback begins at the event loop
# (:rule:`CHAIN.flat`). And one duty: an event loop keeps only weak references to its tasks, so
# somebody must hold the running one (:rule:`CHAIN.held`). ``renew`` of ``tasktools.taskloop`` does;
# ours holds nothing yet.
#
# What you have learned
# ---------------------
#
# You can now build a chain out of a mask and a done callback, and say in which turn what happens.
#
# Check yourself
# --------------
#
# Each iteration of the chain costs a few turns of the event loop. In which turns did ``renew`` run
# the first two times, if the first step fell into turn 2?

renewals = [step.turn for step in ladder if step.target == "done callback"]
assert renewals[:2] == [3, 5]  # the turn after the task is done, each time
assert not had_a_turn  # beside the first program's loop

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`Ten thousand sources, few collections <gallery/operation/plot_garbage_collector.md>`.
# - API: :mkdocs:`renew <api/taskloop.md#tasktools.taskloop.renew>`.
# - Rules: :mkdocs:`CHAIN <specification/chain.md>`.
