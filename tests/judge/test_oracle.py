"""The oracle: windows of time, several explanations at once, several chains, and what can be set aside."""

from __future__ import annotations

import pytest

from taskloop_conformance.judge.oracle import judge, judge_all
from taskloop_conformance.model.notation import NotationError, parse_history

PAUSED = "0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n"


def verdict(text: str) -> str | None:
    """The rule that a history breaks first, or None."""
    found = judge(parse_history(text))
    return found.rule if found else None


@pytest.mark.parametrize(
    ("end", "rule"),
    [
        ("3 CONTINUE\n3 call p1", None),
        ("3 CONTINUE\n3.1 call p1", None),
        ("3 CONTINUE\n3.25 call p1", None),
        ("3 CONTINUE\n3.26 call p1", "CONTINUE.in-time"),
        ("3 CONTINUE\n9 idle tasks 0 timers 0", "CONTINUE.resumes"),
        ("3 STOP\n3.25 idle tasks 0 timers 0", None),
        ("3 STOP\n3.26 idle tasks 0 timers 0", "STOP.in-time"),
        ("3 STOP\n3 idle tasks 1 timers 0", "STOP.during-pause"),
        ("3 CANCEL\n3 idle tasks 0 timers 0", None),
        ("3 CANCEL\n3.1 idle tasks 0 timers 0", "CANCEL.during-pause"),
    ],
)
def test_a_pause_ends_within_its_window(end: str, rule: str | None) -> None:
    """After a signal the decision may come at any time within one time_pause, and not later."""
    assert rule == verdict(PAUSED + end)


@pytest.mark.parametrize("end", ["1 call p1", "1.1 CONTINUE\n1.3 call p1"])
def test_a_signal_between_end_and_decision_may_be_seen_or_not(end: str) -> None:
    """PAUSE in the instant between an iteration's end and the decision allows both a pause and another iteration."""
    assert verdict("0 call p0\n1 return\n1 fargs p0 -> p1\n1 PAUSE\n" + end) is None


def test_an_explanation_once_chosen_binds() -> None:
    """When the next iteration started in spite of a late PAUSE, the pause comes after it."""
    started = "0 call p0\n1 return\n1 fargs p0 -> p1\n1 PAUSE\n1 call p1\n2 return\n2 fargs p1 -> p2\n"
    assert verdict(started + "2 call p2") == "PAUSE.holds"
    assert verdict(started + "3 CONTINUE\n3 call p2") is None


def test_chains_are_judged_each_on_its_own() -> None:
    """What is legal for each of two chains is legal for both, and the one at fault is named."""
    legal = (
        "0 A call p0\n0 B call p0\n1 A return\n1 A fargs p0 -> p1\n1 A call p1\n1.5 B return\n1.5 B fargs p0 -> p1\n"
    )
    assert verdict(legal + "1.5 B call p1") is None
    found = judge(parse_history(legal + "1.5 B call p0"))
    assert found is not None
    assert ("B", "CHAIN.next-payload") == (found.chain, found.rule)


def test_what_can_be_set_aside_does_not_hide_the_rest() -> None:
    """A call of fargs for a pause is reported, and so is the wrong payload after it."""
    found = judge_all(parse_history(PAUSED + "1.25 fargs other -> p2\n3 CONTINUE\n3 call p2\n"))
    assert [("PAUSE.no-fargs", True), ("CONTINUE.kept-payload", True)] == [(d.rule, d.aside) for d in found]


_AGAIN = "0 call p0\n0 fact create() again\n"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        # STOP was given in the very iteration in which create() was called: that call made it forgotten.
        ("0 call p0\n0 STOP\n0 fact create() again\n1 return\n1 fargs p0 -> p1\n1 call p1", "STOP.ends"),
        # Two iterations, one after the other, that never run at once: which of them STOP reached nobody knows.
        (
            _AGAIN + "1 return\n1 fargs p0 -> p1\n1 call p1\n1 STOP\n2 return\n2 fargs p1 -> p2\n2 call p2",
            "CHAIN.created-once",
        ),
        (_AGAIN + "0 call p0", "CHAIN.created-once"),
    ],
)
def test_what_follows_a_second_create_is_charged_to_it(text: str, rule: str) -> None:
    """A second iteration breaks a recommended rule alone, whatever it does; a signal that is lost breaks its own."""
    assert rule == verdict(text)


def test_the_first_divergence_is_located() -> None:
    """A divergence says where it is, what was allowed and what happened."""
    found = judge(parse_history(PAUSED + "3 CONTINUE\n3 call p0"))
    assert found is not None
    assert (5, 3.0, "A") == (found.index, found.at, found.chain)
    assert "call p1" in found.allowed
    assert "call p0" in found.happened


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "no event"),
        ("0 call p0\nnonsense", "line 2"),
        ("0 call p0\n1 dance", "unknown kind 'dance'"),
        ("1 call p0\n0 return", "comes before"),
    ],
)
def test_text_that_is_no_history_is_refused(text: str, complaint: str) -> None:
    """An unreadable history is an error that names the line and what is wrong with it."""
    with pytest.raises(NotationError, match=complaint):
        parse_history(text)
