"""
Restart after the end
=====================

An error ends a chain for good. Whether a new one takes its place, and how often, is a decision of the
program.
"""

# %%
# A few lines around ``run()`` are a supervisor: it makes a new chain that goes on with the last
# payload, waits longer from failure to failure, and gives up after the third one without an
# iteration in between. What an error leaves unknown, the last payload, is noted by ``fargs``.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop

FAILING = {3, 7, 8}  # the calls that fail, counted over all chains
calls = []


async def read(number):
    calls.append(number)
    await asyncio.sleep(1)
    if len(calls) in FAILING:
        raise ConnectionError(f"call {len(calls)} failed")
    return [number + 1]


async def supervised(make, payload):
    failures = 0

    def noted(args, obtained):
        nonlocal payload, failures
        payload, failures = obtained, 0
        return obtained

    while True:
        chain = make(payload, noted)
        try:
            return await chain.run()
        except ConnectionError as error:
            failures += 1
            print(f"{now():4g} s  {error}")
            if failures == 3:
                raise
            await asyncio.sleep(2**failures)


async def main(tape):
    chains = []

    def make(payload, fargs):
        name = f"chain {len(chains) + 1}"
        chains.append(tape.chain(name, TaskLoop, read, payload, fargs=fargs))
        return chains[-1]

    supervisor = asyncio.create_task(supervised(make, [0]))
    await asyncio.sleep(20)
    chains[-1].stop()
    return len(chains), await supervisor


tape = Tape()
chains, last = run(main(tape))
print(f"calls of {chains} chains: {calls}")
assert tape.verdict() is None
assert calls == [0, 1, 2, 2, 3, 4, 5, 5, 5, 6, 7, 8]
assert (chains, last) == (4, ([9], {}))

# %%
# Each chain ends with its error (:rule:`CHAIN.error-ends`) and hands it to whoever awaits it
# (:rule:`CHAIN.awaited`); the next one is a chain like any other. Where a failure is nothing special,
# catch it inside the coroutine: the recipe with the retries does that.

picture = tape.picture("Four chains, one after the other")
picture
