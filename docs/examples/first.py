import asyncio

from tasktools.taskloop import TaskLoop


async def read(n):
    print("value", n)
    await asyncio.sleep(0.5)  # a source takes as long as it takes
    return [n + 1]  # the arguments of the next iteration


async def main():
    async with TaskLoop(read, [1]):
        await asyncio.sleep(1.75)


asyncio.run(main())
