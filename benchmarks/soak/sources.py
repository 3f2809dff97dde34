"""Real TCP sources on 127.0.0.1: each sends numbered lines at its own frequency, and a chain receives them."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from benchmarks.soak.watched import Ledger
from tasktools.taskloop import Control, TaskLoop


class Source:
    """A server that sends numbered lines until it is told to end, and the chain that receives them.

    The chain is paused and resumed at random: what is sent during a pause waits in the socket, and is received later.
    """

    def __init__(self, ledger: Ledger, chance: random.Random) -> None:
        self.ledger = ledger
        self.chance = chance
        self.sent = self.received = 0
        self.ending = False
        self.taskloop: TaskLoop | None = None

    async def open(self) -> None:
        """Start the server and connect the chain to it."""
        self.server = await asyncio.start_server(self.send, "127.0.0.1", 0)
        port = self.server.sockets[0].getsockname()[1]
        reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        self.taskloop = TaskLoop(self.receive, [reader, 0])
        self.taskloop.create()

    async def send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send lines until the end, then close the connection."""
        period = 0.02 * 50 ** self.chance.random()
        while not self.ending:
            writer.write(b"%d\n" % self.sent)
            self.sent += 1
            await writer.drain()
            await asyncio.sleep(period * self.chance.uniform(0.5, 1.5))
        writer.close()
        await writer.wait_closed()

    async def receive(self, reader: asyncio.StreamReader, expected: int) -> list[Any]:
        """Be one iteration: receive one line."""
        line = await reader.readline()
        if not line and self.taskloop is not None:
            self.taskloop.stop()
            return [reader, expected]
        self.ledger.counts["lines received"] += 1
        self.received += 1
        self.ledger.check(int(line) == expected, f"TCP source: received {int(line)} instead of {expected}")
        return [reader, expected + 1]

    def signal_one(self) -> None:
        """Give a random signal that doesn't end the chain."""
        if self.taskloop is not None:
            self.taskloop.signal(self.chance.choice((Control.PAUSE, Control.CONTINUE)))

    async def end(self) -> None:
        """Let the server finish and the chain receive all that was sent; check that nothing was lost."""
        self.ending = True
        if self.taskloop is not None:
            self.taskloop.task_continue()
            await self.taskloop
        self.writer.close()
        await self.writer.wait_closed()
        self.server.close()
        await self.server.wait_closed()
        self.ledger.counts["lines sent"] += self.sent
        self.ledger.check(self.sent == self.received, f"TCP source: {self.sent} lines sent, {self.received} received")
