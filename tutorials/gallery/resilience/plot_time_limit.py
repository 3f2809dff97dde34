"""
A time limit for each iteration
===============================

A slow answer is worth less than the next question.  Give every iteration a limit and go on.
"""

# %%
# A chain has no limit of its own (:rule:`CHAIN.no-limit`). It goes around the coroutine, with
# ``asyncio.timeout``. What a missed answer means is for you to say: here the iteration gives
# ``None``, and ``fargs`` asks the next question all the same.

import asyncio

from taskloop_conformance.teach.stage import Tape, run
from tasktools.taskloop import TaskLoop

ANSWERS = [0.4, 0.9, 5.0, 0.2, 3.0, 0.6]  # seconds until each answer


def limited(coro, seconds):
    """``coro``, giving None where it takes longer than so many seconds."""

    async def within(*args, **kwargs):
        try:
            async with asyncio.timeout(seconds):
                return await coro(*args, **kwargs)
        except TimeoutError:
            return None

    return within


async def ask(number):
    await asyncio.sleep(ANSWERS[number])
    return f"answer {number}"


async def main(tape):
    answers = []

    def following(args, obtained):
        answers.append(obtained)
        if len(answers) == len(ANSWERS):
            chain.stop()
        return [args[0] + 1]

    chain = tape.chain("A", TaskLoop, limited(ask, 1), [0], fargs=following)
    chain.create()
    await chain
    return answers


tape = Tape()
answers = run(main(tape))
for number, answer in enumerate(answers):
    print(f"question {number}: {answer or 'too late'}")
assert tape.verdict() is None
assert [number for number, answer in enumerate(answers) if answer is None] == [2, 4]

# %%
# No iteration is longer than a second. The exception of the time limit stays within the coroutine;
# one that leaves it would end the chain.

picture = tape.picture("Six questions, two too slow")
picture
