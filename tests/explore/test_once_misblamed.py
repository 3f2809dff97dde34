"""Histories of the catalogue that were once blamed on another rule, each with the rule that its fault breaks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.faults.clean import Chain

from .asking import faulty, module, rules


@pytest.mark.parametrize(
    ("name", "token", "rule"),
    [
        ("fargs-gets-first-output", "ready:2f=KILL", "MASK.fargs"),
        ("fargs-skipped", "cancel-self@2:", "MASK.fargs"),
        ("task-left", "wait:0s0=PAUSE,0s0=STOP", "CHAIN.nothing-left"),
        ("pair-keywords-merged", "args-equal/limit7/raise@5:", "PAYLOAD.pair-form"),
        ("continue-after-end-restarts", "wait:1w=CANCEL,1s2=CONTINUE", "CONTROL.after-end"),
        ("continue-after-end-restarts", "wait:1c=KILL,1s2=CONTINUE", "CONTROL.after-end"),
        ("stop-in-pause-calls-once-more", "until9.5/+ready:B1s1=PAUSE", "STOP.during-pause"),
        ("cancel-late", "wait:1c=CONTINUE,1w=CANCEL", "CANCEL.at-once"),
        ("cancel-late", "wait:0s2=STOP,1w=CANCEL", "CANCEL.at-once"),
        ("cancel-in-pause-resumes", "ready:1c=PAUSE,1s2=KILL", "CANCEL.from-outside"),
    ],
)
def test_the_rule_of_the_fault_is_named_alone(name: str, token: str, rule: str) -> None:
    """What is named first is the fault's own rule, and nothing that merely follows from it."""
    assert [rule] == rules(token, faulty(name))


def test_a_chain_that_outlives_a_late_cancellation_is_brought_to_its_end() -> None:
    """A cancellation between two iterations may come too late: then the chain goes on until it is stopped."""
    assert [] == rules("wait:1c=PAUSE,1+0.5=CONTINUE,1+0.5=KILL", faulty("cancel-in-pause-resumes"))


class StartsTwice(Chain):
    """Two iterations are started at every renewal."""

    def returned(self, payload: Any) -> None:
        super().returned(payload)
        if not self.pausing and not self.final:
            self.begin()


@pytest.mark.parametrize("token", ["raise-now@2:", "ready:", "limit20/watch-bystander/ready:", "wait:3w=STOP"])
def test_what_one_plain_chain_does_wrong_is_blamed_everywhere(token: str) -> None:
    """A chain that goes wrong by itself, and is in no known state then, breaks no other rule by what follows."""
    assert ["CHAIN.no-overlap"] == rules(token, module(StartsTwice))


class StopRaises(Chain):
    """STOP works and raises, whenever it is given."""

    def stop(self) -> None:
        super().stop()
        raise AttributeError("set_result")


def test_a_signal_that_always_raises_is_no_matter_of_the_start() -> None:
    """What a signal does before the start is judged against the same signal right after it."""
    assert [] == rules("probe:before-start-stop", module(StopRaises))
    assert ["CONTROL.before-start"] == rules("probe:before-start-pause", faulty("refuses-after-starting"))
