"""How public programs use the published package, each pattern in a few lines of its own: here they run unchanged.

All of them make their chains in ordinary functions and run the event loop afterwards, and none keeps what a library
would tell it to keep. Each coroutine ends the run when it has seen enough.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tasktools.eventloop import chains_on
from tasktools.taskloop import TaskLoop, coromask, renew, simple_fargs, simple_fargs_out

from .conftest import Run
from .sources import turns


@pytest.fixture
def event_loop_of_the_thread(run: Run) -> Iterator[asyncio.AbstractEventLoop]:
    """The event loop that such a program gets with ``get_event_loop()``: set, and not running yet."""
    event_loop = run.new_loop()
    asyncio.set_event_loop(event_loop)
    yield event_loop
    for chain in tuple(chains_on(event_loop).values()):
        chain.cancel()
    event_loop.run_until_complete(turns())
    asyncio.set_event_loop(None)
    event_loop.close()


def test_a_writer_connects_in_its_first_call(event_loop_of_the_thread: asyncio.AbstractEventLoop) -> None:
    """The payload carries a connection, whether it is the first call, and a counter; the keywords stay."""
    event_loop = event_loop_of_the_thread
    saved: list[Any] = []

    async def write(*args: Any, **kwargs: Any) -> Any:
        connection, first, counter = args
        if first:
            connection.append("connected")
        saved.append((counter, kwargs["begin"]))
        await asyncio.sleep(0)
        if counter == 3:
            event_loop.stop()
        return [connection, False, counter + 1], kwargs

    connection: list[str] = []
    TaskLoop(write, [connection, True, 0], {"begin": 7}, name="writer").create()
    event_loop.run_forever()
    assert ["connected"] == connection
    assert [(0, 7), (1, 7), (2, 7), (3, 7)] == saved[:4]


def test_two_queues_are_emptied_without_arguments(event_loop_of_the_thread: asyncio.AbstractEventLoop) -> None:
    """Bound methods without arguments, two chains on one loop, made before it runs; nobody keeps them."""
    event_loop = event_loop_of_the_thread

    class Bridge:
        def __init__(self) -> None:
            self.sent: list[int] = []
            self.inward, self.outward = [1, 2, 3], list[int]()

        async def to_socket(self) -> Any:
            if self.inward:
                self.outward.append(self.inward.pop(0))
            await asyncio.sleep(0)
            return [], {}

        async def from_socket(self) -> Any:
            if self.outward:
                self.sent.append(self.outward.pop(0))
            await asyncio.sleep(0)
            if len(self.sent) == 3:
                event_loop.stop()
            return [], {}

    bridge = Bridge()
    for coroutine in (bridge.from_socket, bridge.to_socket):
        TaskLoop(coroutine, [], {}, name=coroutine.__name__).create()
    event_loop.run_forever()
    assert [1, 2, 3] == bridge.sent


def test_a_client_that_leaves_takes_its_two_chains_along(run: Run) -> None:
    """Two chains of each client share one list; those of a client that left are stopped, then cancelled, by name."""
    calls: dict[str, int] = {}
    loops: dict[str, Any] = {}

    async def transfer(label: str, clients: list[str], client: str) -> Any:
        calls[f"{label}_{client}"] = calls.get(f"{label}_{client}", 0) + 1
        await asyncio.sleep(0)
        return [clients, client], {}

    async def connected(clients: list[str], client: str) -> None:
        """The handler of a new client: it ends, and the chains that it made go on."""
        args = [clients, client]
        for label in ("read", "write"):
            name = f"{label}_{client}"
            loops[name] = TaskLoop(functools.partial(transfer, label), args, name=name)
            loops[name].create()

    async def main() -> None:
        clients = ["A", "B"]
        await asyncio.gather(*(connected(clients, client) for client in clients))
        await turns()
        for name in ("read_A", "write_A"):
            loops[name].stop()
            await turns()
            loops[name].cancel()
        await turns()
        before = dict(calls)
        await turns()
        assert ["read_B", "write_B"] == sorted(name for name in calls if calls[name] > before[name])
        assert ["ended", "ended"] == [loops[name].state for name in ("read_A", "write_A")]
        for loop in loops.values():
            loop.cancel()
        await turns()

    run(main())


def _by_hand(
    event_loop: asyncio.AbstractEventLoop, coroutine: Any, args: list[Any], fargs: Callable[[Any, Any], Any]
) -> None:
    """A chain as the programs before TaskLoop make it: mask, task, renew with the task first."""
    task = event_loop.create_task(coromask(coroutine, args, {}, fargs))
    task.add_done_callback(functools.partial(renew, task, coroutine, fargs))


def test_a_consumer_begins_anew_after_a_failure(event_loop_of_the_thread: asyncio.AbstractEventLoop) -> None:
    """The state is in the payload: step 0 connects, a failure goes back to step 0 with the channels that failed."""
    event_loop = event_loop_of_the_thread
    seen: list[tuple[int, tuple[str, ...]]] = []

    async def consume(engine: dict[str, int], step: int, channels: set[str]) -> Any:
        seen.append((step, tuple(sorted(channels))))
        await asyncio.sleep(0)
        if step == 0:
            return [engine, 1, set()], {}
        try:
            if len(seen) == 3:
                raise ConnectionError
        except ConnectionError:
            return [engine, 0, {"b"}], {}
        if len(seen) == 6:
            event_loop.stop()
        return [engine, step + 1, channels], {}

    _by_hand(event_loop, consume, [{"a": 1, "b": 2}, 0, {"a", "b"}], simple_fargs_out)
    event_loop.run_forever()
    assert [(0, ("a", "b")), (1, ()), (2, ()), (0, ("b",)), (1, ()), (2, ())] == seen[:6]


def test_a_reader_gives_its_arguments_back_as_a_tuple(event_loop_of_the_thread: asyncio.AbstractEventLoop) -> None:
    """``return args, kwargs`` with what a call got is a pair of a tuple and a dictionary."""
    event_loop = event_loop_of_the_thread
    queue, data = [3, 1, 2], list[int]()

    async def read(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0)
        if args[0]:
            data.append(args[0].pop())
        else:
            event_loop.stop()
        return args, kwargs

    _by_hand(event_loop, read, [queue], simple_fargs_out)
    event_loop.run_forever()
    assert [2, 1, 3] == data


def test_a_socket_is_read_with_the_same_arguments_for_ever(event_loop_of_the_thread: asyncio.AbstractEventLoop) -> None:
    """With simple_fargs what the coroutine returns doesn't matter, nor that it returns nothing."""
    event_loop = event_loop_of_the_thread
    calls: list[tuple[Any, ...]] = []

    async def read(*args: Any) -> None:
        calls.append(args)
        await asyncio.sleep(0)
        if len(calls) == 4:
            event_loop.stop()

    _by_hand(event_loop, read, ["socket", "client"], simple_fargs)
    event_loop.run_forever()
    assert [("socket", "client")] * 4 == calls[:4]
