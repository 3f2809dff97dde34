"""Text swimlanes and narratives: what a terminal shows."""

from __future__ import annotations

import pytest

from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.history import Divergence
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.pictures.text_swimlane import ASCII, UNICODE, letters, text_swimlane
from taskloop_conformance.report.narrative import events_table, narrate

from .histories import ALL, DIVERGENCE, PAUSED, WRONG, long_history

TOKEN = "wait:1c=PAUSE,1+8=CONTINUE,2w=STOP"


def test_the_lane_shows_run_pause_and_run() -> None:
    """A text swimlane is drawn to scale, with the payloads in its bars."""
    expected = """\
      PAUSE               CONTINUE      STOP
      v                   v             v
  [= p0 ==:::: keeps p1 ::::[= p1 ==[= p2 ==]
  +-------+-------+-------+-------+-------+--
  0       1       2       3       4       5 s
  == running   :: paused"""
    assert expected == text_swimlane(PAUSED, width=52, marks=ASCII)


@pytest.mark.parametrize("name", ALL)
def test_lines_fit_the_terminal(name: str) -> None:
    """No line is wider than asked for, whatever the history."""
    history, divergence = ALL[name]
    assert max(map(len, text_swimlane(history, divergence, width=76, marks=UNICODE).splitlines())) <= 76


@pytest.mark.parametrize("name", ALL)
def test_ascii_is_ascii(name: str) -> None:
    """With the ASCII marks nothing else is written."""
    history, divergence = ALL[name]
    assert text_swimlane(history, divergence, marks=ASCII).isascii()


@pytest.mark.parametrize(
    ("encoding", "marks"), [("utf-8", UNICODE), ("ascii", ASCII), ("latin-1", ASCII), ("no-such", ASCII)]
)
def test_marks_suit_the_encoding(encoding: str, marks: object) -> None:
    """Where the terminal can't write box-drawing characters it gets ASCII."""
    assert marks == letters(encoding)


def test_all_signals_are_named() -> None:
    """Each signal of a crowded lane keeps its name."""
    text = text_swimlane(long_history(), marks=ASCII)
    assert [5, 5] == [text.count("PAUSE"), text.count("CONTINUE")]


def test_a_narrative_tells_all() -> None:
    """A failure names rule and text, what was allowed, what happened, and two commands."""
    text = narrate(Finding(DIVERGENCE, WRONG, TOKEN), "impl.py")
    rule = load_rules()[DIVERGENCE.rule]
    squeezed = " ".join(text.split())
    for part in (
        f"{rule.id} ({rule.level}): {rule.title}",
        " ".join(rule.text.split()),
        f"Allowed: {DIVERGENCE.allowed}",
        f"Happened: {DIVERGENCE.happened}",
        f"taskloop-conformance replay {TOKEN} impl.py",
        f"taskloop-conformance explain {rule.id}",
    ):
        assert part in squeezed


def test_the_first_divergence_is_marked_once() -> None:
    """The arrow stands at the event that broke the rule and nowhere else."""
    marked = [line for line in events_table(WRONG, DIVERGENCE).splitlines() if line.startswith("-> ")]
    assert ["-> 3.25    call p0   <- first divergence"] == marked


def test_events_are_aligned() -> None:
    """The kinds of all events begin in the same column."""
    lines = events_table(PAUSED).splitlines()[1:]
    assert {11} == {line.index(event.kind) for line, event in zip(lines, PAUSED.events, strict=True)}


def test_an_unknown_rule_is_told_all_the_same() -> None:
    """A divergence from a rule that the specification lost is still a readable failure."""
    text = narrate(Finding(Divergence("GONE.rule", 0, 0.0, "A", "this", "that"), WRONG, TOKEN), "impl.py")
    assert "GONE.rule" == text.splitlines()[0]


def test_tokens_are_quoted_for_a_shell() -> None:
    """A replay token that a shell would take apart is quoted."""
    told = narrate(Finding(DIVERGENCE, WRONG, "probe:a b"), "my impl.py")
    assert "replay 'probe:a b' 'my impl.py'" in told
