"""
From the published package
==========================

A program written for the published ``tasktools`` keeps its calls: this page runs them, in the
published style, on this reference, and shows what to look at.
"""

# %%
# The calls that stay
# -------------------
#
# The import, the constructor with its positional arguments, ``create()`` and the four signals,
# under their published names. What runs here is the reference: the build of a page installs no
# release. Releases were measured apart, and what became of each rule in each of them stands in
# :mkdocs:`the table of verdicts <verdicts/matrix.md>`.

import asyncio
import functools

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import Steps, TaskLoop, coromask, renew, simple_fargs_out


async def count(number, *, step=1):
    await asyncio.sleep(1)
    return [number + step]


async def published_style(tape):
    def make(coro, args, kwargs, fargs):
        return TaskLoop(coro, args, kwargs, Steps.START, fargs)

    chain = tape.chain("A", make, count, [1], {"step": 2}, fargs=simple_fargs_out)
    chain.create()
    await asyncio.sleep(2.5)
    chain.pause()
    await asyncio.sleep(2)
    chain.task_continue()
    await asyncio.sleep(1.5)
    chain.stop()
    await asyncio.sleep(1)
    return chain.result()


tape = Tape()
print("last payload:", run(published_style(tape)))
print("broken:", tape.verdict())

# %%
# Both ways to register ``renew`` are in use; both work (:rule:`CHAIN.keyword-registration`,
# :rule:`CHAIN.task-registration`).


async def registered(how):
    calls = []

    async def tick(number):
        calls.append(number)
        await asyncio.sleep(1)
        return [number + 1]

    task = asyncio.create_task(coromask(tick, [1], {}, simple_fargs_out))
    if how == "keywords":
        task.add_done_callback(functools.partial(renew, coro=tick, fargs=simple_fargs_out))
    else:
        task.add_done_callback(functools.partial(renew, task, tick, simple_fargs_out))
    await asyncio.sleep(3.5)
    return calls


print("by keyword: ", run(registered("keywords")))
print("task first: ", run(registered("task")))
assert run(registered("keywords")) == run(registered("task")) == [1, 2, 3, 4]

# %%
# What to look at
# ---------------
#
# - Both distributions hold a package ``tasktools``, so only one of them can be installed: take the
#   old one out first, then install the reference from its checkout.
#
#   .. code-block:: console
#
#      $ python -m pip uninstall tasktools
#      $ python -m pip install path/to/the/checkout
#
# - The argument ``loop`` isn't needed inside a running event loop (:rule:`CHAIN.running-loop`).
# - A chain can be awaited, and it raises its error there.
# - What ``fargs`` gives must be a payload; anything else ends the chain with a TypeError that says so
#   (:rule:`PAYLOAD.ends-chain`).
# - The reference prints nothing of its own (:rule:`ISOLATION.quiet`): all output is the program's.
#
# Which rules the release breaks that you come from, the suite tells you:
#
# .. code-block:: console
#
#    $ taskloop-conformance run --from 'tasktools==1.2.0'

picture = tape.picture("Published calls, kept payload")
picture
