"""
Sources sharded over processes
==============================

One event loop is one processor. Here the sources are dealt out over two worker processes of a local
``dask.distributed`` cluster, and one shard is paused.
"""

# %%
# A shard is an *actor*: an object that lives in one worker. Its ``async`` methods run on that
# worker's event loop, so its chains do too. Only signals and counts travel between processes.

import asyncio

from dask import config
from distributed import Client, LocalCluster

from taskloop_conformance.pictures.bars import bars


class Shard:
    def __init__(self, sources):
        self.sources = sources
        self.chains = []

    async def start(self):
        from tasktools.taskloop import TaskLoop

        async def read(number):
            await asyncio.sleep(0.005)
            return [number + 1]

        self.chains = [TaskLoop(read, [0], name=name) for name in self.sources]
        for chain in self.chains:
            chain.create()

    async def signal(self, name):
        for chain in self.chains:
            getattr(chain, name)()
        await asyncio.sleep(0.02)  # the running iterations complete

    async def states(self):
        return sorted({str(chain.state) for chain in self.chains})

    async def counts(self):
        return {chain.name: chain.iterations for chain in self.chains}


def deal(sources, shards):
    return [sources[number::shards] for number in range(shards)]


async def until(shard, name, more):
    """Wait until the source of a shard has read so many values more."""
    goal = (await shard.counts())[name] + more
    while (await shard.counts())[name] < goal:
        await asyncio.sleep(0.01)


async def main(address, workers):
    async with Client(address, asynchronous=True) as client:
        halves = deal([f"source {number}" for number in range(6)], len(workers))
        shards = [
            await client.submit(Shard, half, actor=True, workers=[worker], pure=False)
            for half, worker in zip(halves, workers, strict=True)
        ]
        for shard in shards:
            await shard.start()
        await asyncio.gather(
            *(until(shard, half[0], 5) for shard, half in zip(shards, halves, strict=True))
        )
        await shards[0].signal("pause")
        paused = await shards[0].counts()
        await until(shards[1], halves[1][0], 10)
        still = paused == await shards[0].counts()
        states = [await shard.states() for shard in shards]
        await shards[0].signal("task_continue")
        await until(shards[0], halves[0][0], 5)
        for shard in shards:
            await shard.signal("stop")
        ended = [await shard.states() for shard in shards]
        return halves, still, states, ended


if __name__ == "__main__":  # the workers import this file again
    with (
        config.set(
            {"distributed.worker.daemon": True, "distributed.comm.timeouts.connect": "10s"}
        ),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            silence_logs=50,
        ) as cluster,
    ):
        halves, still, states, ended = asyncio.run(
            asyncio.wait_for(
                main(cluster.scheduler_address, sorted(cluster.scheduler_info["workers"])), 30
            )
        )
    print("shards:", halves)
    print("states while the first is paused:", states)
    print("the paused shard stood still while the other read ten values more:", still)
    print("states at the end:", ended)
    assert still
    assert states == [["paused"], ["running"]]
    assert ended == [["ended"], ["ended"]]

# %%
# Pausing one shard doesn't touch the other: no state is shared between chains
# (:rule:`ISOLATION.signals`), so it doesn't matter in which process they run.

if __name__ == "__main__":
    sizes = {f"shard {state[0]}": len(half) for half, state in zip(halves, states, strict=True)}
    picture = bars(
        sizes, "Sources in each worker process", "sources", kinds={next(iter(sizes)): "paused"}
    )
picture if __name__ == "__main__" else None
