"""
Signals at odd moments
======================

A signal comes before the first iteration, twice, in the middle of a pause, or after the end; or
somebody cancels the task behind the chain's back. What happens?
"""

# %%
# Every chain below reads for one second and holds on to an object, ``note``, that its payload
# carries along. What each of them is told, and when, stands in one table.

import asyncio

from taskloop_conformance.teach.stage import Tape, now, run
from tasktools.taskloop import TaskLoop, simple_fargs_out

SIGNALS = {
    "cancelled": [(1.5, "pause"), (4, "cancel")],  # CANCEL in a pause
    "early": [(0, "pause"), (3, "task_continue")],  # PAUSE before the first iteration
    "killed": [(0.5, "task.cancel")],  # by somebody else
    "paused twice": [
        (0.5, "pause"),
        (2, "task_continue"),
        (4.5, "pause"),
        (6, "task_continue"),
    ],
    "repeated": [(0.5, "pause"), (2, "pause"), (3, "task_continue"), (3.5, "task_continue")],
    "stopped": [
        (1.5, "pause"),
        (4, "stop"),
        (6, "pause"),
        (7, "task_continue"),
    ],  # STOP in a pause
}


async def main(tape):
    note = object()
    ended_at, seen = {}, set()

    async def read(number, note):
        seen.add(id(note))
        await asyncio.sleep(1)
        return [number + 1, note]

    async def give(name, signals):
        chain = tape.chain(name, TaskLoop, read, [1, note], fargs=simple_fargs_out)
        task = chain.create()
        for at, signal in signals:
            await asyncio.sleep(at - now())
            if signal == "task.cancel":
                tape.note(name, "KILL")
                task.cancel()
            else:
                getattr(chain, signal)()
            await asyncio.sleep(0.25)
            if str(chain.state) == "ended":
                ended_at.setdefault(name, at)
        await asyncio.sleep(7.5 - now())

    await asyncio.gather(*(give(name, signals) for name, signals in SIGNALS.items()))
    return ended_at, seen == {id(note)}


tape = Tape(time_pause=0.25)
ended_at, same_object = run(main(tape))
print("ended by the signal at:", ended_at)
print("every iteration got the same object:", same_object)
print("broken:", tape.verdict())
assert ended_at == {"cancelled": 4, "killed": 0.5, "stopped": 4}
assert same_object
assert tape.verdict() is None

# %%
# The picture answers, chain by chain.

picture = tape.picture("Signals at odd moments")
picture

# %%
# - CANCEL in a pause ends the pause and the chain in that instant (:rule:`CANCEL.during-pause`).
# - A signal before the first iteration doesn't prevent it (:rule:`CONTROL.first-iteration`): PAUSE
#   holds the second one back.
# - A task that somebody else cancels, as ``asyncio.run`` does at its end, ends the chain
#   (:rule:`CANCEL.from-outside`).
# - The second pause keeps the payload as the first did (:rule:`CONTINUE.later-pauses`), and what goes
#   on is the very object, not a copy (:rule:`CONTINUE.same-object`).
# - A signal that was given already changes nothing (:rule:`CONTROL.repeated`), and CONTINUE while an
#   iteration runs starts no second one (:rule:`CONTINUE.while-running`).
# - A signal before the start spoils nothing (:rule:`CONTROL.before-start`), a second ``create()``
#   starts no second chain (:rule:`CHAIN.created-once`), and a signal from another thread works or
#   is refused (:rule:`CONTROL.threads`).
# - STOP in a pause ends the chain without another call (:rule:`STOP.during-pause`), within one
#   ``time_pause`` (:rule:`STOP.in-time`). What comes after the end does nothing
#   (:rule:`CONTROL.after-end`).
