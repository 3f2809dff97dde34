"""
When not to use it
==================

A chain is for a source that is read again and again, and that somebody wants to pause, to stop or to
look at. For other work asyncio has something simpler.
"""

# %%
# A loop that nobody controls: while True
# ---------------------------------------
#
# A task for each iteration has its price. Each one goes through the event loop three times: the task
# begins, it ends, its done callback starts the next. A ``while True`` goes through it once. This
# counts the turns of the event loop for a thousand iterations of a coroutine that yields once.

import asyncio

from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, current, simple_fargs_out

TIMES = 1000


async def forever():
    for _ in range(TIMES):  # "while True" in your program
        await asyncio.sleep(0)


async def once(number):
    await asyncio.sleep(0)
    if number == TIMES:
        current().stop()
    return [number + 1]


async def turns(work):
    loop = asyncio.get_running_loop()
    begin = loop.turn
    await work
    return round((loop.turn - begin) / TIMES, 1)


counted = {
    "while True": run(turns(forever())),
    "TaskLoop": run(turns(TaskLoop(once, [1]).run())),
}
print("turns of the event loop for each iteration:", counted)

# %%
# In a second of processor time a ``while True`` makes several times as many iterations:
# :mkdocs:`Performance <performance.md>` has the measured figures. A source that waits for milliseconds
# or longer doesn't notice; one that always has a value ready does. So, if you need no signal, no state
# and no result, write the loop.
#
# A piece of work that comes to an end: TaskGroup
# -----------------------------------------------
#
# A hundred downloads are no source: each is done once. ``asyncio.TaskGroup`` starts them, waits for
# all, and cancels the rest when one fails.


async def download(number):
    await asyncio.sleep(number)
    return f"page {number}"


async def each_once():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(download(number)) for number in (1, 2, 3)]
    return [task.result() for task in tasks], now()


print("TaskGroup:", run(each_once()))

# %%
# A chain that belongs to such a group is :mkdocs:`a recipe <gallery/moving/plot_task_group.md>`.
#
# Work that others bring: a queue and its workers
# -----------------------------------------------
#
# Here the work decides when something happens, not the source. Workers that take it from an
# ``asyncio.Queue`` share it; chains would each read a source of their own. (What chains read may well
# go into a queue: :mkdocs:`Back-pressure with a bounded queue <gallery/sinks/plot_back_pressure.md>`.)


async def worker(queue, done):
    while True:
        job = await queue.get()
        await asyncio.sleep(job)
        done.append(job)
        queue.task_done()


async def shared():
    queue, done = asyncio.Queue(), []
    async with asyncio.TaskGroup() as group:
        workers = [group.create_task(worker(queue, done)) for _ in range(2)]
        for job in (3, 1, 1, 1):
            queue.put_nowait(job)
        await queue.join()
        for task in workers:
            task.cancel()
    return done, now()


print("two workers:", run(shared()))

# %%
# Some further cases
# ------------------
#
# - **At six every morning.** A chain adds no time between two iterations (:rule:`CHAIN.nothing-added`)
#   and knows no calendar. Use cron or a scheduler; or let the coroutine sleep until then.
# - **Exactly every second.** The coroutine sets the pace. If it sleeps for one second after work of a
#   tenth, a value comes every 1.1 s, as the calls below show. Sleep until the next full second instead.
# - **Two values of one source at once.** Iterations of a chain never overlap (:rule:`CHAIN.no-overlap`).
#   Start a task for each value, or several chains.
# - **Work that needs the processor.** It blocks the event loop, in a chain as elsewhere. Hand it to
#   ``asyncio.to_thread`` or to a pool of processes.
# - **Work that must survive the process.** A payload lives in memory. Write it down, or use a queue
#   that is a service of its own.


async def work_and_sleep(number):
    await asyncio.sleep(0.1)  # the work
    await asyncio.sleep(1)
    return [number + 1]


async def drifting(tape):
    chain = tape.chain("A", TaskLoop, work_and_sleep, [1], fargs=simple_fargs_out)
    chain.create()
    await asyncio.sleep(5)
    chain.cancel()


tape = Tape()
run(drifting(tape))
print("calls at", [event.at for event in tape.events if event.kind == "call"])

picture = bars(counted, "Turns of the event loop for each iteration", "turns")
picture
