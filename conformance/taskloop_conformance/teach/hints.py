"""Hints, made of the first divergence: what was allowed and the picture, then the table's cell, then the lesson."""

from __future__ import annotations

from ..judge.oracle import judge_all
from ..model.finding import Finding
from ..model.notation import parse_history
from ..model.rules import Rule, lesson_of, load_rules
from ..model.transitions import load_table
from ..pictures.state_diagram import state_diagram
from ..pictures.swimlane import swimlane
from ..pictures.text_swimlane import text_swimlane
from ..report.narrative import events_table, has_calls
from .cells import cell_of

#: How many hints there are for one exercise; after the last one only the solution says more.
LEVELS = 3


def hint(level: int, rule_id: str, message: str, finding: Finding | None, *, drawn: bool = False) -> str:
    """The hint of a level from 1 on, for the first red rule.

    ``message`` is one line that says what is known where there is no finding.  ``drawn`` leaves out the picture made
    of characters, for a place where :func:`picture_of` is shown beside the hint.
    """
    rule = load_rules()[finding.rule if finding else rule_id]
    if level <= 1:
        return _what_happened(rule, message, finding, drawn)
    if level == 2:
        return _what_is_asked(rule, finding)
    return f'The lesson "{lesson_of(rule)}" of the tutorial shows it.\nIn words: taskloop-conformance explain {rule.id}'


def picture_of(level: int, finding: Finding | None) -> str:
    """The picture that belongs to a hint, as HTML; empty where there is none.

    To the first hint belongs the swimlane of the history, to the second the diagram with the table's cell.
    """
    if finding is None:
        return ""
    if level <= 1:
        return swimlane(finding.history, finding.divergence, verdict=False).html if has_calls(finding.history) else ""
    if level == 2 and (found := cell_of(finding)):
        state, event, _ = found
        return state_diagram(path=[(state, event)]).html
    return ""


def _what_happened(rule: Rule, message: str, finding: Finding | None, drawn: bool) -> str:
    if finding is None:
        return f"{message}\n\n{rule.id} says: {rule.text}"
    divergence, history = finding.divergence, finding.history
    lines = [
        f"{rule.id} says: {rule.text}",
        "",
        f"Allowed:  {divergence.allowed}",
        f"Happened: {divergence.happened}",
        "",
        events_table(history, divergence),
    ]
    if not drawn and has_calls(history):
        lines += ["", text_swimlane(history, divergence)]
    return "\n".join(lines)


def _what_is_asked(rule: Rule, finding: Finding | None) -> str:
    if finding is not None and (found := cell_of(finding)):
        table = load_table()
        state, event, cell = found
        return "\n".join(
            [
                f"The table's cell for {event} while {state}:",
                f"  {state}: {table.states[state]}",
                f"  {event}: {table.events[event]}",
                f"  what is to be done: {table.actions[cell.action]}",
                f"  the state after it: {cell.next} ({table.states[cell.next]})",
            ]
        )
    legal, illegal = parse_history(rule.legal), parse_history(rule.illegal)
    broken = next((each for each in judge_all(illegal) if each.rule == rule.id), None)
    parts = [f"The smallest legal history of {rule.id}:", events_table(legal)]
    return "\n".join([*parts, "", "The smallest illegal one:", events_table(illegal, broken)])
