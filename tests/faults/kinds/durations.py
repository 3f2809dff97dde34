"""Durations: iterations that take a day, pauses that last a week, short and long time_pause."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
HOLD = "        await asyncio.wait([gate], timeout=self.time_pause)\n"
PAUSES = "        self.pauses += 1\n"
RESTED = "        self.gate = None\n        if task"


def _polls(seconds: str) -> str:
    """A pause that doesn't listen to the gate, but sleeps."""
    return f"        await asyncio.sleep({seconds})\n"


@fault("CHAIN.no-limit")
def iteration_cut_after_an_hour(patch: Patch) -> None:
    """An iteration that takes more than an hour is ended by a TimeoutError."""
    patch(CALL, "    async with asyncio.timeout(3600):\n        obtained = await coro(*args, **kwargs)\n")


@fault("CHAIN.no-limit")
def iteration_abandoned_after_half_a_day(patch: Patch) -> None:
    """An iteration that takes more than half a day is cancelled, and the chain ends quietly."""
    patch(
        "        return self.spawn(work, self.iterated)\n",
        """\
        task = self.spawn(work, self.iterated)
        guard = self.loop.call_later(43200, task.cancel)
        task.add_done_callback(lambda _: guard.cancel())
        return task
""",
    )


@fault("CHAIN.no-limit CHAIN.no-overlap")
def stuck_iteration_doubled(patch: Patch) -> None:
    """An iteration that takes more than an hour is taken for stuck, and a second one is started beside it."""
    patch(
        "        return self.spawn(work, self.iterated)\n",
        """\
        task = self.spawn(work, self.iterated)
        guard = self.loop.call_later(3600, lambda: self.over or self.task is not task or self.iterate())
        task.add_done_callback(lambda _: guard.cancel())
        return task
""",
    )


@fault("PAUSE.lasts")
def pause_ends_after_a_day(patch: Patch) -> None:
    """A pause that has lasted a day ends by itself: the coroutine is called."""
    patch(PAUSES, PAUSES + "        self.since = getattr(self, 'since', None) or self.loop.time()\n")
    patch(RESTED, "        if self.loop.time() - self.since > 86400:\n            self.paused = False\n" + RESTED)
    patch("        self.rounds += 1\n", "        self.rounds += 1\n        self.since = None\n")


@fault("PAUSE.lasts")
def chain_ends_after_long_pause(patch: Patch) -> None:
    """A pause of two hours ends the chain: nobody seems to want it any more."""
    patch(PAUSES, PAUSES + "        self.since = getattr(self, 'since', None) or self.loop.time()\n")
    patch(
        RESTED,
        "        if self.paused and self.loop.time() - self.since > 7200:\n            self.stopped = True\n" + RESTED,
    )
    patch("        self.rounds += 1\n", "        self.rounds += 1\n        self.since = None\n")


@fault("CONTINUE.in-time")
def polls_grow_longer(patch: Patch) -> None:
    """A pause looks for signals at growing intervals: twice as long each time, after the tenth."""
    patch(HOLD, _polls("self.time_pause / 2 * max(1, 2 ** (self.pauses - 10))"))


@fault("CONTINUE.in-time")
def at_least_a_tenth_of_a_second(patch: Patch) -> None:
    """A time_pause below a tenth of a second is taken for a tenth."""
    patch(HOLD, _polls("max(self.time_pause, 0.1)"))


@fault("CONTINUE.in-time")
def whole_seconds(patch: Patch) -> None:
    """A time_pause is rounded up to whole seconds."""
    patch(HOLD, "        import math\n" + _polls("math.ceil(self.time_pause)"))


@fault("STOP.in-time")
def stop_seen_at_the_second_look(patch: Patch) -> None:
    """STOP in a pause is seen by the second look after it, CONTINUE by the first."""
    patch(HOLD, _polls("self.time_pause * 0.9"))
    patch(
        RESTED,
        RESTED.replace(
            "        if task",
            """\
        if self.stopped and not task.cancelled() and not getattr(self, "seen", False):
            self.seen = True
            self.rest()
            return
        if task""",
        ),
    )


@fault("PAUSE.takes-time")
def zero_time_pause_spins(patch: Patch) -> None:
    """With a time_pause of zero the pause turns the event loop over and over."""
    patch(HOLD, "        if self.time_pause == 0:\n            await asyncio.sleep(0)\n            return\n" + HOLD)


@fault("CHAIN.nothing-added")
def rest_after_fifty(patch: Patch) -> None:
    """Every fiftieth iteration is followed by a sleep of ten milliseconds, to let the processor cool down."""
    patch(CALL, CALL)
    patch(
        "        work = coromask(self.coro, args, kwargs, self.fargs)\n",
        """\
        work = coromask(self.coro, args, kwargs, self.fargs)
        if self.rounds % 50 == 0:
            work = self.rested_first(work)
""",
    )
    patch(
        "    def spawn(self",
        """\
    async def rested_first(self, work: Any) -> Any:
        await asyncio.sleep(0.01)
        return await work

    def spawn(self""",
    )


@fault("PAUSE.lasts")
def thousand_looks(patch: Patch) -> None:
    """After two hundred looks the pause gives up and the coroutine is called."""
    patch(PAUSES, PAUSES + "        if self.pauses > 200:\n            self.paused = False\n")


@fault("CHAIN.nothing-added")
def minimum_period(patch: Patch) -> None:
    """Iterations of less than a millisecond of loop time are followed by a wait of a millisecond."""
    patch(
        CALL,
        "    began = asyncio.get_running_loop().time()\n"
        + CALL
        + "    if asyncio.get_running_loop().time() - began < 0.001:\n        await asyncio.sleep(0.001)\n",
    )


@fault("CHAIN.nothing-left")
def timer_of_an_hour_left(patch: Patch) -> None:
    """Each chain has a watchdog timer of an hour, which stays when the chain ends by STOP in a pause."""
    patch(
        "        alive.add(self)\n",
        "        alive.add(self)\n        self.guard = self.loop.call_later(3600, lambda: None)\n",
    )
    patch(
        "        alive.discard(self)\n",
        "        alive.discard(self)\n        if not (self.stopped and self.pauses):\n"
        "            self.guard.cancel()\n",
    )
    patch("        if self.cancelled or self.over:\n", "        if self.cancelled or self.over:\n")
