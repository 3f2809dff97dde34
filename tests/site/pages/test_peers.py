"""The page about periodic helpers, and the adapters that it is measured with."""

from __future__ import annotations

import ast
import copy
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from site_tools.pages import peers, verdicts
from site_tools.paths import ROOT

DATA: Any = verdicts.load("peers.json")
QUESTIONS = tomllib.loads((peers.FOLDER / "questions.toml").read_text("utf-8"))["questions"]
NOTES = tomllib.loads((peers.FOLDER / "notes.toml").read_text("utf-8"))
ADAPTERS = [path for path in sorted(peers.FOLDER.glob("*.py")) if "\nadapter = " in path.read_text("utf-8")]


def peer(key: str) -> peers.Peer:
    """One library as it was measured."""
    return next(each for each in map(peers.Peer, DATA["peers"]) if each.key == key)


def test_a_page_without_data_says_so() -> None:
    """Nothing is claimed that wasn't measured."""
    assert "Not measured yet" in peers.peers_page(None)


def test_every_cell_has_an_answer_that_opens_a_place_of_the_page() -> None:
    """The table links one answer to each question for each library, and each link has its target."""
    page = peers.peers_page(DATA)
    links = re.findall(r"\[([^]]+)\]\(#([a-z-]+)\)", page)
    wanted = [peers.anchor(each, question["id"]) for each in map(peers.Peer, DATA["peers"]) for question in QUESTIONS]
    assert wanted == [target for _, target in links]
    assert sorted(wanted) == sorted(re.findall(r'<div id="([a-z-]+)"', page))


def test_every_answer_has_a_history_but_where_there_is_nothing_to_see() -> None:
    """What a library has no notion of has no history; all else is shown."""
    for each in map(peers.Peer, DATA["peers"]):
        for question in QUESTIONS:
            answer = peers.ANSWERS[question["id"]](each)
            nothing = answer.word in ("no pause", "no cancel")
            assert nothing == (peers.history_of(each, question["id"], answer.rule) is None)


def test_the_reference_answers_as_the_rules_say() -> None:
    """A TaskLoop does what the specification asks for."""
    wanted = ["no", "ends", "no such time", "ends", "ends", "held", "one call"]
    assert wanted == [peers.ANSWERS[question["id"]](peer("taskloop")).word for question in QUESTIONS]


def test_a_broken_rule_is_shown_by_the_history_of_the_suite() -> None:
    """Where a rule of the question is broken the picture is that of the finding, with the place of the divergence."""
    entry = peer("event_recipe").entries["STOP.during-pause"]
    shown = peers.history_of(peer("event_recipe"), "pause", "STOP.during-pause")
    assert shown is not None
    assert (entry["replay"], entry["divergence"]["happened"]) == (shown[0], shown[2] and shown[2].happened)


def test_calls_after_a_signal_are_counted_in_the_recorded_history() -> None:
    """What no rule speaks about is counted: a call after STOP, or none."""
    data = copy.deepcopy(peer("discord_loop").data)
    data["shown"]["between"]["trace"] = ["0 call p0", "1 return", "1.05 STOP", "1.1 call p0", "2 return"]
    assert "one more call" == peers.ANSWERS["between"](peers.Peer(data)).word
    data["shown"]["between"]["trace"] = ["0 call p0", "1 return", "1.05 STOP"]
    assert "no more call" == peers.ANSWERS["between"](peers.Peer(data)).word


def test_a_note_beside_another_answer_is_refused() -> None:
    """What is written by hand never stands beside an answer that was not measured."""
    data = copy.deepcopy(DATA)
    own = next(each for each in data["peers"] if "tornado" in each["target"])
    for entry in own["rules"]:
        entry["outcome"] = "passed"
    with pytest.raises(ValueError, match=r"notes.toml, tornado_periodic.overlap: measured is 'no'"):
        peers.peers_page(data)


def test_every_note_is_about_an_adapter_and_a_question() -> None:
    """No note is left behind when an adapter or a question goes."""
    ids = {question["id"] for question in QUESTIONS}
    assert [] == [(key, about) for key, notes in NOTES.items() for about in notes if about not in ids]
    assert set() == NOTES.keys() - {path.stem for path in ADAPTERS}


def test_every_adapter_was_measured() -> None:
    """The data holds the reference and each adapter once."""
    wanted = ["tasktools.taskloop", *(f"peers.{path.stem}:adapter" for path in ADAPTERS)]
    assert wanted == [each["target"] for each in DATA["peers"]]


@pytest.mark.parametrize("path", ADAPTERS, ids=lambda path: path.stem)
def test_an_adapter_is_short(path: Path) -> None:
    """Less than 60 lines of Python, with a text that says what it translates."""
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 60
    assert ast.get_docstring(ast.parse(text))


def test_the_libraries_are_measured_in_the_pinned_versions() -> None:
    """A version in the data is the one of requirements/peers.txt, which `make peers-data` installs."""
    pinned = dict(re.findall(r"^(\S+)==(\S+)$", (ROOT / "requirements" / "peers.txt").read_text("utf-8"), re.M))
    names = {each.name.partition(":")[0]: each.version for each in map(peers.Peer, DATA["peers"])}
    libraries = {name: version for name, version in names.items() if name in pinned}
    assert 7 == len(libraries)
    assert libraries == {name: pinned[name] for name in libraries}


def test_lint_types_the_adapters() -> None:
    """`make lint` checks them with mypy, the libraries' own types aside."""
    files = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["files"]
    assert "conformance/examples/peers" in files
