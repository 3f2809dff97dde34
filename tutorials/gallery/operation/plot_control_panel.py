"""
A control panel in the terminal
===============================

What is running, what is paused, and how far is each?  A table says it.  Needs the package ``rich``.
"""

# %%
# A chain knows its name, its state and its number of iterations; the table only shows them. In a
# terminal of your own, give the same table to ``rich.live.Live`` and update it once a second, by a
# chain, of course.

import asyncio
import sys

from rich import box
from rich.console import Console
from rich.table import Table

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs


def panel(chains):
    table = Table(title=f"at {now():g} s", box=box.ASCII, title_justify="left")
    for column, justify in (("source", "left"), ("state", "left"), ("iterations", "right")):
        table.add_column(column, justify=justify, min_width=10)
    for name, chain in chains.items():
        table.add_row(name, str(chain.state), str(chain.iterations))
    return table


async def main(tape):
    console = Console(file=sys.stdout, width=60, color_system=None)

    async def read(seconds):
        await asyncio.sleep(seconds)

    periods = {"door": 3, "light": 1, "wind": 2}
    chains = {
        name: tape.chain(name, TaskLoop, read, [period], fargs=simple_fargs)
        for name, period in periods.items()
    }
    for chain in chains.values():
        chain.create()
    await asyncio.sleep(4.5)
    chains["light"].pause()
    console.print(panel(chains))
    await asyncio.sleep(4)
    chains["wind"].stop()
    console.print(panel(chains))
    chains["light"].task_continue()
    await asyncio.sleep(4)
    console.print(panel(chains))


tape = Tape()
run(main(tape))
assert tape.verdict() is None

# %%
# ``pausing`` and ``stopping`` are the states between a signal and the decision at the end of the
# running iteration.

picture = tape.picture("What the control panel did")
picture
