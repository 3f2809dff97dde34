"""
Metrics
=======

How many iterations, how many errors, how long do they take?  Measure around the coroutine.
"""

# %%
# A wrapper around the coroutine sees every iteration from its first step to its end; the chain
# needs no hook for it. The numbers are written in the text format that Prometheus reads.

import asyncio
import functools
from collections import defaultdict

from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.teach.stage import now, run
from tasktools.taskloop import TaskLoop, simple_fargs_out


class Metrics:
    def __init__(self):
        self.iterations, self.errors, self.seconds = (
            defaultdict(int),
            defaultdict(int),
            defaultdict(float),
        )

    def measured(self, name, coro):
        @functools.wraps(coro)
        async def measure(*args, **kwargs):
            began = asyncio.get_running_loop().time()
            try:
                result = await coro(*args, **kwargs)
            except Exception:
                self.errors[name] += 1
                raise
            finally:
                self.seconds[name] += asyncio.get_running_loop().time() - began
            self.iterations[name] += 1
            return result

        return measure

    def text(self):
        kinds = {
            "iterations_total": self.iterations,
            "errors_total": self.errors,
            "seconds_total": self.seconds,
        }
        return "\n".join(
            f'taskloop_{kind}{{source="{name}"}} {values[name]:g}'
            for kind, values in kinds.items()
            for name in sorted(self.seconds)
        )


async def main(metrics):
    async def read(seconds, number):
        await asyncio.sleep(seconds)
        if number == 50:
            raise ConnectionError(f"no answer at {now()} s")
        return [seconds, number + 1]

    reports = []
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: reports.append(context["exception"])
    )
    chains = [
        TaskLoop(metrics.measured(name, read), [period, 1], fargs=simple_fargs_out)
        for name, period in {"light": 1, "wind": 2.5}.items()
    ]
    for chain in chains:
        chain.create()
    await asyncio.sleep(61)
    for chain in chains:
        chain.stop()
    await asyncio.sleep(5)
    return reports


metrics = Metrics()
reports = run(main(metrics))
print(metrics.text())
print("reported:", *reports)
assert metrics.iterations == {"light": 49, "wind": 25}
assert metrics.errors["light"] == 1

# %%
# An error is counted and goes on its way: it still ends the chain and is still reported.

picture = bars(metrics.iterations, "Completed iterations of each source", "iterations")
picture
