"""
TaskLoop and TaskLoopGroup in use
=================================

Start a chain, look at it, wait for it, get its result or its error; then the same with many chains.
"""

# %%
# One chain: start, state, result
# -------------------------------
#
# A chain can be started in three ways: ``create()`` starts it and returns at once, ``async with``
# starts it and stops it at the end of the block, and ``await chain.run()`` starts it and waits for
# its end. ``state`` is the name of a state of :mkdocs:`the transition table
# <specification/transitions.md>`. ``await chain`` and, after the end, ``chain.result()`` give the last
# payload as a pair of arguments and keyword arguments.

import asyncio

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import Control, TaskLoop, TaskLoopGroup, simple_fargs_out


async def read(number):
    await asyncio.sleep(1)
    return [number + 1]


async def one_chain():
    chain = TaskLoop(read, [1], name="counter")
    print("before create():", chain.state)
    chain.create()
    await asyncio.sleep(2.5)
    print("after 2.5 s:    ", chain.state)
    chain.stop()
    print("after stop():   ", chain.state)
    args, kwargs = await chain
    print("after the end:  ", chain.state, args, kwargs)
    print("iterations:     ", chain.iterations)
    assert chain.result() == (args, kwargs)


run(one_chain())

# %%
# STOP lets the running iteration complete, so there are three. ``async with`` is the shorter form
# of the same, and the safer one: whatever happens in the block, no task is left
# (:rule:`CHAIN.nothing-left`).


async def with_a_block():
    async with TaskLoop(read, [1]) as chain:
        await asyncio.sleep(2.5)
    return chain.result()


print("last payload:", run(with_a_block()))

# %%
# An error ends the chain, and ``await`` raises it
# ------------------------------------------------
#
# So does the end of an ``async with`` block. When nobody waits, the event loop's exception handler
# is told (:rule:`CHAIN.awaited`, :rule:`CHAIN.error-reported`).


async def fail(number):
    await asyncio.sleep(1)
    raise ConnectionError(f"lost at value {number}")


async def with_an_error():
    chain = TaskLoop(fail, [1])
    chain.create()
    try:
        await chain
    except ConnectionError as error:
        print("raised:", error)
    print("ended by:", chain.ended_by, "- kept:", repr(chain.exception()))


run(with_an_error())

# %%
# Many chains: TaskLoopGroup
# --------------------------
#
# A group starts its chains where the block begins and stops them where it ends. ``add`` starts one
# more, a signal of the group goes to all of them, and ``len(group)`` says how many have not ended.
# A chain that fails doesn't touch the others (:rule:`CHAIN.independent`); the block raises all
# errors together at its end. (The tape watches the coroutines here, not the chains, so that the
# signals of the group aren't on it.)


async def tick(seconds):
    await asyncio.sleep(seconds)
    return [seconds]


def watched(tape, name, coro, *args):
    fargs = tape.fargs(name, simple_fargs_out)
    return TaskLoop(tape.coro(name, coro), args, fargs=fargs, name=name)


async def many(tape):
    chains = [watched(tape, "wind", tick, 1), watched(tape, "broken", fail, 7)]
    async with TaskLoopGroup(chains) as group:
        print("at the start: ", [chain.name for chain in group])
        await asyncio.sleep(2)
        group.add(watched(tape, "rain", tick, 1.5))
        print("after 2 s:    ", [chain.name for chain in group])
        await asyncio.sleep(2.25)


tape = Tape()
try:
    run(many(tape))
except* ConnectionError as errors:
    print("from the block:", *errors.exceptions)

# %%
# With ``TaskLoopGroup(chains, on_error=Control.STOP)`` the first error stops the others.


async def all_or_none():
    chains = [TaskLoop(fail, [7]), TaskLoop(read, [1])]
    try:
        async with TaskLoopGroup(chains, on_error=Control.STOP) as group:
            await group.wait()
    except* ConnectionError:
        print("ended by:", [str(chain.ended_by) for chain in chains])


run(all_or_none())

# %%
# All methods, with what they raise: :mkdocs:`API of TaskLoop
# <api/taskloop.md#tasktools.taskloop.TaskLoop>`, :mkdocs:`API of TaskLoopGroup
# <api/taskloop.md#tasktools.taskloop.TaskLoopGroup>`. A chain among other tasks: :mkdocs:`A chain in a
# TaskGroup <gallery/moving/plot_task_group.md>`.

picture = tape.picture("A group of three, one of which fails at 1 s")
picture
