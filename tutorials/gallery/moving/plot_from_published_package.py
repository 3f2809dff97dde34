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
# - The argument ``loop`` isn't needed inside a running event loop (:rule:`CHAIN.running-loop`). Before
#   it runs, ``create()`` takes the event loop that ``asyncio.set_event_loop`` has set; where there is
#   none, it says so.
# - Signals may come from any thread (:rule:`CONTROL.threads`), ``create()`` may not.
# - ``coromask(coro, args, fargs)``, as the oldest programs have it, is a TypeError that shows the
#   call: ``coromask(coro, args, {}, fargs)``.
# - ``tasktools.scheduler`` and ``tasktools.assignator`` aren't here, and importing one says so. What
#   they did, dealing chains out and starting them, is a few lines with ``TaskLoopGroup``, and over
#   many processes with dask: see "Many sources into one sink" and "Sources sharded over processes".
# - A chain can be awaited, and it raises its error there.
# - What ``fargs`` gives must be a payload; anything else ends the chain with a TypeError that says so
#   (:rule:`PAYLOAD.ends-chain`).
# - The reference prints nothing of its own (:rule:`ISOLATION.quiet`): all output is the program's.
#
# Keywords that meant something
# -----------------------------
#
# In release 1.2.0 a payload with ``{"stop": True}`` ends a chain of ``renew``, one with
# ``{"exception": error}`` ends a ``TaskLoop``, and a ``TaskLoop`` hands itself to the first call, as
# the keyword ``taskloop``. Here a keyword argument is the coroutine's own, whatever its name
# (:rule:`MASK.any-names`); a payload that would have ended its chain there gets a warning. To keep
# such a program as it is, wrap its ``fargs``; and instead of the keyword ``taskloop``, ask for
# ``current()``.

from tasktools.conventions import published_keywords
from tasktools.taskloop import current


async def count_to_three(number, **options):
    await asyncio.sleep(1)
    print("reading", number, "of", current().name)
    return [number + 1], {"stop": number == 3}


chain = TaskLoop(count_to_three, [1], fargs=published_keywords(simple_fargs_out))
run(chain.run())
print("ended after", chain.iterations + 1, "calls")
assert chain.iterations == 2

# %%
# Which rules the release breaks that you come from, the suite tells you:
#
# .. code-block:: console
#
#    $ taskloop-conformance run --from 'tasktools==1.2.0'

picture = tape.picture("Published calls, kept payload")
picture
