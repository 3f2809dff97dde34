"""
Retry with back-off
===================

A source fails now and then.  Try again, a little later each time, and give up in the end.
"""

# %%
# A chain doesn't retry (:rule:`CHAIN.error-ends`): only the coroutine knows which errors are worth
# it. So the retries go around the coroutine, and the chain sees one iteration, however many
# attempts it took.

import asyncio
import functools

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs_out


def retrying(coro, errors, delays):
    """Call ``coro`` again after each of ``delays``, in seconds, while it raises ``errors``."""

    @functools.wraps(coro)
    async def attempts(*args, **kwargs):
        for delay in delays:
            try:
                return await coro(*args, **kwargs)
            except errors as error:
                print(f"{now():5} s  {error}; next attempt in {delay} s")
                await asyncio.sleep(delay)
        return await coro(*args, **kwargs)

    return attempts


outages = [(3, 7), (12, 60)]


async def download(number):
    await asyncio.sleep(1)
    if any(start <= now() < end for start, end in outages):
        raise ConnectionError("no answer")
    print(f"{now():5} s  value {number}")
    return [number + 1]


async def main(tape):
    source = retrying(download, ConnectionError, delays=[1, 2, 4])
    chain = tape.chain("A", TaskLoop, source, [1], fargs=simple_fargs_out)
    chain.create()
    try:
        await chain
    except ConnectionError as error:
        return f"gave up at {now()} s after {chain.iterations} values: {error}"


tape = Tape()
outcome = run(main(tape))
print(outcome)
assert outcome.startswith("gave up at 22.0 s")

# %%
# The first outage makes one iteration longer. The second one lasts too long; the error ends the
# chain and is raised where the chain is awaited.

picture = tape.picture("One outage survived, one not")
picture
