"""
An interval that changes while the source runs
==============================================

The model knows no interval: how long an iteration takes is up to its coroutine. So the interval may come
from anywhere, and change at any time.
"""

# %%
# Here the interval is a payload: each reading decides how long to wait for the next one. What
# changes quickly is asked often, what stands still is asked seldom.

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, current, simple_fargs_out

LEVELS = [10, 10, 10, 14, 19, 23, 24, 24, 24, 24]  # of a river, in decimetres


async def main(tape):
    readings = []

    async def read(number, interval):
        await current().sleep(interval)
        level = LEVELS[number]
        rising = number > 0 and level > LEVELS[number - 1]
        readings.append((now(), level))
        if number + 1 == len(LEVELS):
            current().stop()
        return [number + 1, 1 if rising else min(interval * 2, 8)]

    chain = tape.chain("level", TaskLoop, read, [0, 1], fargs=simple_fargs_out)
    chain.create()
    await chain
    return readings


tape = Tape()
readings = run(main(tape))
for at, level in readings:
    print(f"{at:4g} s  {level} dm")
assert tape.verdict() is None
assert [at for at, _ in readings] == [1, 3, 7, 15, 16, 17, 18, 19, 21, 25]

# %%
# The next wait begins when the reading ends, so nothing overlaps (:rule:`CHAIN.no-overlap`) and
# nothing is added (:rule:`CHAIN.nothing-added`). For an interval that somebody else sets, let the
# coroutine read it from an object that both know; ``current().sleep`` also ends on PAUSE, so
# ``pause()`` and ``task_continue()`` make a new interval count at once.

picture = tape.picture("Asked more often while the river rises")
picture
