"""How long a worker may be silent: histories and virtual time are signs of life."""

from __future__ import annotations

import pytest

from taskloop_conformance.record.progress import Progress
from taskloop_conformance.run.limits import LOADING, PATIENCE, STARTING, Limits

DEADLINE = 10.0


def passed(limits: Limits, now: float, progress: Progress, stage: str = "checking") -> str:
    return limits.passed(now, progress, stage, in_check=stage == "checking")


def test_silence() -> None:
    """Where nothing changes, the deadline holds."""
    limits = Limits(DEADLINE, 0.0)
    assert "" == passed(limits, 9.9, Progress())
    assert "no sign of life for 10 s" in passed(limits, 10.1, Progress())


def test_virtual_time_is_a_sign_of_life() -> None:
    """A history in which time passes on the event loop is not hung, however long its check gives no record."""
    limits = Limits(DEADLINE, 0.0)
    said = [passed(limits, float(now), Progress(1, now)) for now in range(1, int(PATIENCE * DEADLINE))]
    assert {""} == set(said)


def test_one_history_has_a_limit_of_its_own() -> None:
    """A history in which time passes for ever is ended, and the limit says that it was the history's."""
    limits = Limits(DEADLINE, 0.0)
    said = [passed(limits, float(now), Progress(1, now)) for now in range(1, int(PATIENCE * DEADLINE) + 3)]
    assert said[-1].startswith("one history took more than 300 s")


def test_a_check_has_no_limit_while_histories_begin() -> None:
    """On a slow machine a check of many histories takes its time: each history begins its own."""
    limits = Limits(DEADLINE, 0.0)
    assert {""} == {passed(limits, float(now), Progress(now)) for now in range(1, 10_000, 9)}


@pytest.mark.parametrize(
    ("stage", "limit"), [("starting", STARTING), ("collecting", STARTING), ("loading", LOADING * DEADLINE)]
)
def test_other_stages_have_other_limits(stage: str, limit: float) -> None:
    """To start and to collect is no work of the implementation, and its import may be that of large libraries."""
    limits = Limits(DEADLINE, 0.0)
    assert "" == passed(limits, limit - 1, Progress(), stage)
    assert f"no sign of life for {limit:g} s" in passed(limits, limit + 1, Progress(), stage)


@pytest.mark.parametrize("progress", [Progress(), Progress(3, 5)])
def test_time_in_which_the_parent_slept_is_excused(progress: Progress) -> None:
    """A machine that was suspended makes no worker hang."""
    limits = Limits(DEADLINE, 0.0)
    passed(limits, 1.0, progress)
    limits.excuse(3600.0)
    assert "" == passed(limits, 3609.0, progress)
