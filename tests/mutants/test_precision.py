"""The reviewed answers are sound, and the blame is compared with them rightly."""

from __future__ import annotations

import json
from pathlib import Path

from taskloop_conformance.model.rules import load_rules

from .bases import all_mutants
from .blame import Answer, Blame, Catalogued, declared, load_answers
from .precision import compare, write


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
        "a": Answer("a", ("PAUSE.holds",), ("PAUSE.no-fargs",)),
        "b": Answer("b", ("STOP.ends",), note="STOP is lost."),
        "c": Answer("c", equivalent=True),
        "d": Answer("d", ("CHAIN.starts",)),
        "e": Answer("e", ("CHAIN.starts",)),
    }
    blocked, by = ("STOP.ends", "PAUSE.lasts"), ("PAUSE.holds", "PAUSE.holds")
    related = load_rules()["PAUSE.holds"].may_also_break[0]
    seen = compare(
        [
            Blame("a", "not-conformant", ("PAUSE.holds", related, "PAUSE.no-fargs", "CHAIN.flat"), blocked, 9, by),
            Blame("b", "conformant", (), (), 10),
            Blame("c", "conformant", (), (), 10),
            Blame("d", "not-conformant", ("CHAIN.starts",), ("STOP.ends",) * 50, 5, ("CHAIN.starts",) * 50),
            Blame("e", "adapter-error", (), (), 0),
        ],
        answers,
    )
    assert (5, 4, 2, 1, 1) == (seen.blamed, seen.right, seen.found, seen.missed, seen.refused)
    assert (2, 29, 1) == (seen.blocked, seen.judged, seen.by_itself)
    assert (52, 34) == (seen.all_blocked, seen.all_judged)
    assert seen.to_json()["precision"] == 0.8
    assert (("STOP.ends", 1.0), {"STOP.ends": 1}, 1) == (seen.most_blocked, seen.outside, seen.cases)
    assert ["a", "b", "e"] == [line.split("\n")[0] for line in seen.lines]
    assert "blames CHAIN.flat; it breaks PAUSE.holds" in seen.lines[0]


def test_a_fault_of_the_catalogue_is_something_to_judge() -> None:
    """Each fault is where the suite finds it, and what it declares is its answer."""
    name = "loop-remembered"
    answer = declared()[name]
    assert answer.breaks
    assert not answer.equivalent
    target = Catalogued(name).target(Path("nowhere"))
    assert f"tests.faults.target:{name}" == target.load
    assert "clean" == Catalogued(name).base.unchanged().name


def test_the_figures_of_each_group_are_written(tmp_path: Path) -> None:
    """The data has the figures of the mutants, of the catalogue and of both under names of their own."""
    figures = compare([Blame("a", "conformant", (), (), 3)], {"a": Answer("a", equivalent=True)})
    write(tmp_path / "data.json", {"mutants": figures, "together": figures})
    data = json.loads((tmp_path / "data.json").read_text("utf-8"))
    assert {"mutants", "together"} == data.keys()
    assert 3 == data["together"]["judged"]
