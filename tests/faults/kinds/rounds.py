"""Late rounds: what is right at first and wrong at the third, fifth or sixtieth time."""

from __future__ import annotations

from .patching import Patch, fault

DECIDE = "        if self.stopped or self.cancelled:\n            self.finish()\n        elif self.paused:\n"
ITERATED = "        if task.cancelled():\n            self.finish()\n            return\n        error"
RESTED = "        self.gate = None\n        if task.cancelled():\n            self.finish()\n            return\n"
RESULT = "        self.payload = task.result()\n"
PAUSES = "        self.pauses += 1\n"
HOLD = "        await asyncio.wait([gate], timeout=self.time_pause)\n"
FLAG = "        self.paused = True\n"
HELD = "        self.paused = False\n        self.wake()\n"
# A pause is made of many short ones, so pauses are counted where a user iteration ends.
SPELLS = "        self.waiters: list[Any] = []\n"


def _spells(patch: Patch) -> None:
    """Count in `self.spells` how often the chain was paused, however many short pauses each is made of."""
    patch(SPELLS, SPELLS + "        self.spells = 0\n")
    patch(RESULT, RESULT + "        self.spells += self.paused\n")


@fault("PAUSE.holds")
def pause_ignored_from_the_fifth(patch: Patch) -> None:
    """PAUSE in the fifth or a later iteration is ignored."""
    patch(
        DECIDE,
        DECIDE.replace(
            "elif self.paused:", "elif self.paused and (self.rounds < 5 or self.task.done() and self.gate):"
        ),
    )


@fault("PAUSE.holds")
def third_pause_is_none(patch: Patch) -> None:
    """The third PAUSE of a chain that was resumed twice doesn't hold."""
    _spells(patch)
    patch(DECIDE, DECIDE.replace("elif self.paused:", "elif self.paused and self.spells != 3:"))


@fault("CONTINUE.resumes")
def fourth_continue_lost(patch: Patch) -> None:
    """In the fourth pause the first CONTINUE is lost."""
    _spells(patch)
    patch(
        HELD,
        "        if self.spells == 4 and self.gate is not None:\n            self.spells += 1\n            return\n"
        + HELD,
    )


@fault("CONTINUE.later-pauses")
def third_pause_keeps_the_second_payload(patch: Patch) -> None:
    """The payload after the third pause is the one from before the second."""
    _spells(patch)
    patch(PAUSES, PAUSES + "        self.kept = [*getattr(self, 'kept', ()), self.payload][-2:]\n")
    patch(
        RESTED,
        RESTED + "        if self.spells == 3 and not self.paused and not self.stopped:\n"
        "            self.payload = self.kept[0]\n",
    )


@fault("STOP.ends")
def stop_one_late_from_the_fourth(patch: Patch) -> None:
    """STOP in the fourth or a later iteration lets one more iteration through."""
    patch(
        DECIDE,
        "        if self.stopped and self.rounds >= 4 and not getattr(self, 'late', False):\n"
        "            self.late = True\n            self.iterate()\n            return\n" + DECIDE,
    )


@fault("CANCEL.during-pause")
def cancel_in_third_pause_calls(patch: Patch) -> None:
    """CANCEL in the third pause calls the coroutine once more."""
    _spells(patch)
    patch(
        RESTED,
        RESTED.replace(
            "            self.finish()\n",
            "            if self.cancelled and self.spells == 3:\n"
            "                self.cancelled = False\n"
            "                self.stopped = True\n                self.iterate()\n"
            "                return\n            self.finish()\n",
        ),
    )


@fault("CANCEL.ends")
def cancel_survived_at_the_sixth(patch: Patch) -> None:
    """CANCEL in the sixth iteration cancels it, and the seventh begins."""
    patch(
        ITERATED,
        ITERATED.replace(
            "            self.finish()\n",
            "            if self.rounds == 6:\n"
            "                self.cancelled = False\n                self.iterate()\n"
            "                return\n            self.finish()\n",
        ),
    )


@fault("CANCEL.from-outside")
def kill_survived_at_the_third(patch: Patch) -> None:
    """A cancellation from outside in the third iteration is survived: the call is made again."""
    patch(
        ITERATED,
        ITERATED.replace(
            "            self.finish()\n",
            "            if self.rounds == 3 and not self.cancelled:\n"
            "                self.iterate()\n                return\n            self.finish()\n",
        ),
    )


@fault("CHAIN.error-ends")
def fourth_error_retried(patch: Patch) -> None:
    """An iteration that fails is retried once when three have succeeded."""
    patch(
        "            self.finish(error)\n            return\n        self.payload",
        "            if self.rounds == 4:\n"
        "                self.iterate()\n                return\n"
        "            self.finish(error)\n            return\n        self.payload",
    )


@fault("CHAIN.next-payload")
def sixth_call_is_the_first_again(patch: Patch) -> None:
    """The sixth call gets the arguments of the second."""
    patch(
        RESULT,
        RESULT + "        if self.rounds == 1:\n            self.second = self.payload\n"
        "        if self.rounds == 5:\n            self.payload = self.second\n",
    )


@fault("PAYLOAD.args-form")
def keywords_lost_at_the_fourth_renewal(patch: Patch) -> None:
    """The keyword arguments are lost at the fourth renewal with the args form."""
    patch(RESULT, RESULT + "        if self.rounds == 4:\n            self.payload = (self.payload[0], {})\n")


@fault("STOP.completes")
def stop_cuts_the_fifth(patch: Patch) -> None:
    """STOP in the fifth iteration cancels it."""
    patch(
        "        self.stopped = True\n        self.wake()\n",
        "        self.stopped = True\n        self.wake()\n"
        "        if self.rounds == 5 and self.gate is None and self.task is not None:\n"
        "            self.task.cancel()\n",
    )


@fault("STOP.ends")
def stop_ignored_after_sixty(patch: Patch) -> None:
    """STOP in the sixtieth or a later iteration is ignored."""
    patch("        self.stopped = True\n", "        self.stopped = self.rounds < 60\n")


@fault("CONTINUE.in-time")
def third_pause_looks_seldom(patch: Patch) -> None:
    """From the third pause on the chain looks for signals every two time_pause."""
    _spells(patch)
    patch(
        HOLD,
        "        if self.spells >= 3:\n            await asyncio.sleep(2 * self.time_pause)\n        else:\n    "
        + HOLD,
    )


@fault("PAUSE.no-fargs")
def fargs_in_the_third_pause(patch: Patch) -> None:
    """In the third pause fargs is called with the kept arguments and None."""
    _spells(patch)
    patch(RESTED, RESTED + "        if self.spells == 3:\n            self.fargs(self.payload[0], None)\n")


@fault("CONTROL.final")
def continue_revives_at_the_fourth(patch: Patch) -> None:
    """CONTINUE after STOP in the fourth iteration takes the STOP back."""
    patch(HELD, "        if self.rounds == 4 and not self.over:\n            self.stopped = False\n" + HELD)


@fault("CONTROL.latest-wins")
def pause_wins_from_the_fourth(patch: Patch) -> None:
    """PAUSE then CONTINUE in the fourth or a later iteration is a pause."""
    patch(
        HELD,
        HELD.replace("self.paused = False", "self.paused = self.paused and self.gate is None and self.rounds >= 4"),
    )


@fault("CHAIN.own-task")
def fifth_iteration_in_the_same_task(patch: Patch) -> None:
    """The fifth iteration runs in the task of the fourth."""
    patch(
        "        work = coromask(self.coro, args, kwargs, self.fargs)\n",
        """\
        work = coromask(self.coro, args, kwargs, self.fargs)
        if self.rounds == 4:
            work = self.two(work)
""",
    )
    patch(
        "    def spawn(self",
        """\
    async def two(self, work: Any) -> Any:
        args, kwargs = self.payload = await work
        if self.paused or self.stopped or self.cancelled:
            return self.payload
        await asyncio.sleep(0)
        return await coromask(self.coro, args, kwargs, self.fargs)

    def spawn(self""",
    )


@fault("CHAIN.cancelled-quietly")
def cancelled_late_reports(patch: Patch) -> None:
    """A chain that is cancelled in its fifth or a later iteration reports a CancelledError."""
    patch(
        ITERATED,
        ITERATED.replace(
            "            self.finish()\n",
            "            if self.rounds >= 5:\n"
            "                report(self.loop, asyncio.CancelledError())\n            self.finish()\n",
        ),
    )


@fault("CHAIN.continues")
def ends_after_a_hundred(patch: Patch) -> None:
    """The chain ends quietly after a hundred iterations."""
    patch(DECIDE, "        if self.rounds == 100:\n            self.stopped = True\n" + DECIDE)


@fault("STOP.during-pause")
def stop_in_second_pause_calls(patch: Patch) -> None:
    """STOP in the second pause calls the coroutine once more before the end."""
    _spells(patch)
    patch(
        RESTED,
        RESTED
        + "        if self.stopped and self.spells == 2:\n            self.spells += 1\n            self.iterate()\n"
        "            return\n",
    )


@fault("CHAIN.continues")
def renew_ends_at_the_sixth(patch: Patch) -> None:
    """`renew` goes on five times and then no more."""
    patch(
        "def renew(task: Any, coro: Any, fargs: Any, *same: Any) -> None:\n",
        "def renew(task: Any, coro: Any, fargs: Any, *same: Any, count: int = 0) -> None:\n"
        "    if count == 5:\n        return\n",
    )
    patch(
        "functools.partial(renew, coro=coro, fargs=fargs))",
        "functools.partial(renew, coro=coro, fargs=fargs, count=count + 1))",
    )
