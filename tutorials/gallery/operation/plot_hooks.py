"""
Hooks: before, after and on an error
====================================

Something is to happen before each iteration, after it, or when it fails.  Put it around the coroutine.
"""

# %%
# A chain awaits whatever coroutine function it is given, so a function that awaits another one is
# all that hooks need. What a hook returns goes nowhere; what it raises ends the chain like any other
# error. The end of the chain has its own place: whoever awaits the chain comes after it.

import asyncio
import functools

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs_out


def with_hooks(coro, *, before=None, after=None, on_error=None):
    @functools.wraps(coro)
    async def hooked(*args, **kwargs):
        if before:
            await before(*args)
        try:
            result = await coro(*args, **kwargs)
        except Exception as error:
            if on_error:
                await on_error(error)
            raise
        if after:
            await after(result)
        return result

    return hooked


tape, log = Tape(), []


async def read(number):
    await asyncio.sleep(1)
    if number == 3:
        raise ConnectionError("the sensor is gone")
    return [number + 1]


async def open_valve(number):
    await asyncio.sleep(0.25)
    log.append(f"{now():4.2f} s  valve open, reading {number}")


async def close_valve(result):
    log.append(f"{now():4.2f} s  valve closed, next is {result[0]}")


async def sound_alarm(error):
    log.append(f"{now():4.2f} s  alarm: {error}")


async def main():
    hooked = with_hooks(
        tape.coro("A", read), before=open_valve, after=close_valve, on_error=sound_alarm
    )
    chain = TaskLoop(hooked, [1], fargs=simple_fargs_out)
    chain.create()
    try:
        await chain
    except ConnectionError as error:
        log.append(f"{now():4.2f} s  the chain has ended: {error}")


run(main())
print("\n".join(log))
assert log[-1] == "3.75 s  the chain has ended: the sensor is gone"
assert len(log) == 7

# %%
# CANCEL is no error: ``except Exception`` doesn't catch it. A hook for it belongs into a ``finally``.

picture = tape.picture("the hooks take a quarter of a second before each reading")
picture
