"""What the course says, in the terminal and in the page: the names of its parts, headings, results and hints."""

from __future__ import annotations

from ..model.rules import load_rules
from ..teach.exercises import Exercise, last_build, load_course
from ..teach.hints import LEVELS, hint
from .assess import Assessment

#: The parts of the course by the kind of their exercises, in their order.
PARTS = {
    "build": "Build an implementation, rule by rule",
    "break": "Break one rule and nothing else",
    "quiz": "Which rule is broken?",
}


#: What is said of the last exercise when it is solved.
_WHOLE_SUITE = (
    "These were the small checks of each rule. The whole suite also explores thousands of histories:\n"
    "taskloop-conformance run {file}, or the playground of the site."
)


def heading(exercise: Exercise) -> str:
    """The heading of an exercise: ``Exercise 3 of 12: The forms of a payload``."""
    of_kind = [each for each in load_course() if each.kind == exercise.kind]
    word = {"build": "Exercise", "break": "Exercise in breaking", "quiz": "Quiz"}[exercise.kind]
    return f"{word} {exercise.number} of {len(of_kind)}: {exercise.title}"


def said(result: Assessment) -> str:
    """Whether it is done, how many rules are green, and what is known of the first one that isn't."""
    if result.exercise.kind != "build":
        return result.message if result.done else f"Not done yet. {result.message}"
    if result.done:
        done = f"Done: {result.asked} rules are green ({result.seconds:.1f} s)."
        last = result.exercise == last_build()
        return f"{done}\n{_WHOLE_SUITE.format(file=result.exercise.file)}" if last else done
    earlier = [rule for rule in result.red if rule not in result.exercise.rules]
    lines = [f"Not done yet. {result.asked - len(result.red)} of {result.asked} rules are green. {result.message}"]
    if earlier:
        lines.append(f"Broken again, of earlier exercises: {', '.join(earlier)}")
    return "\n".join(lines)


def hints(result: Assessment, *, drawn: bool = False) -> list[str]:
    """The hints for an attempt, the one that says least first; none when it is done.

    A quiz has one: what each of its rules says.  ``drawn`` leaves out pictures made of characters.
    """
    if result.done:
        return []
    if result.exercise.kind == "quiz":
        return ["\n".join(f"{rule}: {load_rules()[rule].text}" for rule in result.exercise.choices)]
    levels = range(1, LEVELS + 1)
    return [hint(level, result.red[0], result.message, result.finding, drawn=drawn) for level in levels]
