"""Cancellations: by CANCEL, from outside, and by the coroutine itself; in any state, with anything pending."""

from __future__ import annotations

from .patching import Patch, fault

CALL = "    obtained = await coro(*args, **kwargs)\n"
ITERATED = "        if task.cancelled():\n            self.finish()\n            return\n        error"
RESTED = "        self.gate = None\n        if task.cancelled():\n            self.finish()\n            return\n"
HOLD = "        await asyncio.wait([gate], timeout=self.time_pause)\n"
CANCEL = "        if self.cancelled or self.over:\n            return\n"


def _iterated(condition: str, instead: str) -> tuple[str, str]:
    """A cancelled iteration does something else where a condition holds."""
    return ITERATED, ITERATED.replace(
        "            self.finish()\n",
        f"            if {condition}:\n                {instead}\n                return\n            self.finish()\n",
    )


def _rested(condition: str, instead: str) -> tuple[str, str]:
    """A cancelled pause does something else where a condition holds."""
    return RESTED, RESTED.replace(
        "            self.finish()\n",
        f"            if {condition}:\n                {instead}\n                return\n            self.finish()\n",
    )


@fault("CHAIN.own-cancellation")
def own_cancellation_retried(patch: Patch) -> None:
    """A coroutine that ends by a CancelledError of its own (what it awaited was cancelled) is called again."""
    patch(
        CALL,
        "    mine = asyncio.current_task()\n    while True:\n        try:\n"
        "            obtained = await coro(*args, **kwargs)\n"
        "            break\n        except asyncio.CancelledError:\n"
        "            if mine is None or mine.cancelling():\n                raise\n",
    )


@fault("CHAIN.own-cancellation CHAIN.cancelled-quietly")
def own_cancellation_reported(patch: Patch) -> None:
    """A CancelledError that nobody asked for is reported as an error."""
    patch(
        *_iterated(
            "not self.cancelled and not task.cancelling()",
            "self.finish(RuntimeError('the coroutine was cancelled unexpectedly'))",
        )
    )


@fault("CHAIN.own-cancellation")
def own_cancellation_is_a_payload(patch: Patch) -> None:
    """A coroutine that ends by a CancelledError of its own is taken for one without output: the last payload again."""
    patch(*_iterated("not self.cancelled and not task.cancelling()", "self.decide()"))


@fault("CANCEL.from-outside")
def outside_cancellation_skips_one(patch: Patch) -> None:
    """A cancellation from outside skips one iteration: the chain goes on with the last payload."""
    patch(*_iterated("not self.cancelled and self.rounds >= 2", "self.decide()"))


@fault("CANCEL.from-outside")
def killed_pause_resumes(patch: Patch) -> None:
    """A pause that is cancelled from outside ends like one that got CONTINUE: the coroutine is called."""
    patch(*_rested("not self.cancelled", "self.iterate()"))


@fault("CANCEL.from-outside")
def killed_pause_starts_another(patch: Patch) -> None:
    """A pause that is cancelled from outside is followed by another pause."""
    patch(*_rested("not self.cancelled", "self.decide()"))


@fault("CANCEL.from-outside")
def killed_after_continue_resumes(patch: Patch) -> None:
    """A pause that is cancelled from outside with CONTINUE given already is followed by a call."""
    patch(*_rested("not self.cancelled and not self.paused and not self.stopped", "self.iterate()"))


@fault("CANCEL.from-outside")
def killed_while_pausing_pauses(patch: Patch) -> None:
    """An iteration that is cancelled from outside with PAUSE given is followed by a pause, which never ends."""
    patch(*_iterated("self.paused and not self.cancelled", "self.rest()"))


@fault("CHAIN.cancelled-quietly")
def killed_while_stopping_reports(patch: Patch) -> None:
    """An iteration that is cancelled from outside with STOP given is reported: it could not complete."""
    patch(*_iterated("self.stopped and not self.cancelled", "self.finish(RuntimeError('cancelled before its end'))"))


@fault("CHAIN.nothing-left")
def killed_pause_leaves_a_timer(patch: Patch) -> None:
    """The timer of a pause is of its own: when the pause is cancelled it stays on the event loop for an hour."""
    patch(
        HOLD,
        "        timer = self.loop.call_later(self.time_pause, lambda: gate.done() or gate.set_result(None))\n"
        "        long = self.loop.call_later(3600, lambda: None)\n        await gate\n"
        "        timer.cancel()\n        long.cancel()\n",
    )


@fault("CANCEL.at-once")
def cancel_after_stop_ignored(patch: Patch) -> None:
    """CANCEL after STOP does nothing: the chain is about to end, but its iteration isn't cancelled."""
    patch(CANCEL, CANCEL.replace("self.cancelled or", "self.cancelled or self.stopped or"))


@fault("CANCEL.at-once")
def cancel_while_pausing_waits(patch: Patch) -> None:
    """CANCEL with PAUSE pending waits for the end of the iteration."""
    patch(
        "        if self.task is not None:\n            self.task.cancel()\n",
        "        if self.task is not None and not (self.paused and self.gate is None):\n"
        "            self.task.cancel()\n",
    )


@fault("CANCEL.during-pause")
def cancel_waits_for_the_pause(patch: Patch) -> None:
    """CANCEL in a pause lets it run out: the chain ends up to one time_pause later."""
    patch(
        "        if self.task is not None:\n            self.task.cancel()\n",
        "        if self.task is not None and self.gate is None:\n            self.task.cancel()\n",
    )


@fault("CANCEL.swallowed")
def swallowed_cancellation_is_taken_back(patch: Patch) -> None:
    """A coroutine that swallows the cancellation twice is let go on: its chain survives when it returns."""
    patch(
        "        self.payload = task.result()\n        self.decide()\n",
        """\
        self.payload = task.result()
        if self.cancelled and self.rounds >= 3:
            self.cancelled = False
        self.decide()
""",
    )


@fault("CHAIN.cancelled-quietly")
def cancellation_in_cleanup_reported(patch: Patch) -> None:
    """The CancelledError that ends an iteration after CANCEL is reported when a pause came before."""
    patch(*_iterated("self.cancelled and self.pauses", "self.finish(asyncio.CancelledError())"))


@fault("CANCEL.cleanup")
def cancel_repeated_after_stop(patch: Patch) -> None:
    """STOP after CANCEL cancels the task once more, and so interrupts the clean-up."""
    patch(
        "        self.stopped = True\n        self.wake()\n",
        "        self.stopped = True\n"
        "        if self.cancelled and self.task is not None:\n            self.task.cancel()\n        self.wake()\n",
    )


@fault("CONTROL.at-finish")
def iteration_shielded(patch: Patch) -> None:
    """The coroutine runs in a shielded inner task: after a cancellation from outside it runs on."""
    patch(CALL, "    obtained = await asyncio.shield(asyncio.ensure_future(coro(*args, **kwargs)))\n")


@fault("CHAIN.own-cancellation MASK.cancel-unchanged")
def cancellation_becomes_timeout(patch: Patch) -> None:
    """A cancellation that reaches the coroutine leaves the mask as a TimeoutError."""
    patch(
        CALL,
        "    mine = asyncio.current_task()\n    try:\n        obtained = await coro(*args, **kwargs)\n"
        "    except asyncio.CancelledError:\n        if mine is not None and not mine.cancelling():\n"
        "            raise TimeoutError from None\n        raise\n",
    )


@fault("CHAIN.own-cancellation MASK.cancel-unchanged")
def message_of_cancellation_lost(patch: Patch) -> None:
    """`fargs` is called with None when the coroutine ends by a CancelledError of its own."""
    patch(
        CALL,
        "    mine = asyncio.current_task()\n    try:\n        obtained = await coro(*args, **kwargs)\n"
        "    except asyncio.CancelledError:\n        if mine is not None and mine.cancelling():\n            raise\n"
        "        obtained = list(args)\n",
    )
