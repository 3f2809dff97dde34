"""
8. STOP and CANCEL
==================

STOP says: finish what you are doing, then end. CANCEL says: now. A coroutine has a word in the
second case, and some coroutines don't want to hear it.
"""

# %%
# A program that goes wrong
# -------------------------
#
# This source saves its file when it is cancelled, and returns as if nothing had been. It *swallows*
# the cancellation. The TaskLoop is that of the last lesson with two more signals, without the pause
# to keep it short.

import asyncio

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import coromask, simple_fargs_out


class Revived:
    def __init__(self, coro, coro_args, coro_kwargs, *, fargs, time_pause=0.25):
        self.coro, self.fargs, self.wish = coro, fargs, "CONTINUE"
        self.payload = (coro_args, coro_kwargs)

    def create(self):
        self.task = asyncio.create_task(coromask(self.coro, *self.payload, self.fargs))
        self.task.add_done_callback(self.decide)

    def stop(self):
        self.wish = "STOP"

    def cancel(self):
        self.task.cancel()

    def decide(self, task):
        if task.cancelled() or self.wish == "STOP":
            return
        self.payload = task.result()
        self.create()


async def stubborn(number):
    try:
        await asyncio.sleep(2)
    except asyncio.CancelledError:
        await asyncio.sleep(0.5)  # saves its file
    return [number + 1]


async def signalled(tape, make, signal):
    chain = tape.chain("A", make, stubborn, [1], {}, fargs=simple_fargs_out)
    chain.create()
    await asyncio.sleep(3)
    getattr(chain, signal)()
    await asyncio.sleep(5)


revived = Tape()
run(signalled(revived, Revived, "cancel"))
print("broken:", revived.verdict().rule)

# %%
revived.picture("A cancelled chain that lives on")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  The chain was told to end at 3 s.  Who decided that it goes on?
#
# The rule
# --------
#
# The coroutine did, by returning. It may clean up, but it doesn't decide: a swallowed cancellation
# revives nothing (:rule:`CANCEL.swallowed`), and STOP and CANCEL are final (:rule:`CONTROL.final`).
#
# Build it right
# --------------
#
# The chain must remember that it was cancelled, for no iteration may follow (:rule:`CANCEL.ends`). The
# task's own ``cancelled()`` can't know. A second CANCEL finds the coroutine cleaning up, and must leave
# it alone (:rule:`CANCEL.cleanup`).


class TaskLoop(Revived):
    def cancel(self):
        if self.wish != "CANCEL":  # a second CANCEL must not disturb the clean-up
            self.wish = "CANCEL"
            self.task.cancel()

    def stop(self):
        if self.wish != "CANCEL":
            self.wish = "STOP"

    def decide(self, task):
        if not task.cancelled() and self.wish not in ("STOP", "CANCEL"):
            self.payload = task.result()
            self.create()


ended = Tape()
run(signalled(ended, TaskLoop, "cancel"))
print("CANCEL, broken:", ended.verdict())

# %%
ended.picture("CANCEL reaches the coroutine at once, and ends the chain")

# %%
# In the table of states, the cancelled chain went from *running* to *cancelling*, and whatever its
# coroutine does there, the next state is *ended*:

ended.diagram()

# %%
# STOP is the gentle one: the running iteration completes, ``fargs`` included
# (:rule:`STOP.completes`), then the chain ends (:rule:`STOP.ends`).

stopped = Tape()
run(signalled(stopped, TaskLoop, "stop"))
print("STOP, broken:", stopped.verdict())
stopped.picture("STOP lets the iteration complete")

# %%
# What you have learned
# ---------------------
#
# You can now end a chain gently or at once, and be sure that it has ended. A coroutine that
# raises ``CancelledError`` by itself ends its chain as quietly (:rule:`CHAIN.own-cancellation`),
# and of a chain that has ended nothing is kept (:rule:`CHAIN.nothing-kept`).
#
# Check yourself
# --------------
#
# The signals came at 3 s.  When did the coroutine end after CANCEL, and when after STOP?


def end_of(tape):
    return max(event.at for event in tape.events if event.kind == "return")


assert end_of(ended) == 3.5  # after its clean-up
assert end_of(stopped) == 4.0  # after the whole iteration

# %%
# Where next
# ----------
#
# - Recipes: :mkdocs:`Graceful shutdown on Ctrl-C <gallery/operation/plot_shutdown.md>`,
#   :mkdocs:`Graceful shutdown with a limit <gallery/operation/plot_shutdown_limit.md>`.
# - API: :mkdocs:`TaskLoop.stop <api/taskloop.md#tasktools.taskloop.TaskLoop.stop>`,
#   :mkdocs:`TaskLoop.cancel <api/taskloop.md#tasktools.taskloop.TaskLoop.cancel>`.
# - Rules: :mkdocs:`STOP <specification/stop.md>`,
#   :mkdocs:`CANCEL <specification/cancel.md>`,
#   :mkdocs:`CONTROL <specification/control.md>`.
