"""Late turns: the decision or the start comes some turns later, which is legal, and loses a signal in between."""

from __future__ import annotations

from .patching import Patch, fault

DECIDED = "        self.payload = task.result()\n        self.decide()\n"
RESTED = "            return\n        self.decide()\n\n    def finish"
DECIDE = "    def decide(self) -> None:\n"
LATER = """\
    def later(self, turns: int, what: Any) -> None:
        if turns:
            self.loop.call_soon(self.later, turns - 1, what)
        else:
            what()

    def decide(self) -> None:
"""
HOLD = "        await asyncio.wait([gate], timeout=self.time_pause)\n"
CANCELLING = "        if self.task is not None:\n            self.task.cancel()\n"


@fault("CANCEL.ends")
def cancel_between_is_lost(patch: Patch) -> None:
    """The decision falls six turns after the end; CANCEL before it reaches a task that is done, and is lost."""
    patch(DECIDE, LATER)
    patch(DECIDED, DECIDED.replace("self.decide()", "self.later(6, self.decide)"))
    patch(
        "        self.cancelled = True\n" + CANCELLING,
        "        self.cancelled = self.task is None or not self.task.done()\n" + CANCELLING,
    )


@fault("STOP.ends")
def stop_between_is_lost(patch: Patch) -> None:
    """The decision falls four turns after the end; a STOP in these turns is forgotten, the next one isn't."""
    patch(DECIDE, LATER)
    patch(DECIDED, DECIDED.replace("self.decide()", "self.later(4, self.decide)"))
    patch(
        "        self.stopped = True\n",
        "        self.stopped = self.stopped or self.task is None or not self.task.done()\n",
    )


@fault("PAUSE.holds")
def pause_between_is_lost(patch: Patch) -> None:
    """The start comes five turns after the decision, and clears the flag: a PAUSE in between is forgotten for ever."""
    patch(DECIDE, LATER)
    patch("        else:\n            self.iterate()\n", "        else:\n            self.later(5, self.fresh)\n")
    patch(
        "    def rest(self)",
        "    def fresh(self) -> None:\n        self.paused = False\n        self.iterate()\n\n    def rest(self)",
    )


@fault("CANCEL.ends")
def start_after_cancel(patch: Patch) -> None:
    """The start comes five turns after the decision; a CANCEL in between doesn't reach the iteration that follows."""
    patch(DECIDE, LATER)
    patch("        else:\n            self.iterate()\n", "        else:\n            self.later(5, self.iterate)\n")
    patch("        if self.cancelled:\n            self.task.cancel()\n", "")
    patch(
        "        if self.stopped or self.cancelled:\n            self.finish()\n",
        """\
        if self.stopped or (self.cancelled and self.rounds < 2):
            self.finish()
""",
    )


@fault("CONTINUE.resumes")
def continue_between_pauses_is_lost(patch: Patch) -> None:
    """Three turns pass between two short pauses; CONTINUE in them is overwritten by the state read before."""
    patch(DECIDE, LATER)
    patch(
        RESTED,
        RESTED.replace(
            "        self.decide()\n", "        self.later(3, functools.partial(self.again, self.paused))\n"
        ),
    )
    patch(
        "    def rest(self)",
        "    def again(self, paused: bool) -> None:\n"
        "        self.paused = paused\n        self.decide()\n\n    def rest(self)",
    )


@fault("CHAIN.no-overlap")
def two_continues_in_one_instant(patch: Patch) -> None:
    """CONTINUE in a pause starts the iteration four turns later; a second CONTINUE meanwhile starts another one."""
    patch(DECIDE, LATER)
    patch(
        "        self.paused = False\n        self.wake()\n",
        """\
        self.paused = False
        if self.gate is not None and not self.gate.done() and self.rested_task is not None:
            self.later(4, self.iterate)
            self.later(5, self.drop)
""",
    )
    patch(
        "        self.spawn(self.hold(self.gate), self.rested)\n",
        """\
        self.rested_task = self.spawn(self.hold(self.gate), self.rested)

    def drop(self) -> None:
        if self.rested_task is not None:
            self.rested_task.remove_done_callback(self.rested)
            self.rested_task.cancel()
            self.rested_task = self.gate = None
""",
    )
    patch("        self.loop: Any = None\n", "        self.loop: Any = None\n        self.rested_task: Any = None\n")


@fault("CANCEL.during-pause")
def cancel_before_the_pause_begins(patch: Patch) -> None:
    """The pause begins five turns after the decision; a CANCEL in between is seen when the pause is over."""
    patch(DECIDE, LATER)
    patch(
        "        elif self.paused:\n            self.rest()\n",
        "        elif self.paused:\n            self.later(5, self.rest)\n",
    )
    patch("        if self.cancelled:\n            self.task.cancel()\n", "")


@fault("STOP.in-time")
def stop_before_the_pause_begins(patch: Patch) -> None:
    """The pause begins five turns after the decision and waits for a signal only; a STOP in between is never seen."""
    patch(DECIDE, LATER)
    patch(
        "        elif self.paused:\n            self.rest()\n",
        "        elif self.paused:\n            self.later(5, self.rest)\n",
    )
    patch(HOLD, "        await gate\n")


@fault("CONTINUE.resumes")
def continue_before_the_pause_waits(patch: Patch) -> None:
    """A pause waits for a signal from its fourth turn on, and doesn't look whether one has come before."""
    patch(
        HOLD,
        "        for _ in range(4):\n            await asyncio.sleep(0)\n"
        "        fresh = self.gate = self.loop.create_future()\n"
        "        await fresh\n",
    )


@fault("CHAIN.error-reported")
def error_late_and_lost(patch: Patch) -> None:
    """The error is reported eight turns after the end, by a weak reference to the chain."""
    patch(DECIDE, LATER)
    patch(
        "            report(self.loop, error)\n",
        "            import weakref\n            me = weakref.ref(self)\n"
        "            self.later(0, lambda: None)\n            loop = self.loop\n"
        "            def tell(turns: int) -> None:\n                if turns:\n"
        "                    loop.call_soon(tell, turns - 1)\n"
        "                elif (chain := me()) is not None:\n                    report(loop, chain.error)\n"
        "            tell(8)\n",
    )


@fault("CHAIN.yields")
def fast_iterations_in_one_turn(patch: Patch) -> None:
    """Iterations that didn't suspend are renewed four at a time in one turn: the loop gets its turn at every fifth."""
    patch(
        "        work = coromask(self.coro, args, kwargs, self.fargs)\n"
        "        return self.spawn(work, self.iterated)\n",
        """\
        work = coromask(self.coro, args, kwargs, self.fargs)
        if self.rounds % 5 and self.rounds > 5:
            try:
                work.send(None)
            except StopIteration as done:
                self.payload = done.value
                if not (self.stopped or self.paused or self.cancelled):
                    return self.iterate()
                work = coromask(self.coro, *self.payload, self.fargs)
        return self.spawn(work, self.iterated)
""",
    )


@fault("CHAIN.nothing-added")
def a_millisecond_between(patch: Patch) -> None:
    """Between an iteration and the decision a millisecond of loop time passes."""
    patch(DECIDED, "        self.payload = task.result()\n        self.loop.call_later(1e-3, self.decide)\n")
