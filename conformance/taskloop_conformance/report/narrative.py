"""Failures and rules told in plain text: what the rule says, what was allowed, what happened when."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Sequence

from ..judge.oracle import judge_all
from ..model.finding import Finding
from ..model.history import Divergence, History
from ..model.notation import format_event, parse_history
from ..model.rules import Rule, lesson_of, load_rules
from ..pictures.text_swimlane import text_swimlane
from .coverage import checks_by_rule
from .selection import unknown_rule

WIDTH = 88


def narrate(finding: Finding, target: str) -> str:
    """Tell a finding: the rule, what was allowed and what happened, events, picture, how to see it again.

    ``target`` is the implementation as the user would name it on the command line.
    """
    divergence, history = finding.divergence, finding.history
    rule = load_rules().get(divergence.rule)
    head = [f"{divergence.rule}" + (f" ({rule.level}): {rule.title}" if rule else "")]
    if rule:
        head += [_wrap(rule.text, "  "), f"  Origin: {_origin(rule)}"]
    head += ["", _field("allowed", divergence.allowed), _field("happened", divergence.happened), ""]
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


def explain(rule_id: str, checks: Sequence[str] | None = None) -> str:
    """Tell a rule: text, level, origin, reason, what may differ, two histories, its checks, a lesson.

    ``checks`` are the names of the checks that verify it (default: found in the suite's check modules).
    Raises :class:`LookupError` for an id that the specification doesn't have, naming the nearest ones.
    """
    rules = load_rules()
    if rule_id not in rules:
        raise LookupError(unknown_rule(rule_id, rules))
    rule = rules[rule_id]
    checks = checks_by_rule().get(rule_id, ()) if checks is None else checks
    lines = [f"{rule.id}: {rule.title}", "", _wrap(rule.text), ""]
    lines += [f"Level:    {rule.level} (profile {rule.profile})" + (" - retired" if rule.retired else "")]
    lines += [_field("origin", _origin(rule))]
    lines += [_field("reason", rule.reason)] if rule.reason else []
    lines += [_field("may differ", rule.may_differ)] if rule.may_differ else []
    lines += ["", "Legal:", "", *_example(rule.legal, None), ""]
    lines += ["Illegal:", "", *_example(rule.illegal, rule.id), ""]
    if checks:
        lines += [
            f"Verified by {len(checks)} check{'s' if len(checks) > 1 else ''}:",
            *(f"  {check}" for check in checks),
        ]
    else:
        lines += [_field("no check", rule.unchecked or "none of the suite's check modules names it")]
    lines += ["", f"Lesson:   {lesson_of(rule)}"]
    return "\n".join(lines)


def _example(text: str, broken: str | None) -> list[str]:
    history = parse_history(text)
    divergence = None
    if broken:
        found = judge_all(history)
        divergence = next((d for d in found if d.rule == broken), found[0] if found else None)
    lines = [events_table(history, divergence)]
    if divergence:
        lines += ["", _field("allowed", divergence.allowed), _field("happened", divergence.happened)]
    if any(event.kind == "call" for event in history.events):
        lines += ["", text_swimlane(history, divergence)]
    return lines


def _origin(rule: Rule) -> str:
    return f"{'the source text' if rule.origin == 'source' else 'resolved by the specification'} ({rule.place})"


def _field(name: str, text: str) -> str:
    head = f"{name.capitalize()}: ".ljust(10)
    return textwrap.fill(text, WIDTH, initial_indent=head, subsequent_indent=" " * 10)


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
