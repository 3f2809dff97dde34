"""
TCP streams
===========

Three streams from a server, each line by line, each by a chain of its own.
"""

# %%
# The server is part of the example and listens on the loopback address only. It sends more lines to
# some clients, fewer to others, and closes.

import asyncio
from collections import Counter

from taskloop_conformance.pictures.bars import bars
from tasktools.taskloop import TaskLoopGroup, TaskLoop, simple_fargs

LINES = {"slow": 5, "steady": 10, "quick": 20}


async def serve(reader, writer):
    name = (await reader.readline()).decode().strip()
    for number in range(LINES[name]):
        writer.write(f"{name} {number}\n".encode())
        await writer.drain()
        await asyncio.sleep(0.1 / LINES[name])
    writer.close()
    await writer.wait_closed()


# %%
# An iteration reads one line.  At the end of the stream the chain asks itself to stop.

received = Counter()
chains = {}


async def read_line(name, reader):
    line = await reader.readline()
    if line:
        received[name] += 1
    else:
        chains[name].stop()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    writers = []
    async with server, TaskLoopGroup() as group:
        for name in LINES:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(f"{name}\n".encode())
            writers.append(writer)
            chains[name] = group.add(
                TaskLoop(read_line, [name, reader], fargs=simple_fargs, name=name)
            )
        await group.wait()
        for writer in writers:
            writer.close()
            await writer.wait_closed()


asyncio.run(asyncio.wait_for(main(), 10))
print("received:", {name: received[name] for name in LINES})
assert dict(received) == LINES

# %%
# ``simple_fargs`` gives every iteration the same reader. ``group.wait()`` returns when all chains
# have ended, and raises their errors, if any, together.

picture = bars(received, "Lines received from each stream", "lines")
picture
