"""
12. Find the fault in your own helper
=====================================

Many programs have a small class that awaits a coroutine again and again. Nobody tests what it
does when it is stopped and started at an odd moment. Forty lines let the suite do that.
"""

# %%
# A program that goes wrong
# -------------------------
#
# ``Every`` is such a helper, as one finds it in many projects. It knows nothing of this model: no
# payload, no CANCEL, and a rest between two calls. The adapter below it says so, and translates the
# rest: ``stop`` and ``start`` are PAUSE and CONTINUE, and a ``stop`` after which nobody starts it
# again is STOP.

import asyncio

from taskloop_conformance.explore.exploration import SHARDS, explore
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.pictures.swimlane import swimlane


class Every:
    """Await a coroutine again and again, with a rest between two calls."""

    def __init__(self, seconds, job):
        self.seconds, self.job, self.running = seconds, job, False

    def start(self):
        if not self.running:
            self.running = True
            self.task = asyncio.create_task(self.run())

    def stop(self):
        self.running = False

    async def run(self):
        while self.running:
            await self.job()
            await asyncio.sleep(self.seconds)


class Chain:
    def __init__(self, helper):
        self.helper, self.over = helper, False
        self.pause = helper.stop

    def task_continue(self):
        if not self.over:
            self.helper.start()

    def stop(self):
        self.over = True
        self.helper.stop()


class Adapter:
    profiles, without = frozenset({"control"}), frozenset({"payload", "cancel"})
    version, interval = "", 0.05  # seconds

    def __init__(self, helper):
        self.helper, self.name = helper, helper.__name__

    def start(self, coro, args, kwargs, **_):
        chain = Chain(self.helper(self.interval, lambda: coro(*(args or ()), **(kwargs or {}))))
        chain.helper.start()
        return chain, chain.helper.task


# %%
# The suite's explorer makes the scripts. As in lesson 11 a quarter of its quick ones is enough here.


def validate(helper):
    """The broken rules, each with the shortest history found that shows it."""
    found = [explore(DEPTHS["quick"], shard, Adapter(helper)) for shard in range(0, SHARDS, 4)]
    findings = {finding.rule: finding for shard in found for finding in shard.findings.values()}
    broken = [f"{rule} ({findings[rule].replay})" for rule in sorted(findings)]
    print(f"{helper.__name__} breaks:", *broken or ["nothing"], sep="\n  ")
    return findings


findings = validate(Every)

# %%
finding = findings["CHAIN.no-overlap"]
swimlane(finding.history, finding.divergence)

# %%
# (:mkdocs:`How to read these pictures <pictures.md>`)
#
# **Question.**  Which line lets the second call start while the first one still runs?
#
# The rule
# --------
#
# The calls of one chain never run beside each other: :rule:`CHAIN.no-overlap`. If the job writes a
# file or asks a device, both calls do so at once, and nothing in the code looks like it.
#
# ``start`` makes a new task when ``running`` is false. But ``stop`` only asks the old task to end,
# and that one looks at ``running`` after its call and its rest. Before that, ``start`` makes a
# second task and sets ``running`` again, so the first one never ends.
#
# Build it right
# --------------
#
# It isn't enough that the old task notices that there is a new one: it notices only after the call
# that it is in, and the new one doesn't wait for that. There must be one task, and ``start`` only
# lets it go on.


class Mended(Every):
    task = None

    def start(self):
        self.running = True
        if self.task is None:
            self.task = asyncio.create_task(self.run())

    async def run(self):
        while self.running:
            await self.job()
            await asyncio.sleep(self.seconds)
        self.task = None  # only a stop leaves the loop; after an error the helper stays ended


left = validate(Mended)

# %%
# The second fault is gone, too: ``start`` after an error or a cancellation had started the helper
# again (:rule:`CONTROL.after-end`). If you want that, you decide it now, and it no longer happens
# by itself.
#
# Put your own helper and its adapter into a file. This asks in a second whether the adapter holds,
# then for the whole verdict:
#
# .. code-block:: console
#
#    $ taskloop-conformance check mine.py:adapter
#    $ taskloop-conformance run mine.py:adapter
#
# The whole suite also says what this helper never promised: it has one task for all its calls
# (:rule:`CHAIN.own-task`), and only a timer refers to it (:rule:`CHAIN.held`).
#
# What you have learned
# ---------------------
#
# You can now let the suite look for the odd moments in a helper that knows nothing of TaskLoop.
#
# Check yourself
# --------------
#
# Which of the rules that the first helper broke does the last one break in these histories?

assert left == {}

# %%
# Where next
# ----------
#
# - The same for well-known libraries: :mkdocs:`What does your periodic helper do? <validate/peers.md>`
# - The members of an adapter: :mkdocs:`Write an adapter <validate/adapter.md>`;
#   ``taskloop-conformance init mine:Class`` writes a first draft.
# - API: :mkdocs:`the suite <api/suite.md>`.
# - Recipe: :mkdocs:`When not to use it <gallery/start/plot_5_when_not.md>`.
# - Rules: :mkdocs:`all of CHAIN <specification/chain.md>`.
