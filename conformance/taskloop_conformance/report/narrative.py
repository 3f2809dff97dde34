"""Failures and rules told in plain text: what the rule says, what was allowed, what happened when."""

from __future__ import annotations

import shlex
import textwrap

from ..model.finding import Finding
from ..model.history import Divergence, History
from ..model.notation import format_event
from ..model.rules import Rule, load_rules
from ..pictures.text_swimlane import text_swimlane

WIDTH = 88


def narrate(finding: Finding, target: str) -> str:
    """Tell a finding: the rule, what was allowed and what happened, events, picture, how to see it again.

    ``target`` is the implementation as the user would name it on the command line.
    """
    divergence, history = finding.divergence, finding.history
    rule = load_rules().get(divergence.rule)
    head = [f"{divergence.rule}" + (f" ({rule.level}): {rule.title}" if rule else "")]
    if rule:
        head += [wrap(rule.text, "  "), f"  Origin: {origin(rule)}"]
    head += ["", labelled("allowed", divergence.allowed), labelled("happened", divergence.happened), ""]
    return "\n".join(
        [
            *head,
            events_table(history, divergence),
            "",
            text_swimlane(history, divergence),
            "",
            f"See it again:  taskloop-conformance replay {shlex.quote(finding.replay)} {shlex.quote(target)}",
            f"Read more:     taskloop-conformance explain {divergence.rule}",
        ]
    )


def events_table(history: History, divergence: Divergence | None = None) -> str:
    """The events in aligned columns, the first divergence marked by an arrow.

    Long histories are told around the divergence: 40 events before it and 10 after it.
    """
    chains = {event.chain for event in history.events if event.chain}
    with_chain = not chains <= {"A"}
    at = divergence.index if divergence else -1
    first = max(0, at - 40) if at >= 0 else 0
    last = min(len(history.events), max(at + 10, first + 50))
    lines = [f"   {'seconds':<7} event"]
    if first:
        lines.append(f"   ... {first} earlier events")
    for index, event in enumerate(history.events[first:last], first):
        mark = "-> " if index == at else "   "
        lines.append(
            mark + format_event(event, with_chain=with_chain) + ("   <- first divergence" if index == at else "")
        )
    if last < len(history.events):
        lines.append(f"   ... {len(history.events) - last} later events")
    if divergence and at >= len(history.events):
        lines.append(f"-> (the end of the history)   <- first divergence: {divergence.happened}")
    return "\n".join(lines)


def origin(rule: Rule) -> str:
    """Where a rule comes from, in words."""
    return f"{'the source text' if rule.origin == 'source' else 'resolved by the specification'} ({rule.place})"


def labelled(name: str, text: str) -> str:
    """A named text, its further lines below its first."""
    head = f"{name.capitalize()}: ".ljust(10)
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * 10)


def wrap(text: str, indent: str = "") -> str:
    """A text in lines that fit a terminal."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
