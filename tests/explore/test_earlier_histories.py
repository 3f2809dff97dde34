"""What an implementation keeps between histories is told as such, where a process without a past can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from taskloop_conformance.explore import earlier_histories
from taskloop_conformance.explore.earlier_histories import IN_FRESH_PROCESS
from taskloop_conformance.paths import CHECKS
from taskloop_conformance.run import fresh, posix
from taskloop_conformance.run.fresh import FreshProcess
from tests.command.program import Outcome
from tests.faults.clean import Chain
from tests.faults.kinds.patching import BASE

from .asking import faulty, findings, module, rules

pytestmark = pytest.mark.skipif(not posix.PROCESSES, reason="there is no fork here")


@pytest.fixture(autouse=True)
def _nobody_is_asked_afterwards() -> Iterator[None]:
    """No test leaves anything to the next one."""
    CallsWithTheLast.last = None
    SpoiltByTwo.before, SpoiltByTwo.spoilt = None, False
    yield
    earlier_histories.use(None)


class StopsAll(Chain):
    """STOP is remembered by the class, so that every chain made later has it already."""

    stopped = False

    def begin(self) -> None:
        self.final = "STOP" if type(self).stopped else self.final
        super().begin()

    def stop(self) -> None:
        type(self).stopped = True
        super().stop()


class CallsWithTheLast(Chain):
    """The first call gets the payload that some chain before kept last."""

    last: Any = None

    def payload(self) -> Any:
        mine, type(self).last = self.kept, self.kept
        return mine

    def begin(self) -> None:
        before = type(self).last
        if before is not None and self.calls == 0:
            self.kept = before
        super().begin()


def test_what_a_signal_leaves_for_later_chains() -> None:
    """A chain that ends by another chain's STOP of an earlier history breaks ISOLATION.signals."""
    adapter = module(StopsAll)
    earlier_histories.use(FreshProcess(adapter).is_legal)
    assert [] == rules("wait:1w=STOP", adapter)
    found = findings("wait:2w=PAUSE,2+1=CONTINUE", adapter)
    assert [finding.rule for finding in found if finding.rule.startswith(("ISOLATION", "CHAIN.independent"))]
    assert all(IN_FRESH_PROCESS in finding.essential for finding in found)


def test_a_payload_of_an_earlier_history() -> None:
    """A first call with an earlier chain's payload breaks ISOLATION.payloads, and not the rule about arguments."""
    adapter = module(CallsWithTheLast)
    earlier_histories.use(FreshProcess(adapter).is_legal)
    assert [] == rules("wait:", adapter)
    assert ["ISOLATION.payloads"] == rules("wait:", adapter)


def test_without_such_a_process_it_is_told_as_it_is() -> None:
    """Where nobody can be asked, the rule is the one that the history breaks."""
    adapter = module(CallsWithTheLast)
    assert [] == rules("wait:", adapter)
    assert "ISOLATION.payloads" not in rules("wait:", adapter)


def test_what_is_wrong_from_the_start_stays_what_it_is() -> None:
    """A failure that a process without a past shows, too, keeps its rule and its words."""
    adapter = faulty("loop-remembered")
    earlier_histories.use(FreshProcess(adapter).is_legal)
    (found,) = findings("made-second/wait:", adapter)
    assert found.rule == "CHAIN.running-loop"
    assert IN_FRESH_PROCESS not in found.essential


class SpoiltByTwo(Chain):
    """Once two chains were on one event loop, each chain begins with the payload of the one before it."""

    before: tuple[asyncio.AbstractEventLoop, Any] | None = None
    spoilt = False

    def begin(self) -> None:
        if self.calls == 0:
            kind, mine, loop = type(self), self.kept, asyncio.get_running_loop()
            if kind.before is not None:
                kind.spoilt = kind.spoilt or kind.before[0] is loop
                self.kept = kind.before[1] if kind.spoilt else mine
            kind.before = loop, mine
        super().begin()


def test_what_is_told_fails_by_itself() -> None:
    """Of two chains that fail by themselves no one is taken away that fails only after what this process has run."""
    adapter = module(SpoiltByTwo)
    process = FreshProcess(adapter)
    earlier_histories.use(process.is_legal)
    (found,) = findings("wait+wait:", adapter)
    assert process.is_legal(found.replay) is False
    assert found.rule == "ISOLATION.payloads"
    assert "with one chain" in found.essential
    assert IN_FRESH_PROCESS not in found.essential


def test_a_context_that_is_kept_shows_no_earlier_history() -> None:
    """What a chain of an earlier history has set in a context says nothing of this one, whose chain is alone."""
    adapter = faulty("fargs-in-one-context")
    assert ["ISOLATION.context"] == rules("watch-context/limit4/wait+wait:", adapter)
    assert [] == rules("watch-context/limit4/wait:", adapter)
    assert [] == rules("watch-context/limit4/+wait:", adapter)


class Hangs(Chain):
    """It never comes back."""

    def returned(self, payload: Any) -> None:
        while True:
            pass


def test_the_answers() -> None:
    """A scenario is legal or isn't; a token that can't be read has no answer, and the next one has."""
    process = FreshProcess(faulty("loop-remembered"))
    assert process.is_legal("wait:") is True
    assert process.is_legal("made-second/wait:") is False
    assert process.is_legal("no token") is None
    assert process.is_legal("wait:1w=STOP") is True


def test_whoever_is_closed_or_hangs_is_asked_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer in time means that nothing is known, now and later."""
    monkeypatch.setattr(fresh, "_PATIENCE", 0.2)
    process = FreshProcess(module(Hangs))
    assert process.is_legal("wait:") is None
    assert process.is_legal("wait:1w=STOP") is None
    process.close()
    gone = FreshProcess(module())
    gone.close()
    assert gone.is_legal("wait:") is None


def test_a_worker_asks(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    """A run tells a payload that comes from an earlier history as such, in the report."""
    source = BASE.read_text("utf-8")
    target = tmp_path / "default_list.py"
    target.write_text(source.replace("coro_args: Any = ()", "coro_args: Any = []"), "utf-8")
    outcome = run(target, "--quick", "--rule", "MASK.arguments", checks=CHECKS)
    failed = {rule["id"]: rule["essential"] for rule in outcome.report["rules"] if rule["outcome"] == "failed"}
    assert "MASK.arguments" not in failed
    assert IN_FRESH_PROCESS in failed["ISOLATION.payloads"]
