"""
Debugging a chain
=================

Which chain is it, what does it do now, why has it ended, and who blocks the event loop?
"""

# %%
# Give each chain a name
# ----------------------
#
# All tasks of a chain have its name. So a name tells it apart in ``asyncio.all_tasks()``, in a
# traceback and in a log. The ``repr`` of a chain says its state and how far it has come: a chain whose
# number of iterations doesn't grow waits for its source.

import asyncio
import logging
import sys
import time

from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.teach.stage import run
from tasktools.taskloop import TaskLoop, TaskLoopGroup, current


async def read(seconds):
    await asyncio.sleep(seconds)
    return [seconds]


async def look():
    chains = [TaskLoop(read, [1], name="wind"), TaskLoop(read, [3600], name="tide")]
    async with TaskLoopGroup(chains) as group:
        await asyncio.sleep(5.5)
        for chain in group:
            print(chain)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        print("tasks:", *sorted(task.get_name() for task in others))
        group.cancel()
    return {chain.name: chain.iterations for chain in chains}


iterations = run(look())

# %%
# Let each line of the log say its chain
# --------------------------------------
#
# ``current()`` knows which chain a coroutine belongs to. A logging filter asks it once, and no
# coroutine needs to pass its name on. (From Python 3.12 on ``%(taskName)s`` does the same.) The
# reference itself writes no log (:rule:`ISOLATION.quiet`).


class WithChain(logging.Filter):
    def filter(self, record):
        try:
            record.chain = current().name
        except RuntimeError:  # not in a chain
            record.chain = "-"
        return True


handler = logging.StreamHandler(sys.stdout)
handler.addFilter(WithChain())
handler.setFormatter(logging.Formatter("%(levelname)-7s %(chain)-5s %(message)s"))
log = logging.getLogger("weather")
log.addHandler(handler)
log.setLevel(logging.INFO)
log.propagate = False


async def observe(seconds):
    await asyncio.sleep(seconds)
    log.info("a value after %g s", seconds)
    return [seconds]


async def logged():
    log.info("starting")
    wind, rain = TaskLoop(observe, [2], name="wind"), TaskLoop(observe, [3], name="rain")
    async with wind, rain:
        await asyncio.sleep(3.5)


run(logged())

# %%
# Find out why a chain has ended
# ------------------------------
#
# ``ended_by`` says whether it was a signal, an error or a cancellation by somebody else, and
# ``exception()`` gives the error with its traceback. When nobody awaits a chain, its error goes to the
# event loop's exception handler (:rule:`CHAIN.error-reported`). Set one that writes to your log: asyncio's
# own one writes to the logger ``asyncio``.


async def broken(number):
    await asyncio.sleep(1)
    return number + 1  # not a list


def to_log(loop, context):
    error = context.get("exception")
    log.error("%s: %s", context["message"], type(error).__name__)


async def ended():
    asyncio.get_running_loop().set_exception_handler(to_log)
    chain = TaskLoop(broken, [1], name="wind")
    chain.create()
    await asyncio.sleep(2)
    print("ended by:", chain.ended_by)
    return chain.exception()


error = run(ended())
print(*str(error).split("; "), sep="\n")

# %%
# Find out who blocks the event loop
# ----------------------------------
#
# A coroutine that computes, or calls something that waits without ``await``, holds up all chains.
# asyncio's debug mode reports every step of a task that takes longer than a tenth of a second, with
# the name of the task. It needs a real clock, and costs much time: use it to look, not in
# operation. ``PYTHONASYNCIODEBUG=1`` in the environment turns it on without a change of the program.


class Names(logging.Handler):
    """The names of the tasks that asyncio finds slow."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.names = []

    def emit(self, record):
        known, text = ("wind", "rain"), record.getMessage()
        self.names += [name for name in known if f"name='{name}'" in text]


async def blocking(number):
    await asyncio.sleep(0.01)
    time.sleep(0.15)
    if number == 3:
        current().stop()
    return [number + 1]


async def blocked():
    rain = TaskLoop(read, [0.01], name="rain")
    async with rain, TaskLoop(blocking, [1], name="wind") as wind:
        await wind


slow = Names()
logging.getLogger("asyncio").addHandler(slow)
logging.getLogger("asyncio").propagate = False
asyncio.run(blocked(), debug=True)
# Any task may seem slow once, on a busy machine: the name that comes most often counts.
print("blocks the event loop:", max(set(slow.names), key=slow.names.count))

# %%
# Seeing what a chain did, event by event, is the subject of :mkdocs:`Testing your own chains on the
# virtual clock <gallery/start/plot_3_testing.md>`; numbers in operation that of :mkdocs:`Metrics
# <gallery/operation/plot_metrics.md>`.

picture = bars(iterations, "A slow source has few iterations", "iterations in 5.5 s")
picture
