"""
A watchdog for a stuck source
=============================

A source hangs: no error, no value.  A second chain watches over it, cancels it and starts it again.
"""

# %%
# The watchdog is a chain as well, with a period of one second. A source that showed no sign of life
# for more than three seconds is cancelled; CANCEL acts at once (:rule:`CANCEL.at-once`), and a new
# chain goes on where the old one was.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs, simple_fargs_out

PATIENCE = 3


async def main(tape):
    seen, chains = {}, []

    async def read(number):
        seen["at"], seen["number"] = now(), number
        await asyncio.sleep(1 if number != 4 or len(chains) > 1 else 1e9)
        return [number + 1]

    def begin(number):
        chain = tape.chain(
            f"source {len(chains) + 1}", TaskLoop, read, [number], fargs=simple_fargs_out
        )
        chains.append(chain)
        chain.create()

    async def watch():
        await asyncio.sleep(1)
        if now() - seen["at"] > PATIENCE:
            print(
                f"{now()} s: no sign of life since {seen['at']} s; again from {seen['number']}"
            )
            chains[-1].cancel()
            begin(seen["number"])

    begin(1)
    dog = tape.chain("watchdog", TaskLoop, watch, [], fargs=simple_fargs)
    dog.create()
    await asyncio.sleep(12.5)
    return len(chains), seen["number"]


tape = Tape()
chains, number = run(main(tape))
print(f"{chains} chains, the last value asked for is {number}")
assert (chains, number) == (2, 9)

# %%
# The stuck iteration ends where the watchdog cancels it.

picture = tape.picture("A watchdog and a stuck source")
picture
