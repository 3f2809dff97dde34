"""What stands beside a chain is tried as well: awaiters, loops, chains, contexts, pauses, calls that raise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from taskloop_conformance.record.adapters import ModuleAdapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token
from tests.faults.clean import Chain, Clean, Pair

from .asking import faulty, module, rules

#: A fault, a scenario that shows it, and the rule that is named.
CASES = [
    ("awaiters-share-a-future", "await-one-cancelled/wait:", "CHAIN.awaited"),
    ("loop-remembered", "made-second/wait:", "CHAIN.running-loop"),
    ("loop-of-the-latest", "made-between/wait:", "CHAIN.running-loop"),
    ("time-pause-of-the-latest", "beside-slow/wait:1w=PAUSE,1+1.5=CONTINUE", "CONTINUE.resumes"),
    ("context-of-the-signaller", "watch-context/wait+wait:B2w=PAUSE,B2+2=CONTINUE", "ISOLATION.context"),
    ("stop-goes-by-the-context", "watch-context/limit6/wait+wait:A2w=STOP", "ISOLATION.signals"),
    ("unheld-after-a-pause", "keep-nobody/limit5/weak:1w=PAUSE,1+2=CONTINUE", "CHAIN.held"),
    (
        "cancelled-future-taken-for-cancellation",
        "err-concurrent.futures.CancelledError/raise@2:",
        "CHAIN.error-reported",
    ),
    ("unheld-after-stop", "keep-nobody/limit5/weak:2w=STOP", "CHAIN.held"),
    ("unheld-after-cancel", "keep-nobody/limit5/weak-clean:2w=CANCEL", "CHAIN.held"),
    ("four-held", "keep-nobody/limit4/weak+weak+weak+weak+weak+weak:", "CHAIN.held"),
    ("coroutine-of-fargs-awaited", "bad-coroutine/limit4/bad@2:", "PAYLOAD.not-a-payload"),
    (
        "kept-lists-among-keywords-copied",
        "kwargs-list/limit6/wait:2w=PAUSE,2+2=CONTINUE,4w=PAUSE,4+2=CONTINUE",
        "CONTINUE.same-object",
    ),
    ("awaiters-in-a-pause-let-go", "await-midway/limit5/wait:1w=PAUSE,1+6=CONTINUE", "CHAIN.awaited"),
    ("awaiters-of-an-early-cancel-forgotten", "await-early/wait:0s0=CANCEL", "CHAIN.awaited"),
    ("generator-exit-taken-for-the-end", "err-GeneratorExit/raise@2:", "CHAIN.error-reported"),
    ("pauses-marked", "tp0.02/limit900/watch-objects/watch-bytes/pausing:", "CHAIN.flat"),
    ("pauses-kept", "tp0.02/limit900/watch-objects/pausing:", "CHAIN.flat"),
    ("times-kept", "limit900/watch-objects/ready:", "CHAIN.flat"),
    ("keywords-wrapped-again", "same/limit900/watch-objects/ready:", "CHAIN.flat"),
    ("paused-in-the-iterations-task", "limit6/watch-tasks/wait:1w=PAUSE,1+2=CONTINUE", "CHAIN.own-task"),
    ("called-in-the-callback", "await-early/raise-call@2:", "CHAIN.awaited"),
    ("group-of-one-unwrapped", "err-group-of-one/raise@2:", "CHAIN.error-reported"),
]


@pytest.mark.parametrize(("name", "token", "rule"), CASES)
def test_the_fault_is_shown(name: str, token: str, rule: str) -> None:
    """Each of these faults is shown by what stands beside the chain, under its rule."""
    assert rule in rules(token, faulty(name))


@pytest.mark.parametrize("token", [token for _, token, _ in CASES])
def test_an_implementation_without_a_fault_passes(token: str) -> None:
    """Nothing of it disturbs a chain that is right."""
    assert [] == rules(token, module())


class TwoWithoutATurn(Chain):
    """The iteration after a pause and the one behind it have no turn of the loop between them."""

    async def pause_coroutine(self) -> Any:
        await super().pause_coroutine()
        for _ in range(2):
            if not self.held_back and not self.final:
                self.calls += 1
                args, kwargs = self.kept
                self.kept = await self.owner.coromask(self.coro, args, kwargs, self.fargs)


def test_a_bystander_is_ready_when_a_signal_comes() -> None:
    """Two iterations without a turn between them are seen after a pause, too."""
    assert "CHAIN.yields" in rules("limit6/watch-bystander/ready:1c=PAUSE,1+2=CONTINUE", module(TwoWithoutATurn))


class LooksLessAndLessOften(Chain):
    """A pause looks for signals, CANCEL too, and waits twice as long each time."""

    async def pause_coroutine(self) -> Any:
        seconds = 0.1
        while self.held_back and not self.final:
            await asyncio.sleep(seconds)
            seconds *= 2

    def interrupt(self) -> None:
        if not self.pausing:
            super().interrupt()


@pytest.mark.parametrize(
    ("token", "rule"),
    [
        ("wait:1w=PAUSE,1+2=CANCEL", "CANCEL.during-pause"),
        ("wait:1w=PAUSE,1+7=STOP", "STOP.in-time"),
    ],
)
def test_a_late_end_is_told_of_its_own_signal(token: str, rule: str) -> None:
    """That STOP is late, too, is no reason to say nothing of CANCEL."""
    assert [rule] == rules(token, module(LooksLessAndLessOften))


class PausesAddUp(Chain):
    """As many CONTINUE are wanted as PAUSE were given."""

    depth = 0

    def pause(self) -> None:
        self.depth += 1
        super().pause()

    def task_continue(self) -> None:
        self.depth = max(0, self.depth - 1)
        if not self.depth:
            super().task_continue()


@pytest.mark.parametrize("token", ["wait:1w=PAUSE,1w=PAUSE,1+2=CONTINUE", "wait:1w=PAUSE,1+1=PAUSE,1+2=CONTINUE"])
def test_a_repeated_signal_is_told_as_such(token: str) -> None:
    """What only goes wrong because a signal is repeated is the matter of that rule."""
    assert ["CONTROL.repeated"] == rules(token, module(PausesAddUp))


@pytest.mark.parametrize(
    ("name", "rule"), [("pair-keywords-merged", "PAYLOAD.pair-form"), ("pause-ignored", "PAUSE.holds")]
)
def test_what_is_wrong_without_a_pause_is_no_matter_of_pauses(name: str, rule: str) -> None:
    """A chain that is paused in each iteration is blamed for what it does wrong without any, and for nothing else."""
    assert [rule] == rules("tp0.02/limit900/watch-objects/pausing:", faulty(name))


class EndedTwice(Chain):
    """STOP raises once the chain has ended."""

    def stop(self) -> None:
        if self.over:
            raise RuntimeError("the chain has ended")
        super().stop()


def test_a_signal_after_the_end_is_no_repetition() -> None:
    """What a second STOP does after the end that the first one brought is the matter of the rule about the end."""
    assert ["CONTROL.after-end"] == rules("wait:1w=STOP,1+3=STOP", module(EndedTwice))


def test_chains_of_another_loop_are_no_events() -> None:
    """What is run before, on another event loop, stands in no history, and its loop is closed in the end."""
    loops: list[asyncio.AbstractEventLoop] = []

    class Noting(Chain):
        """Notes the loops on which its chains run."""

        def find_loop(self) -> asyncio.AbstractEventLoop:
            loop = super().find_loop()
            if loop not in loops:
                loops.append(loop)
            return loop

    plain = record(from_token("wait:"), module())
    assert plain.events == record(from_token("made-second/wait:"), module(Noting)).events
    assert [True, True] == [loop.is_closed() for loop in loops]


class OnePayload(Chain):
    """All chains of the module keep their payload of a pause in one place."""

    def returned(self, payload: Pair) -> None:
        self.owner.__dict__["payload"] = payload
        super().returned(payload)

    def payload(self) -> Pair:
        pair: Pair = self.owner.__dict__["payload"] if self.pauses else self.kept
        return pair


def test_a_payload_from_another_loop_is_told_as_that() -> None:
    """What a chain on another event loop left behind is the matter of payloads between chains, not of this pause."""
    assert "ISOLATION.payloads" in rules("made-between/wait:1w=PAUSE,1+8=CONTINUE", module(OnePayload))


class WithoutPayloads(ModuleAdapter):
    """An adapter that says that its library has no notion of payloads."""

    without = frozenset({"payload"})


def test_a_chain_that_is_left_out_needs_no_notion() -> None:
    """Where a library has no payloads, the second of two chains can be tried alone as well."""
    alone = from_token("wait+wait:B1w=STOP").alone("B")
    assert ("", "wait") == alone.behaviours
    assert record(alone, WithoutPayloads(Clean(), "module")).events


def test_timers_that_were_cancelled_are_no_memory() -> None:
    """A time-out in each iteration leaves a cancelled timer, of which asyncio keeps a hundred: nothing grows."""
    assert [] == rules("limit900/watch-objects/ready:", faulty("an-hour-at-most"))
