"""
11. Validate an implementation
==============================

You have built a TaskLoop. Does it do what the specification says? The suite tries thousands of
histories that nobody would write by hand, on the same virtual clock, and names the rule that is
broken.
"""

# %%
# A program that goes wrong
# -------------------------
#
# The lessons' pieces put together, with one small mistake left in. Can you see it? ``validate`` lets
# the suite's explorer try every script of a few signals on it, each at every moment that could
# matter. The scripts are dealt into sixteen shards; every fourth shard is enough for a lesson.

import asyncio
from functools import partialmethod
from types import SimpleNamespace

from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.explore.exploration import SHARDS, explore
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.pictures.swimlane import swimlane
from tasktools.taskloop import TaskLoop, coromask, simple_fargs_out


class MyTaskLoop:
    def __init__(
        self, coro, coro_args=(), coro_kwargs=None, *, fargs=simple_fargs_out, time_pause=0.1
    ):
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload, self.wish, self.paused = (coro_args, coro_kwargs or {}), "CONTINUE", False

    def create(self):
        return self.schedule(coromask(self.coro, *self.payload, self.fargs))

    def schedule(self, step):
        self.task = asyncio.get_running_loop().create_task(step)
        self.task.add_done_callback(self.decide)
        return self.task

    def ask(self, wish):
        self.wish = wish

    pause = partialmethod(ask, "PAUSE")
    task_continue = partialmethod(ask, "CONTINUE")
    stop = partialmethod(ask, "STOP")

    def cancel(self):
        if self.wish != "CANCEL":
            self.wish = "CANCEL"
            self.task.cancel()

    def decide(self, task):
        if task.cancelled():
            return
        if error := task.exception():
            asyncio.get_running_loop().call_exception_handler(
                {"message": "failed", "exception": error}
            )
            return
        self.payload = self.payload if self.paused else task.result()
        self.paused = self.wish == "PAUSE"
        if self.paused:
            self.schedule(asyncio.sleep(self.time_pause))
        elif self.wish == "CONTINUE":
            self.create()


def validate(implementation):
    """The broken rules, each with the shortest history found that shows it."""
    adapter = ModuleAdapter(SimpleNamespace(TaskLoop=implementation), implementation.__name__)
    found = [explore(DEPTHS["quick"], shard, adapter) for shard in range(2, SHARDS, 4)]
    print(
        f"{implementation.__name__}: {sum(shard.histories for shard in found)} histories tried"
    )
    failures = sorted(
        (f for shard in found for f in shard.findings.values()),
        key=lambda f: -len(f.history.events),
    )
    return {failure.rule: failure for failure in failures}


failures = validate(MyTaskLoop)
print(*(f"{rule}: {failure.replay}" for rule, failure in sorted(failures.items())), sep="\n")

# %%
failure = failures["CONTROL.final"]
swimlane(failure.history, failure.divergence)

# %%
# **Question.**  The chain was told to stop, and it went on.  Which signal took the STOP back?
#
# The rule
# --------
#
# A later one did, because each signal simply overwrites the wish. STOP and CANCEL are final:
# :rule:`CONTROL.final`. A shutdown that a late CONTINUE can undo is no shutdown.
#
# Build it right
# --------------
#
# A look at the wish before it is changed.


class Repaired(MyTaskLoop):
    def ask(self, wish):
        if self.wish not in ("STOP", "CANCEL"):
            self.wish = wish

    pause = partialmethod(ask, "PAUSE")
    task_continue = partialmethod(ask, "CONTINUE")
    stop = partialmethod(ask, "STOP")


left = validate(Repaired)

# %%
# The whole suite tries all shards and checks more than the explorer can see, such as whether the
# running chain is held (:rule:`CHAIN.held`). Put the class into a file, and ask for the verdict on
# the command line:
#
# .. code-block:: console
#
#    $ taskloop-conformance run my_taskloop.py
#    $ taskloop-conformance explain CONTROL.final
#    $ taskloop-conformance replay 'wait:1w=STOP,1w=CONTINUE' my_taskloop.py
#
# You can now
# -----------
#
# validate an implementation, read the verdict, and see a failing history as a picture.
#
# Check yourself
# --------------
#
# Does the reference break a rule?

assert validate(TaskLoop) == {}
assert left == {}  # the repaired one breaks no rule that the explorer can see
