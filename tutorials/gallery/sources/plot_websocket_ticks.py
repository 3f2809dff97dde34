"""
WebSocket ticks
===============

Ticks of two markets over WebSocket connections, one chain for each.  Needs the package ``websockets``.
"""

# %%
# The server on the loopback address sends ticks until it has none left.

import asyncio
import json

from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosedOK

from taskloop_conformance.pictures.bars import bars
from tasktools.taskloop import TaskLoop, TaskLoopGroup

TICKS = {"copper": [101, 103, 102, 105], "tin": [55, 54, 54, 56, 58, 57, 59]}


async def market(connection):
    name = await connection.recv()
    for price in TICKS[name]:
        await connection.send(json.dumps({"name": name, "price": price}))
        await asyncio.sleep(0.01)


# %%
# The payload changes: it carries the highest price so far.  ``fargs`` is the place where that is decided.

chains = {}


async def tick(connection, highest):
    try:
        return json.loads(await connection.recv())["price"]
    except ConnectionClosedOK:
        chains[connection].stop()
        return highest


def keep_highest(args, price):
    connection, highest = args
    return [connection, max(highest, price)]


async def main():
    highest = {}
    async with serve(market, "127.0.0.1", 0) as server, TaskLoopGroup() as group:
        port = server.sockets[0].getsockname()[1]
        for name in TICKS:
            connection = await connect(f"ws://127.0.0.1:{port}", proxy=None)
            await connection.send(name)
            chains[connection] = group.add(
                TaskLoop(tick, [connection, 0], fargs=keep_highest, name=name)
            )
        await group.wait()
        for connection, chain in chains.items():
            (_, price), _ = chain.result()
            highest[chain.name] = price
            await connection.close()
    return highest


highest = asyncio.run(asyncio.wait_for(main(), 10))
for name, price in highest.items():
    print(f"highest price of {name}: {price}")
assert highest == {name: max(prices) for name, prices in TICKS.items()}

# %%
# ``result()`` is the last payload that a chain produced.

picture = bars(highest, "Highest price of each market")
picture
