"""Failures and rules as plain text: what the rule says, what was allowed, what happened when."""

from __future__ import annotations

import shlex
import textwrap

from ..model.finding import Finding
from ..model.history import Divergence, History
from ..model.notation import format_event
from ..model.rules import Rule, load_rules
from ..pictures.text_swimlane import text_swimlane

WIDTH = 88


def narrate(finding: Finding, target: str, path: str | None = None, *, again: str = "") -> str:
    """A finding as text: the rule, what was allowed and what happened, events, picture, how to see it again.

    ``target`` is the implementation as the user would name it on the command line, and ``path`` the folder that
    ``--path`` gave; ``again`` is the command that ran the check, where that isn't this program.
    """
    divergence, history = finding.divergence, finding.history
    rule = load_rules().get(divergence.rule)
    head = [f"{divergence.rule}" + (f" ({rule.level}): {rule.title}" if rule else "")]
    if rule:
        head += [wrap(rule.text, "  "), f"  Origin: {origin(rule)}"]
    head += ["", labelled("allowed", divergence.allowed), labelled("happened", divergence.happened)]
    head += [labelled("mistake", divergence.mistake)] if divergence.mistake else []
    if divergence.alternatives:
        head.append(labelled("or", f"the history is explained as well by {' or '.join(divergence.alternatives)}"))
    head += [labelled("passes", "; ".join(finding.essential))] if finding.essential else []
    head.append("")
    return "\n".join(
        [
            *head,
            events_table(history, divergence),
            "",
            *([text_swimlane(history, divergence), ""] if has_calls(history) else []),
            *([f"Run it again:  {again}"] if again else []),
            f"See it again:  {replay_command(finding.replay, target, path)}",
            f"Read more:     taskloop-conformance explain {divergence.rule}",
        ]
    )


def has_calls(history: History) -> bool:
    """Whether there is anything to draw: lanes are made of the calls of user coroutines."""
    return any(event.kind == "call" for event in history.events)


def replay_command(token: str, target: str, path: str | None = None) -> str:
    """The command that runs a history again, as it can be pasted into a shell."""
    words = ["taskloop-conformance", "replay", token, target, *(["--path", path] if path else [])]
    return shlex.join(words)


def events_table(history: History, divergence: Divergence | None = None) -> str:
    """The events in aligned columns, the first divergence marked by an arrow.

    Of a long history only a part is shown: 40 events before it and 10 after it.
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
