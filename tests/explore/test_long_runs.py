"""The state machine for long runs: it is long, it repeats itself exactly, and what it finds can be replayed."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test

from taskloop_conformance.checks import test_long_runs as checks
from taskloop_conformance.checks.test_long_runs import SETTINGS, LongRun
from taskloop_conformance.explore.examine import examine
from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.record.adapters import Adapter, ModuleAdapter
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token
from tests.legal import early_wake
from tests.legal.hostile.base import Chain


class ForgetsLate(Chain):
    """Calls with the payload of the pause before, at the sixth pause and later ones."""

    pauses = 0
    kept: Any = None

    def rest(self) -> None:
        self.pauses += 1
        if self.pauses >= 6:
            self.payload, self.kept = self.kept, self.payload
        else:
            self.kept = self.payload
        super().rest()


class DeafLate(Chain):
    """Hears no PAUSE from the twenty-fifth on."""

    heard = 0

    def pause(self) -> None:
        self.heard += 1
        self.holding = self.holding or self.heard < 25


def adapter(implementation: type[Chain]) -> Adapter:
    return ModuleAdapter(SimpleNamespace(TaskLoop=implementation), implementation.__name__)


def scripts(implementation: Adapter) -> list[str]:
    """The tokens of all runs."""
    found: list[str] = []

    class Noted(LongRun):
        def teardown(self) -> None:
            found.append(str(self.scenario()))
            super().teardown()

    Noted.implementation = implementation
    run_state_machine_as_test(Noted, settings=SETTINGS)
    return found


@pytest.fixture(scope="module")
def drawn() -> list[str]:
    return scripts(ModuleAdapter(early_wake, "early_wake"))


def test_hundreds_of_signals(drawn: list[str]) -> None:
    """Runs of more than two hundred signals over three chains are among them, ends included."""
    longest = max((from_token(token) for token in drawn), key=lambda scenario: len(scenario.script))
    assert len(longest.script) > 200
    assert {step.chain for step in longest.script} == {"A", "B", "C"}
    assert any("=STOP" in token for token in drawn)
    assert any("=CANCEL" in token for token in drawn)


def test_same_runs_every_time(drawn: list[str]) -> None:
    """The runs are the same every time."""
    assert drawn == scripts(ModuleAdapter(early_wake, "early_wake"))


@pytest.mark.parametrize(
    ("implementation", "rule", "at_most"),
    [(ForgetsLate, "CONTINUE.later-pauses", 12), (DeafLate, "CONTROL.latest-wins", 40)],
)
def test_late_fault_is_found_and_replayed(implementation: type[Chain], rule: str, at_most: int) -> None:
    """A fault that shows late is found, shrinks to few signals, and its token shows it again."""
    with pytest.raises(RuleBroken) as found:
        checks.test_long_runs(adapter(implementation))
    broken = found.value.finding
    assert broken.rule == rule
    assert len(from_token(broken.replay).script) <= at_most
    with pytest.raises(RuleBroken) as again:
        examine(broken.replay, adapter(implementation))
    assert again.value.finding.divergence == broken.divergence


def test_nothing_more_can_be_left_out() -> None:
    """Without any one of its signals a shrunk script, run as long as before, shows no fault."""
    token = "wait:" + ",".join(f"{n}c=PAUSE,{n}+2=CONTINUE,{n}+2=CONTINUE" for n in range(1, 9))
    with pytest.raises(RuleBroken) as found:
        examine(token, adapter(ForgetsLate))
    scenario = from_token(found.value.finding.replay)
    limit = scenario.limit or scenario.last_iteration() + 2
    for index in range(len(scenario.script)):
        fewer = scenario.script[:index] + scenario.script[index + 1 :]
        assert judge(record(replace(scenario, script=fewer, limit=limit), adapter(ForgetsLate))) is None
