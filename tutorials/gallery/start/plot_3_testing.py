"""
Testing your own chains on the virtual clock
============================================

A test of a chain that reads its source every hour must not take an hour, and must not fail when the
machine is busy. On the virtual clock of the suite it takes milliseconds, and every run is the same.
"""

# %%
# The program under test
# ----------------------
#
# A thermometer that is read every ten minutes and keeps the highest value. It fails when the sensor
# has failed three times in a row. In your project this stands in a module of its own.

import asyncio

from tasktools.taskloop import TaskLoop, simple_fargs_out

MINUTE = 60


async def watch(sensor, highest, failures):
    await asyncio.sleep(10 * MINUTE)
    try:
        highest, failures = max(highest, await sensor()), 0
    except OSError:
        failures += 1
        if failures == 3:
            raise
    return [sensor, highest, failures]


# %%
# A test is an ordinary function
# ------------------------------
#
# ``run`` takes the place of ``asyncio.run``. It runs a coroutine on a virtual clock that begins at
# 0: where a real event loop would sleep, this one moves its clock. ``now()`` is the time on it. The
# sensor is a stand-in that says what the test needs, so the test knows every value.

from taskloop_conformance.teach.stage import Tape, now, run


def sensor_of(*readings):
    left = list(readings)

    async def sensor():
        value = left.pop(0) if left else 0
        if isinstance(value, Exception):
            raise value
        return value

    return sensor


def test_the_highest_value_is_kept():
    async def main():
        async with TaskLoop(watch, [sensor_of(12, 19, 15), -100, 0]) as chain:
            await asyncio.sleep(35 * MINUTE)
        (_, highest, _), _ = chain.result()
        return highest, chain.iterations

    # STOP came at 35 min, and the iteration that ran completed at 40 min.
    assert run(main()) == (19, 4)


def test_three_failures_in_a_row_end_the_chain():
    async def main():
        error = OSError("no answer")
        sensor = sensor_of(error, error, 7, error, error, error)
        chain = TaskLoop(watch, [sensor, -100, 0])
        chain.create()
        try:
            await chain
        except OSError:
            return now()

    assert run(main()) == 60 * MINUTE


test_the_highest_value_is_kept()
test_three_failures_in_a_row_end_the_chain()
print("two tests passed, an hour and 40 minutes of virtual time")

# %%
# With pytest there is nothing to configure: put the functions into ``test_thermometer.py``, and
# pytest calls them. ``run`` raises what the program raises. It also raises, as one exception group,
# the errors that nobody caught, so that no test passes beside a chain that has failed:


def test_that_forgets_to_look():
    async def main():
        error = OSError("no answer")
        TaskLoop(watch, [sensor_of(error, error, error), -100, 0]).create()
        await asyncio.sleep(2 * 60 * MINUTE)

    run(main())


try:
    test_that_forgets_to_look()
except* OSError as errors:
    print("the test fails:", *errors.exceptions)

# %%
# A tape shows what happened
# --------------------------
#
# A ``Tape`` watches a chain. ``tape.events`` are its calls, ends and signals, each with its time;
# ``tape.verdict()`` is the first rule that was broken, or None; ``tape.picture()`` draws them
# (:mkdocs:`How to read these pictures <pictures.md>`). Here the chain is paused while somebody cleans
# the sensor, and the test asserts that it is not read meanwhile (:rule:`PAUSE.holds`,
# :rule:`PAUSE.lasts`).


def test_no_reading_while_the_sensor_is_cleaned(tape):
    async def main():
        sensor = sensor_of(12, 19, 15)
        first = [sensor, -100, 0]
        chain = tape.chain("A", TaskLoop, watch, first, fargs=simple_fargs_out)
        chain.create()
        await asyncio.sleep(15 * MINUTE)
        chain.pause()
        await asyncio.sleep(30 * MINUTE)
        chain.task_continue()
        await asyncio.sleep(15 * MINUTE)
        chain.stop()
        await chain

    run(main())
    calls = [event.at / MINUTE for event in tape.events if event.kind == "call"]
    assert calls == [0, 10, 45, 55]
    assert tape.verdict() is None


tape = Tape()
test_no_reading_while_the_sensor_is_cleaned(tape)

picture = tape.picture("No reading while the sensor is cleaned")
picture

# %%
# What the virtual clock is not for
# ---------------------------------
#
# It has no sockets, no subprocesses and no signal handlers: replace what reads the outside world by a
# stand-in, as above, and test the real one apart, on a real event loop. Code that computes for a
# second takes no virtual time at all, so that nothing is learnt here about speed.
#
# All of it: :mkdocs:`API of the stage <api/suite.md#taskloop_conformance.teach.stage.run>`.
