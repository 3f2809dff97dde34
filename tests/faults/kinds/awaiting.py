"""Awaiting a chain: nobody, one, several, one who is cancelled, and after the end."""

from __future__ import annotations

from .patching import Patch, fault

ENDED = """\
        if not self.over:
            waiter = self.loop.create_future()
            self.waiters.append(waiter)
            await waiter
        if self.error is not None:
            raise self.error
"""
LISTENING = "        listening = [waiter for waiter in self.waiters if not waiter.done()]\n"
TOLD = "        if error is not None and not listening:\n"


@fault("CHAIN.error-reported CHAIN.awaiter-cancelled")
def cancelled_awaiter_counts(patch: Patch) -> None:
    """An awaiter who was cancelled before the end counts as one who hears the error: nobody is told."""
    patch(TOLD, "        if error is not None and not self.waiters:\n")


@fault("CHAIN.error-reported CHAIN.awaiter-cancelled")
def awaited_once_is_awaited_for_ever(patch: Patch) -> None:
    """Once somebody has begun to await the chain, the exception handler isn't told any more, whoever is left."""
    patch(
        "        self.waiters: list[Any] = []\n", "        self.waiters: list[Any] = []\n        self.heard = False\n"
    )
    patch("        if not self.over:\n", "        self.heard = True\n        if not self.over:\n")
    patch(TOLD, "        if error is not None and not self.heard:\n")


@fault("CHAIN.error-reported")
def only_awaiters_are_told(patch: Patch) -> None:
    """The error is kept for whoever awaits the chain; the exception handler is never told."""
    patch("            report(self.loop, error)\n", "            pass\n")


@fault("CHAIN.error-reported CHAIN.awaited")
def awaiters_see_no_error(patch: Patch) -> None:
    """Awaiting a chain that failed gives its last payload; the exception handler isn't told because somebody waits."""
    patch("        if self.error is not None:\n            raise self.error\n", "")


@fault("CHAIN.awaited")
def late_awaiter_hears_nothing(patch: Patch) -> None:
    """Who awaits a failed chain after its end gets its last payload, not its error."""
    patch(
        ENDED,
        ENDED.replace(
            "            await waiter\n        if self.error",
            "            await waiter\n        else:\n            return self.payload\n        if self.error",
        ),
    )


@fault("CHAIN.awaited")
def late_awaiter_waits_for_ever(patch: Patch) -> None:
    """Who awaits a chain after its end waits for ever."""
    patch(ENDED, ENDED.replace("        if not self.over:\n", "        if True:\n"))


@fault("CHAIN.awaited")
def first_awaiter_only(patch: Patch) -> None:
    """Of several awaiters the first one is told of the end; the others wait for ever."""
    patch(LISTENING, LISTENING.replace("if not waiter.done()]", "if not waiter.done()][:1]"))


@fault("CHAIN.awaiter-cancelled")
def awaiter_cancels_the_chain(patch: Patch) -> None:
    """Cancelling an awaiter cancels the chain."""
    patch(
        ENDED,
        ENDED.replace(
            "            await waiter\n",
            "            try:\n                await waiter\n"
            "            except asyncio.CancelledError:\n                self.cancel()\n                raise\n",
        ),
    )


@fault("CHAIN.awaited")
def awaits_the_first_task(patch: Patch) -> None:
    """Awaiting a chain awaits the task that is active just then: it ends with the iteration, not with the chain."""
    patch(
        ENDED,
        "        if self.task is not None:\n            await asyncio.wait([self.task])\n"
        "        if self.error is not None:\n            raise self.error\n",
    )


@fault("CHAIN.awaited")
def cancelled_chain_keeps_its_awaiters(patch: Patch) -> None:
    """Awaiters are told of a STOP and of an error; after CANCEL they wait for ever."""
    patch(
        "            waiter.set_result(None)\n",
        "            if not self.cancelled:\n                waiter.set_result(None)\n",
    )


@fault("CHAIN.awaited")
def stop_in_pause_keeps_its_awaiters(patch: Patch) -> None:
    """A chain that is stopped in a pause leaves its awaiters waiting for ever."""
    patch(
        "            waiter.set_result(None)\n",
        "            if not (self.stopped and self.pauses):\n                waiter.set_result(None)\n",
    )


@fault("CHAIN.awaited")
def awaiter_gets_a_wrapped_error(patch: Patch) -> None:
    """Awaiting a chain raises a RuntimeError with the chain's error as its cause."""
    patch("            raise self.error\n", "            raise RuntimeError('the chain failed') from self.error\n")


@fault("CHAIN.awaited")
def falsy_error_not_raised(patch: Patch) -> None:
    """An error whose truth value is false isn't raised where the chain is awaited."""
    patch("        if self.error is not None:\n            raise", "        if self.error:\n            raise")


@fault("CHAIN.error-reported CHAIN.awaiter-cancelled")
def awaiter_cancelled_in_the_same_turn(patch: Patch) -> None:
    """An awaiter who is cancelled in the turn before the end counts: neither he nor the handler hears."""
    patch(
        "            self.waiters.append(waiter)\n",
        "            self.waiters.append(asyncio.current_task())\n"
        "            self.bells = [*getattr(self, 'bells', ()), waiter]\n",
    )
    patch(
        "            waiter.set_result(None)\n",
        "            pass\n        for bell in getattr(self, 'bells', ()):\n"
        "            if not bell.done():\n                bell.set_result(None)\n",
    )


@fault("CHAIN.error-reported")
def error_for_awaiters_in_a_future(patch: Patch) -> None:
    """The error waits in a future that the finished chain keeps; it is only told when the chain itself is collected."""
    patch(
        "            report(self.loop, error)\n",
        "            self.outcome = self.loop.create_future()\n"
        "            self.outcome.set_exception(error)\n            kept.append(self.outcome)\n",
    )
    patch("alive: set[Any] = set()\n", "alive: set[Any] = set()\nkept: list[Any] = []\n")
