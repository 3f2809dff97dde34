"""A rule, or an area of rules, told in plain text: what `explain` prints."""

from __future__ import annotations

from ..judge.oracle import judge_all
from ..model.notation import parse_history
from ..model.rules import Area, Rule, lesson_of, load_areas, load_rules
from ..model.text import did_you_mean
from ..pictures.text_swimlane import text_swimlane
from .coverage import checks_by_rule
from .narrative import events_table, labelled, origin, wrap


def explain(name: str) -> str:
    """Tell a rule or an area, by its id in capitals or not.

    Raises :class:`LookupError` for an id that the specification doesn't have, naming the nearest ones.
    """
    rules, areas = load_rules(), {area.id: area for area in load_areas()}
    known = {id_.lower(): id_ for id_ in (*areas, *rules)}
    id_ = known.get(name.strip().lower())
    if id_ is None:
        hint = did_you_mean(name, known.values(), "`taskloop-conformance rules` lists them all")
        raise LookupError(f"there is no rule or area {name!r}; {hint}")
    return explain_area(areas[id_]) if id_ in areas else explain_rule(rules[id_])


def explain_area(area: Area) -> str:
    """Tell an area: what it is about, and each of its rules in a line."""
    rules = [rule for rule in load_rules().values() if rule.area == area.id]
    width = max(len(rule.id) for rule in rules)
    lines = [area.id if area.title == area.id else f"{area.id}: {area.title}", "", wrap(area.about), ""]
    for rule in rules:
        lines.append(f"  {rule.id:<{width}}  {'retired' if rule.retired else rule.level:<7}  {rule.title}")
    return "\n".join([*lines, "", f"Lesson:   {area.lesson}"])


def explain_rule(rule: Rule) -> str:
    """Tell a rule: text, level, origin, reason, what may differ, two histories, its checks, a lesson."""
    lines = [f"{rule.id}: {rule.title}", "", wrap(rule.text), ""]
    lines += [f"Level:    {rule.level} (profile {rule.profile})" + (" - retired" if rule.retired else "")]
    lines += [labelled("origin", origin(rule))]
    lines += [labelled("reason", rule.reason)] if rule.reason else []
    lines += [labelled("may differ", rule.may_differ)] if rule.may_differ else []
    lines += [labelled("refines", f"{refined.rule}, when {refined.when}") for refined in rule.refines]
    lines += [labelled("see also", ", ".join(rule.may_also_break))] if rule.may_also_break else []
    lines += ["", "Legal:", "", *_example(rule.legal), ""]
    lines += ["Illegal:", "", *_example(rule.illegal, rule.id), ""]
    if checks := checks_by_rule().get(rule.id, ()):
        lines += [f"Verified by {len(checks)} check{'s' if len(checks) > 1 else ''}:"]
        lines += [f"  {check}" for check in checks]
    else:
        lines += [labelled("no check", rule.unchecked or "the rule is retired")]
    return "\n".join([*lines, "", f"Lesson:   {lesson_of(rule)}"])


def _example(text: str, broken: str = "") -> list[str]:
    """One of a rule's histories as a table and a picture; the first divergence from the rule ``broken`` is marked."""
    history = parse_history(text)
    divergence = next((found for found in judge_all(history) if found.rule == broken), None)
    lines = [events_table(history, divergence)]
    if divergence:
        lines += ["", labelled("allowed", divergence.allowed), labelled("happened", divergence.happened)]
    if any(event.kind == "call" for event in history.events):
        lines += ["", text_swimlane(history, divergence)]
    return lines
