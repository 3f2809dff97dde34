"""
A SQLite sink that loses no row
===============================

Rows are written to a database, one iteration for each. STOP comes in the middle of a write. Needs
the package ``aiosqlite``.
"""

# %%
# An iteration takes a row out of the queue, inserts and commits it. STOP lets the running iteration
# complete (:rule:`STOP.completes`), so a row that has left the queue is in the database: there is
# no third place where it could be.

import asyncio
import tempfile
from pathlib import Path

import aiosqlite

from taskloop_conformance.pictures.bars import bars
from tasktools.taskloop import TaskLoop, simple_fargs

ROWS, STOP_AT = 50, 20


async def main(file):
    queue = asyncio.Queue()
    for number in range(1, ROWS + 1):
        queue.put_nowait((number, number * number))
    async with aiosqlite.connect(file) as database:
        await database.execute("CREATE TABLE readings (number INTEGER, value INTEGER)")

        async def write(queue):
            row = await queue.get()
            await database.execute("INSERT INTO readings VALUES (?, ?)", row)
            if row[0] == STOP_AT:
                sink.stop()  # the worst moment: inserted, not yet committed
            await database.commit()

        sink = TaskLoop(write, [queue], fargs=simple_fargs, name="sink")
        sink.create()
        await sink
    query = "SELECT count(*), max(number) FROM readings"
    async with aiosqlite.connect(file) as database, database.execute(query) as cursor:
        stored, last = await cursor.fetchone()
    return stored, last, queue.qsize()


with tempfile.TemporaryDirectory() as folder:
    stored, last, waiting = asyncio.run(
        asyncio.wait_for(main(Path(folder) / "readings.db"), 10)
    )
print(f"stored {stored} rows, the last is number {last}; {waiting} still wait in the queue")
assert (stored, last, waiting) == (STOP_AT, STOP_AT, ROWS - STOP_AT)
assert stored + waiting == ROWS

# %%
# Stored and waiting add up to all rows.

picture = bars(
    {"in the database": stored, "in the queue": waiting, "lost": ROWS - stored - waiting},
    "Where the rows are after STOP",
    "rows",
    kinds={"in the queue": "waiting", "lost": "cancelled"},
)
picture
