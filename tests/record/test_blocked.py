"""Code that blocks the event loop is interrupted, and what was recorded until then is judged."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
import time
from typing import Any

import pytest

from taskloop_conformance.command.validation import Options, validate
from taskloop_conformance.explore import first_failures
from taskloop_conformance.model.history import History
from taskloop_conformance.record import blocked, watches
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.blocked import interrupted_when_blocked
from taskloop_conformance.record.clock import Spin
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.scenario import Scenario
from taskloop_conformance.run.loading import try_out
from tests.explore.asking import module, rules
from tests.faults.clean import Chain

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers of processor time here")


class BlocksInPauses(Chain):
    """Its pause looks for the signal without ever giving the event loop a turn."""

    async def pause_coroutine(self) -> Any:
        while True:
            pass


class BlocksWhenMade(Chain):
    """To make it never comes to an end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        while True:
            pass


def _wait_for_a_loop(chain: Chain) -> None:
    """A signal that never comes back where no event loop runs."""
    while asyncio._get_running_loop() is None:
        pass


class BlocksWhenMadeEarly(Chain):
    """To make it before its event loop runs never comes to an end; in the running loop it is made at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        while asyncio._get_running_loop() is None:
            pass
        super().__init__(*args, **kwargs)


class BlocksAtRenewal(Chain):
    """Its renewal never comes back."""

    def returned(self, payload: Any) -> None:
        while True:
            pass


@pytest.mark.parametrize(
    ("chain", "token", "rule"),
    [
        (BlocksInPauses, "wait:1w=PAUSE", "PAUSE.takes-time"),
        (BlocksAtRenewal, "wait:", "CHAIN.nothing-added"),
        (BlocksWhenMade, "wait:", "CHAIN.starts"),
        (BlocksWhenMade, "made-before/wait:", "CHAIN.starts"),
        (BlocksWhenMadeEarly, "made-before/wait:", "CHAIN.starts"),
        (BlocksWhenMade, "made-long-before/wait:", "CHAIN.starts"),
        (BlocksWhenMade, "made-second/wait:", "CHAIN.starts"),
        (BlocksWhenMade, "made-between/wait:", "CHAIN.starts"),
        (BlocksWhenMade, "made-elsewhere/wait:", "CHAIN.starts"),
    ],
)
def test_who_blocks_the_loop_is_blamed_for_that(chain: type[Chain], token: str, rule: str) -> None:
    """A loop that is never given back counts as one that turns for ever without time moving."""
    with interrupted_when_blocked():
        assert [rule] == rules(token, module(chain))


def _seconds_of_a_collection() -> float:
    began = time.process_time()
    gc.collect()
    return time.process_time() - began


def test_a_long_garbage_collection_blocks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a large program a collection takes longer than code may take, and whoever's turn it is isn't blamed."""
    interval = 0.005
    monkeypatch.setattr(blocked._watch, "interval", interval)
    many: list[list[int]] = []
    while _seconds_of_a_collection() < 4 * interval:  # as many as it takes on this machine
        many += [[] for _ in range(300_000)]

    class Collects(Chain):
        """It collects garbage at its renewal, as a program may at any moment."""

        def returned(self, payload: Any) -> None:
            for _ in range(5):
                gc.collect()
            super().returned(payload)

    with interrupted_when_blocked():
        assert [] == rules("wait:", module(Collects))
    del many
    assert blocked._watch.collect not in gc.callbacks


def test_what_the_suite_does_in_a_turn_blocks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """To count what a large program has in memory takes longer than a turn may; it is the suite's own time."""
    monkeypatch.setattr(blocked._watch, "interval", 0.005)
    looks, forget_looked_up = [0], watches._forget_looked_up

    def forget() -> None:
        began = time.process_time()
        while time.process_time() - began < 0.1:
            pass
        looks[0] += 1
        forget_looked_up()

    monkeypatch.setattr(watches, "_forget_looked_up", forget)
    with interrupted_when_blocked():
        assert [] == rules("limit900/watch-bytes/watch-objects/ready:", module())
    assert [2] == looks


def test_a_signal_outside_of_the_loop_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that is given once the event loop is closed can block as well."""
    monkeypatch.setattr(Chain, "task_continue", _wait_for_a_loop)
    with interrupted_when_blocked(), pytest.raises(Spin, match="took all the processor time"):
        rules("probe:signalled-when-closed-stop", module())


def test_the_first_try_is_interrupted() -> None:
    """What blocks when it is tried out is left to the checks, and isn't waited for."""
    try_out(module(BlocksWhenMade))


def test_few_of_the_plainest_scenarios_are_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ten of the plainest scenarios block, the other hundred aren't run: each would take its time."""
    recorded: list[str] = []

    def count(scenario: Scenario, adapter: Adapter) -> History:
        recorded.append(str(scenario))
        return record(scenario, adapter)

    monkeypatch.setattr(first_failures, "record", count)
    with interrupted_when_blocked():
        assert ["CHAIN.starts"] == rules("wait:", module(BlocksWhenMade))
    assert len(recorded) <= 12


def test_each_run_of_the_checks_knows_nothing_of_the_last_one() -> None:
    """Whatever was interrupted in this process before, the next implementation gets as much time as the first one."""
    with interrupted_when_blocked():
        rules("wait:", module(BlocksWhenMade))
    assert blocked._watch.interval < blocked._FIRST
    options = Options("tasktools.taskloop", selected=["FARGS.output"], effort="none", in_process=True)
    report = validate(options)[0]
    assert report.verdict == "selection-passed", [rule.message for rule in report.rules if rule.message]
    assert (blocked._FIRST, 0) == (blocked._watch.interval, blocked.interruptions())


def test_the_timer_is_put_back() -> None:
    """Whoever runs the suite inside a larger program gets their own timer's handler back."""
    before = signal.getsignal(signal.SIGVTALRM)
    with interrupted_when_blocked():
        assert signal.getsignal(signal.SIGVTALRM) is not before
        assert signal.getitimer(signal.ITIMER_VIRTUAL) > (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_VIRTUAL)


def test_in_another_thread_nothing_is_interrupted() -> None:
    """Only the main thread can have such a timer; elsewhere the run goes on without one."""
    found: list[list[str]] = []

    def run() -> None:
        with interrupted_when_blocked():
            found.append(rules("wait:", module()))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert [[]] == found
