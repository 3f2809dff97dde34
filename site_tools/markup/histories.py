"""Histories on a page: the swimlane, the notation under it."""

from __future__ import annotations

from functools import cache
from html import escape

from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.history import Divergence, History
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.pictures.swimlane import swimlane


def one_line(text: str) -> str:
    """Raw HTML that Markdown leaves alone: on one line, without backticks."""
    return text.replace("`", "&#96;").replace("\n", "&#10;")


def box(svg: str, label: str) -> str:
    """A picture that scrolls by itself where the page is narrower; the search leaves it out."""
    return (
        '<div class="tl-picture" data-search-exclude tabindex="0" role="region" '
        f'aria-label="{escape(label)}">'
        f"{one_line(svg)}</div>"
    )


def divergence_of(history: History, rule: str) -> Divergence | None:
    """Where the oracle finds that the history breaks the rule, else the first thing that it finds."""
    found = judge_all(history)
    return next((d for d in found if d.rule == rule), found[0] if found else None)


@cache
def example(text: str, rule: str, legal: bool, in_force: bool = True) -> str:
    """A rule's legal or illegal history: one line of HTML with picture, verdict and notation.

    Raises ValueError when the oracle judges otherwise than the specification says; of a rule that isn't ``in_force`` it
    says nothing.
    """
    history = parse_history(text)
    divergence = None if legal or not in_force else divergence_of(history, rule)
    if in_force and not legal and (divergence is None or divergence.rule != rule):
        raise ValueError(f"the illegal history of {rule} doesn't break it")
    word = "Legal" if legal else "Illegal"
    picture = ""
    if any(event.kind == "call" for event in history.events):
        drawn = swimlane(history, divergence, f"{word} history of {rule}", verdict=False)
        picture = box(drawn.html, f"Picture: {word.lower()} history of {rule}")
    said = ""
    if divergence:
        said = (
            f'<p class="tl-said"><b>Allowed:</b> {escape(divergence.allowed)}<br>'
            f"<b>Happened:</b> {escape(divergence.happened)}</p>"
        )
    notation = (
        f'<details class="tl-notation"{"" if picture else " open"}><summary>In the notation</summary>'
        f'<pre tabindex="0"><code>{escape(text)}</code></pre></details>'
    )
    kind = "legal" if legal else "illegal"
    head = f'<div class="tl-example tl-{kind}"><p class="tl-kind">{word}</p>'
    return f"{head}{picture}{said}{one_line(notation)}</div>"
