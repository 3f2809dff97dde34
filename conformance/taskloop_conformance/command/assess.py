"""Judge one exercise of the course: the suite itself decides, by the rules of the exercise.

An unfinished implementation lacks members that later exercises add.  What a check says about those is left out: a rule
is green when at least one of its checks passed, none failed, and the others wanted a member that isn't there yet.  In a
whole run such a rule would be unimplemented; the last exercise is judged that way.

No exercise explores: the small checks of each rule answer in a second, and thousands of histories in ten.  Who has
solved the last one is told how to have them run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from ..model.finding import Finding
from ..model.rules import load_rules
from ..record import garbage
from ..report.outcomes import BROKEN, RuleResult
from ..report.report import Report
from ..run.records import Collected, Record, Stop
from ..teach.exercises import Exercise, last_build, rules_until
from .validation import Options, validate

#: An exercise is run on each save: whoever waits longer than this many seconds has written an endless loop.
DEADLINE = 4.0
#: What hangs in so many checks hangs in most: to wait for the rest would take a minute, and say nothing new.
HANGS = 3


@dataclass(frozen=True)
class Assessment:
    """What the suite says of one attempt at an exercise.

    ``red`` are the rules that keep it from being done, the exercise's own first; ``asked`` how many rules were asked
    for.  ``finding`` is the history to show, where there is one; ``message`` says what is wrong in one line.
    """

    exercise: Exercise
    done: bool
    asked: int
    red: tuple[str, ...]
    message: str
    finding: Finding | None = None
    seconds: float = 0.0


def assess(
    exercise: Exercise, file: Path, *, in_process: bool = False, on_check: Callable[[], None] = lambda: None
) -> Assessment:
    """Judge the reader's file; ``on_check`` is called after each check that came to its end.

    In this process nothing ends an endless loop; it needs no other process either.
    """
    if exercise.kind == "quiz":
        return _assess_quiz(exercise, file)
    last = exercise == last_build()
    selected = list(rules_until(exercise)) if exercise.kind == "build" and not last else None
    wanted = frozenset(selected or ())
    passed: set[str] = set()
    waited: set[str] = set()
    hung: set[str] = set()

    def note(record: Record, collected: Collected) -> None:
        on_check()
        if record["outcome"] == "passed":
            passed.update(record["rules"])
        if record["outcome"] == "hung":
            hung.add(record["check"])
            if len(hung) >= HANGS:
                raise Stop
        if selected is None:
            return
        # The checks of the rules that are asked for run first; what the others say is for later exercises.
        if not waited:
            waited.update(check for check, rules in collected.plan if wanted.intersection(rules))
        waited.discard(record["check"])
        if not waited:
            raise Stop

    options = Options(
        str(file), selected=selected, effort="none", deadline=DEADLINE, in_process=in_process, on_record=note, jobs=2
    )
    report = _validate(options)
    if report.verdict == "adapter-error":
        asked = len(exercise.rules)
        return Assessment(exercise, False, asked, exercise.rules, report.errors[0], seconds=report.seconds)
    if exercise.kind == "break":
        return _assess_break(exercise, report)
    return _assess_build(exercise, report, set() if last else passed)


def _validate(options: Options) -> Report:
    # Several checks collect garbage; what is here already can't be theirs, and to look through it takes half the time.
    garbage.freeze()
    try:
        return validate(options)[0]
    finally:
        garbage.thaw()


def _assess_build(exercise: Exercise, report: Report, passed: Collection[str]) -> Assessment:
    results = {result.id: result for result in report.rules}
    asked = rules_until(exercise)
    red = [rule for rule in asked if not _green(results.get(rule), passed)]
    red.sort(key=lambda rule: rule not in exercise.rules)
    message = _first_message(red, results) if red else ""
    found = [results[rule].finding for rule in red if rule in results]
    finding = next((each for each in found if each is not None and each.rule in red), next(filter(None, found), None))
    done = not red and not report.errors
    if report.errors and not message:
        message = report.errors[0]
    return Assessment(exercise, done, len(asked), tuple(red), message, finding, report.seconds)


def _green(result: RuleResult | None, passed: Collection[str]) -> bool:
    if result is None:
        return False
    return result.outcome == "passed" or (result.outcome == "unimplemented" and result.id in passed)


def _first_message(red: list[str], results: dict[str, RuleResult]) -> str:
    """One line about the first rule that something is known of; a member that is missing is only said then."""
    known = [results[rule] for rule in red if rule in results]
    for outcomes in (("failed",), ("hung", "crashed"), ("unimplemented",), ("blocked",)):
        for result in known:
            if result.outcome in outcomes:
                if result.finding is not None:
                    return f"{result.finding.rule}: {load_rules()[result.finding.rule].title}"
                return f"{result.id}: {result.message.partition(chr(10))[0]}"
    return f"{red[0]}: the file offers nothing that it could be judged on yet"


def _assess_break(exercise: Exercise, report: Report) -> Assessment:
    (wanted,) = exercise.rules
    # The text that the exercise begins with keeps all of these, and not every recommended one.
    required = [result for result in report.rules if result.level == "MUST"]
    broken = {result.id: result for result in required if result.outcome in (*BROKEN, "unimplemented")}
    others = [rule for rule in broken if rule != wanted and rule not in load_rules()[wanted].may_also_break]
    done = wanted in broken and not others
    if done:
        message = f"{wanted} is broken, and no other required rule"
    elif wanted not in broken:
        message = f"{wanted} still holds" + (f"; what is broken is {', '.join(others)}" if others else "")
    else:
        message = f"{wanted} is broken, but so is {', '.join(others)}"
    shown = others[0] if others else wanted
    finding = broken[shown].finding if shown in broken else None
    return Assessment(exercise, done, 1, () if done else tuple(others) or (wanted,), message, finding, report.seconds)


def _assess_quiz(exercise: Exercise, file: Path) -> Assessment:
    (wanted,) = exercise.rules
    answer = _answer(file)
    if not answer:
        message = 'write the rule\'s id between the quotes: ANSWER = "..."'
    elif answer == wanted:
        message = f"right: {wanted}: {load_rules()[wanted].text}"
    elif answer in load_rules():
        message = f"not {answer}, which says: {load_rules()[answer].text}"
    else:
        message = f"{answer} is none of the rules above"
    done = answer == wanted
    return Assessment(exercise, done, 1, () if done else (wanted,), message)


def _answer(file: Path) -> str:
    """What is assigned to ANSWER; the file isn't executed."""
    try:
        tree = ast.parse(file.read_text("utf-8"))
    except SyntaxError:
        return ""
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "ANSWER"
            and isinstance(node.value, ast.Constant)
        ):
            return str(node.value.value).strip()
    return ""
