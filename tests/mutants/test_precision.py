"""The reviewed answers are sound, and the blame is compared with them rightly."""

from __future__ import annotations

from taskloop_conformance.model.rules import load_rules

from .bases import all_mutants
from .precision import Answer, Blame, compare, load_answers


def test_each_answer_is_about_a_mutant_that_is_made() -> None:
    """No answer is about a change that the bases don't have any more, and there are as many as are asked for."""
    answers = load_answers()
    assert set() == answers.keys() - {mutant.name for mutant in all_mutants()}
    assert len(answers) >= 150


def test_each_answer_names_rules_or_says_that_nothing_is_broken() -> None:
    """An equivalent mutant breaks no rule, every other one at least one, and each rule exists and is named once."""
    wrong = [
        answer.name
        for answer in load_answers().values()
        if answer.equivalent == bool(answer.breaks)
        or {*answer.breaks, *answer.may_break} - load_rules().keys()
        or set(answer.breaks) & set(answer.may_break)
    ]
    expected: list[str] = []
    assert expected == wrong


def test_the_shares() -> None:
    """A blamed rule is right where the answer has it; what is missed and what is blocked is counted apart."""
    answers = {
        "a": Answer("a", ("PAUSE.holds",), ("PAUSE.lasts",)),
        "b": Answer("b", ("STOP.ends",), note="STOP is lost."),
        "c": Answer("c", equivalent=True),
    }
    seen = compare(
        [
            Blame("a", "not-conformant", ("PAUSE.holds", "PAUSE.lasts", "CHAIN.flat"), ("STOP.ends",), 9),
            Blame("b", "conformant", (), (), 10),
            Blame("c", "conformant", (), (), 10),
        ],
        answers,
    )
    assert (3, 2, 1, 1, 1, 29) == (seen.blamed, seen.right, seen.found, seen.missed, seen.blocked, seen.judged)
    assert ["a", "b"] == [line.split("\n")[0] for line in seen.lines]
    assert "blames CHAIN.flat; it breaks PAUSE.holds" in seen.lines[0]
