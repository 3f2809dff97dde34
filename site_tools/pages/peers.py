"""The page "What does your periodic helper do?": libraries down, questions across, from committed data.

``make peers-data`` measures the adapters in ``conformance/examples/peers`` and writes ``docs/data/peers.json``.  The
words of a cell are derived from that: the outcome of the rules that speak about the question, or what is counted in a
recorded history.  What is written by hand (``notes.toml``) names its answer, and is refused beside another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, NamedTuple

from site_tools.markup.histories import box, one_line
from site_tools.markup.links import rule_link
from site_tools.pages.render import render
from site_tools.paths import ROOT
from taskloop_conformance.model.history import Divergence, History
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.pictures.swimlane import swimlane
from taskloop_conformance.report.outcomes import finding_of

PAGE = "validate/peers.md"
FOLDER = ROOT / "conformance" / "examples" / "peers"


class Answer(NamedTuple):
    """A word for the table, a sentence, the rule that the shown history breaks (or ""), and a note of ours (or "")."""

    word: str
    sentence: str
    rule: str = ""
    note: str = ""


class Peer:
    """One library as it was measured."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data, self.name, self.version = data, str(data["name"]), str(data["version"])
        self.without, self.interval = frozenset(data["without"]), float(data["interval"])
        self.entries = {entry["id"]: entry for entry in data["rules"]}
        # peers.tornado_periodic:adapter is tornado_periodic; the reference has no adapter.
        self.key = data["target"].partition(":")[0].rpartition(".")[2]

    def broken(self, rule: str) -> Any:
        """The entry of a rule that the library broke, else None."""
        entry = self.entries.get(rule)
        return entry if entry and entry["outcome"] == "failed" else None

    def after(self, question: str, kinds: tuple[str, ...]) -> int:
        """How many calls the recorded history has after the first event of these kinds."""
        events = self.recorded(question).events
        first = next((index for index, event in enumerate(events) if event.kind in kinds), len(events))
        return sum(event.kind == "call" for event in events[first:])

    def recorded(self, question: str) -> History:
        """The history that was recorded for a question; KeyError where the library can't play it."""
        return parse_history("\n".join(self.data["shown"][question]["trace"]))


def _overlap(peer: Peer) -> Answer:
    for rule in ("CHAIN.no-overlap", "CONTINUE.while-running"):
        if peer.broken(rule):
            return Answer("yes", "A second call begins while the first one runs.", rule)
    if "pause" in peer.without:
        return Answer("no", "The next call waits until the running one has ended, however long that takes.")
    return Answer("no", "Paused and told to go on, it waits until the running call has ended.")


def _pause(peer: Peer) -> Answer:
    if "pause" in peer.without:
        return Answer("no pause", "It can't be paused.")
    if peer.broken("STOP.during-pause"):
        return Answer("doesn't end", "It stays in its pause, and its task stays with it.", "STOP.during-pause")
    return Answer("ends", "It ends without another call.")


def _between(peer: Peer) -> Answer:
    if not peer.interval:
        return Answer("no such time", "The next call begins in the instant in which the last one has ended.")
    calls = peer.after("between", ("STOP", "CANCEL"))
    how = "It knows no STOP; cancelled there, it" if "stop" in peer.without else "It"
    if calls:
        word = "one more call" if calls == 1 else f"{calls} more calls"
        return Answer(word, f"{how} makes {word} before it ends.")
    return Answer("no more call", f"{how} ends without another call.")


def _error(peer: Peer) -> Answer:
    ends, lost = peer.broken("CHAIN.error-ends"), peer.broken("CHAIN.error-reported")
    told = "The error is reported, but in one history nobody is told of it" if lost else "The error is reported"
    word = ("goes on" if peer.after("error", ("raise",)) else "ends; some are retried") if ends else "ends"
    if ends:
        text = "the next call comes as if nothing had been" if word == "goes on" else "some errors are retried"
        return Answer(word, f"{told}; {text}.", "CHAIN.error-ends")
    if lost:
        return Answer("ends; can be lost", f"{told}; no call follows.", "CHAIN.error-reported")
    return Answer(word, f"{told}; no call follows.")


def _swallowed(peer: Peer) -> Answer:
    if "cancel" in peer.without:
        return Answer("no cancel", "A call can't be cancelled through it.")
    if peer.broken("CANCEL.swallowed"):
        return Answer("goes on", "The next call comes as if nobody had cancelled.", "CANCEL.swallowed")
    return Answer("ends", "It ends all the same.")


def _garbage(peer: Peer) -> Answer:
    entry = peer.broken("CHAIN.held")
    if entry is None:
        return Answer("held", "It is held until its end, whoever keeps it.")
    if "keep-nobody" in entry["replay"]:
        text = "While somebody keeps the helper, it is held; when nobody does, it can vanish before its end."
        return Answer("held by its owner", text, "CHAIN.held")
    return Answer("lost", "The call vanishes in the middle, also when the caller keeps the helper.", "CHAIN.held")


def _first(peer: Peer) -> Answer:
    how = "Cancelled" if "stop" in peer.without else "Stopped"
    if peer.after("first", ("STOP", "CANCEL")):
        return Answer("one call", f"{how} before its first call, it begins that one all the same, and no other.")
    return Answer("no call", f"{how} before its first call, it ends without any.")


_FUNCTIONS: list[Callable[[Peer], Answer]] = [_overlap, _pause, _between, _error, _swallowed, _garbage, _first]
ANSWERS = {function.__name__.strip("_"): function for function in _FUNCTIONS}


def history_of(peer: Peer, question: str, rule: str) -> tuple[str, History, Divergence | None] | None:
    """(Token, history, divergence) behind an answer; None where there is nothing to show."""
    if rule and (finding := finding_of(peer.entries[rule])):
        return finding.replay, finding.history, finding.divergence
    if question in peer.data["shown"]:
        return peer.data["shown"][question]["token"], peer.recorded(question), None
    return None


def _opened(peer: Peer, question: str, answer: Answer) -> str:
    """An answer with its history behind it, as one line of HTML; links to it open it."""
    name = peer.name.replace("`", "")
    head = f"<strong>{escape(name)}</strong>: {escape(answer.word)}. {escape(answer.sentence)}"
    inner = f'<div id="{anchor(peer, question)}"></div>'
    inner += f"<p>{escape(answer.note)}</p>" if answer.note else ""
    if shown := history_of(peer, question, answer.rule):
        token, history, divergence = shown
        drawn = swimlane(history, divergence, f"{name}: {answer.word}", verdict=False)
        inner += box(drawn.html, f"Picture: {name}, {question}: {answer.word}")
        if divergence:
            inner += f"<p>Allowed: {escape(divergence.allowed)}. Happened: {escape(divergence.happened)}.</p>"
        command = f"taskloop-conformance replay {token} {peer.data['target']}"
        command += " --path conformance/examples" if ":" in peer.data["target"] else ""
        inner += f'<pre tabindex="0"><code>{escape(command)}</code></pre>'
    return one_line(f'<details class="tl-notation"><summary>{head}</summary>{inner}</details>')


def anchor(peer: Peer, question: str) -> str:
    """Where a library's answer stands on the page."""
    return f"{question}-{peer.key.replace('_', '-')}"


def peers_page(data: Any) -> str:
    """The page; without data it says how to measure it.  Raises ValueError for a note that fits another answer."""
    if data is None:
        return render("peers", data=None, command="make peers-data")
    questions = tomllib.loads((FOLDER / "questions.toml").read_text("utf-8"))["questions"]
    notes = tomllib.loads((FOLDER / "notes.toml").read_text("utf-8"))
    peers = [Peer(each) for each in data["peers"]]
    answers = {(peer.key, each["id"]): ANSWERS[each["id"]](peer) for peer in peers for each in questions}
    for (key, question), answer in answers.items():
        note = notes.get(key, {}).get(question, {"word": answer.word})
        if note["word"] != answer.word:
            raise ValueError(f"notes.toml, {key}.{question}: measured is {answer.word!r}")
        answers[key, question] = answer._replace(note=note.get("note", ""))
    for each in questions:
        each["opened"] = [_opened(peer, each["id"], answers[peer.key, each["id"]]) for peer in peers]
    return render("peers", data=data, questions=questions, rows=[_row(peer, questions, answers) for peer in peers])


def _row(peer: Peer, questions: Any, answers: Mapping[tuple[str, str], Answer]) -> dict[str, Any]:
    outcomes = [entry["outcome"] for entry in peer.entries.values()]
    broken = [each for each in peer.entries.values() if each["outcome"] == "failed" and each["level"] == "MUST"]
    return {
        "name": peer.name,
        "version": peer.version,
        "cells": [f"[{answers[peer.key, each['id']].word}](#{anchor(peer, each['id'])})" for each in questions],
        "without": ", ".join(sorted(peer.without)) or "nothing",
        "judged": sum(outcome != "not-claimed" for outcome in outcomes),
        "passed": outcomes.count("passed"),
        "broken": [rule_link(each["id"], PAGE) for each in broken],
    }
