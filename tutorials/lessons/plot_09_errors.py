"""
9. Errors, and how they surface
===============================

A source that fails ends its chain.  The question of this lesson is who hears of it.
"""

# %%
# A program that goes wrong
# -------------------------
#
# The done callback below looks at the task's exception, as a careful callback should, and doesn't go on.

import asyncio

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import TaskLoop as Reference, coromask, simple_fargs_out


class Silent:
    def __init__(self, coro, coro_args, coro_kwargs, *, fargs, time_pause=0.25):
        self.coro, self.fargs, self.payload = coro, fargs, (coro_args, coro_kwargs)

    def create(self):
        task = asyncio.create_task(coromask(self.coro, *self.payload, self.fargs))
        task.add_done_callback(self.decide)

    def decide(self, task):
        if task.cancelled() or task.exception():
            return
        self.payload = task.result()
        self.create()


async def download(number):
    await asyncio.sleep(1)
    if number == 3:
        raise ConnectionError("the cable is out")
    return [number + 1]


async def until_it_fails(tape, make, coro=download):
    reports = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: reports.append(context))
    tape.chain("A", make, coro, [1], {}, fargs=simple_fargs_out).create()
    await asyncio.sleep(5)
    tape.end()
    return [f"{report['message']}: {report['exception']!r}" for report in reports]


silent = Tape()
print("reported:", run(until_it_fails(silent, Silent)))
print("broken:", silent.verdict().rule)

# %%
silent.picture("An error that nobody hears of")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  asyncio is known for "Task exception was never retrieved".  Why doesn't it say so here?
#
# The rule
# --------
#
# Because the exception *was* retrieved: ``task.exception()`` counts. After that nobody else will
# tell, so the chain has to: a failed iteration ends its chain (:rule:`CHAIN.error-ends`), and its
# error is reported at least once (:rule:`CHAIN.error-reported`).
#
# Build it right
# --------------
#
# Hand the error to the event loop's exception handler, as asyncio itself would.


class TaskLoop(Silent):
    def decide(self, task):
        if task.cancelled():
            return
        if error := task.exception():
            message = f"an iteration of {self.coro.__qualname__} failed"
            context = {"message": message, "exception": error}
            asyncio.get_running_loop().call_exception_handler(context)
            return
        self.payload = task.result()
        self.create()


telling = Tape()
print("reported:", run(until_it_fails(telling, TaskLoop)))
print("broken:", telling.verdict())

# %%
telling.picture("An error that is reported")

# %%
# Whichever way a chain ends, nothing of it is left on the event loop, no task and no timer
# (:rule:`CHAIN.nothing-left`): ``tape.end()`` looked. The reference reports in the same way, unless
# somebody awaits the chain: then the error is raised there. A cancelled chain is no failure and ends
# quietly (:rule:`CHAIN.cancelled-quietly`).


async def awaited():
    chain = Reference(download, [1])
    chain.create()
    try:
        await chain
    except ConnectionError as error:
        return f"after {chain.iterations} iterations: {error}"


print(run(awaited()))

# %%
# What you have learned
# ---------------------
#
# You can now find the error of every chain: at the exception handler, or where you await the
# chain (:rule:`CHAIN.awaited`). Cancelling whoever awaits leaves the chain alone
# (:rule:`CHAIN.awaiter-cancelled`). A value that is no payload is named in the error, with the
# coroutine that it came from (:rule:`PAYLOAD.message`).
#
# Check yourself
# --------------
#
# A coroutine that returns ``None`` gives no payload.  Does its chain end, and what is reported?


async def nothing(number):
    await asyncio.sleep(1)


[report] = run(until_it_fails(Tape(), TaskLoop, nothing))
assert "TypeError" in report  # it ends, and says so: PAYLOAD.ends-chain
assert silent.verdict().rule == "CHAIN.error-reported"

# %%
# Where next
# ----------
#
# - Recipes: :mkdocs:`Debugging a chain <gallery/start/plot_4_debugging.md>`,
#   :mkdocs:`Restart after the end <gallery/resilience/plot_restart.md>`.
# - API: :mkdocs:`TaskLoop.result <api/taskloop.md#tasktools.taskloop.TaskLoop.result>`,
#   :mkdocs:`TaskLoop.exception <api/taskloop.md#tasktools.taskloop.TaskLoop.exception>`.
# - Rules: :mkdocs:`CHAIN <specification/chain.md>`.
