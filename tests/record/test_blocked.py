"""Code that blocks the event loop is interrupted, and what was recorded until then is judged."""

from __future__ import annotations

import gc
import signal
import threading
import time
from typing import Any

import pytest

from taskloop_conformance.record import blocked
from taskloop_conformance.record.blocked import interrupted_when_blocked
from tests.explore.asking import module, rules
from tests.faults.clean import Chain

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers of processor time here")


class BlocksInPauses(Chain):
    """Its pause looks for the signal without ever giving the event loop a turn."""

    async def pause_coroutine(self) -> Any:
        while True:
            pass


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
    ],
)
def test_who_blocks_the_loop_is_blamed_for_that(chain: type[Chain], token: str, rule: str) -> None:
    """A loop that is never given back counts as one that turns for ever without time moving."""
    with interrupted_when_blocked():
        assert [rule] == rules(token, module(chain))


def test_a_long_garbage_collection_blocks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a large program a collection takes longer than code may take, and whoever's turn it is isn't blamed."""
    interval = 0.005
    monkeypatch.setattr(blocked._watch, "interval", interval)
    many: list[list[int]] = [[] for _ in range(300_000)]

    class Collects(Chain):
        """It collects garbage at its renewal, as a program may at any moment."""

        def returned(self, payload: Any) -> None:
            for _ in range(5):
                gc.collect()
            super().returned(payload)

    began = time.process_time()
    gc.collect()
    assert time.process_time() - began > 2 * interval
    with interrupted_when_blocked():
        assert [] == rules("wait:", module(Collects))
    assert len(many) == 300_000
    assert blocked._watch.collect not in gc.callbacks


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
