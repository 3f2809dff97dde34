"""
7. PAUSE and CONTINUE
=====================

Hold a source back for a while, and let it go on where it was.  Where exactly was it?
"""

# %%
# A program that goes wrong
# -------------------------
#
# Here is a TaskLoop made of what you have built: ``coromask`` is the mask of lesson 4, ``decide`` is
# the callback of lesson 5 with a choice in it. A signal only sets a *wish*; the one decision
# falls in the done callback. During a pause the chain runs a short sleep instead of your coroutine,
# again and again.

import asyncio

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import coromask, simple_fargs_out


class Forgetful:
    def __init__(self, coro, coro_args, coro_kwargs, *, fargs, time_pause=0.25):
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload = (coro_args, coro_kwargs)
        self.wish, self.paused = "CONTINUE", False

    def create(self):
        self.schedule(coromask(self.coro, *self.payload, self.fargs))

    def schedule(self, step):
        self.task = asyncio.get_running_loop().create_task(step)
        self.task.add_done_callback(self.decide)

    def pause(self):
        self.wish = "PAUSE"

    def task_continue(self):
        self.wish = "CONTINUE"

    def decide(self, task):
        if task.cancelled():
            return
        if self.wish == "PAUSE":
            self.schedule(asyncio.sleep(self.time_pause))
        else:
            self.payload = task.result() or self.payload  # a sleep's result is None
            self.create()


async def count(number):
    print("counting", number)
    await asyncio.sleep(1)
    return [number + 1]


async def interrupted(tape, make, held=2.5):
    chain = tape.chain("A", make, count, [1], {}, fargs=simple_fargs_out, time_pause=0.25)
    chain.create()
    await asyncio.sleep(1.5)
    chain.pause()
    await asyncio.sleep(held)
    chain.task_continue()
    await asyncio.sleep(1.75)


forgetful = Tape(time_pause=0.25)
run(interrupted(forgetful, Forgetful))
print("broken:", forgetful.verdict().rule)

# %%
forgetful.picture("A pause that loses a payload")

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  It counted 2 twice.  Which iteration's result got lost, and at which line?
#
# The rule
# --------
#
# The payload after a pause is the one that the last iteration *produced before it*:
# :rule:`CONTINUE.kept-payload`. The program takes the result only when it goes on at once, so what
# the iteration before the pause made is dropped with its task.
#
# Build it right
# --------------
#
# Take the payload when it is there, whatever the wish is, and never from a pause.


class TaskLoop(Forgetful):
    def decide(self, task):
        if task.cancelled():
            return
        if not self.paused:
            self.payload = task.result()
        self.paused = self.wish == "PAUSE"
        if self.paused:
            self.schedule(asyncio.sleep(self.time_pause))
        else:
            self.create()


keeping = Tape(time_pause=0.25)
run(interrupted(keeping, TaskLoop))
print("broken:", keeping.verdict())

# %%
# The arrow goes from where the payload was made to the call that used it.

keeping.picture("A pause that keeps the payload")

# %%
# The pause began when the running iteration was done (:rule:`PAUSE.holds`,
# :rule:`CONTROL.at-finish`) and lasted until the signal (:rule:`PAUSE.lasts`). It gave everybody else
# their turns (:rule:`PAUSE.takes-time`), and ``fargs`` wasn't called for it (:rule:`PAUSE.no-fargs`).
# Then the coroutine was called again, once (:rule:`CONTINUE.resumes`), within one ``time_pause`` of the
# signal (:rule:`CONTINUE.in-time`).
#
# This is the whole table of what a chain does at which signal. The states and arrows that this chain
# went through stand out; :mkdocs:`The transition table <specification/transitions.md>` says the same
# in words.

keeping.diagram()

# %%
# What you have learned
# ---------------------
#
# You can now pause a chain without losing anything, and say which payload it goes on with.
#
# Check yourself
# --------------
#
# PAUSE and then CONTINUE, both at 1.5 s, within one iteration: at which times is the coroutine
# called, up to 3 s? The rule is :rule:`CONTROL.latest-wins`.

quick = Tape(time_pause=0.25)
run(interrupted(quick, TaskLoop, held=0))
# No pause at all: the latest wish wins.
assert [event.at for event in quick.events if event.kind == "call"] == [0, 1, 2, 3]

# %%
# Where next
# ----------
#
# - Recipe: :mkdocs:`Pause a thousand loops <gallery/operation/plot_pause_a_thousand.md>`.
# - API: :mkdocs:`TaskLoop.pause <api/taskloop.md#tasktools.taskloop.TaskLoop.pause>`,
#   :mkdocs:`TaskLoop.task_continue <api/taskloop.md#tasktools.taskloop.TaskLoop.task_continue>`.
# - Rules: :mkdocs:`PAUSE <specification/pause.md>`,
#   :mkdocs:`CONTINUE <specification/continue.md>`,
#   :mkdocs:`CONTROL <specification/control.md>`.
