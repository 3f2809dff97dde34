"""The exercises of the course, read from ``teach/course``: the same data for the terminal and for the page.

There are three kinds.  *Build* an implementation, rule by rule: an exercise is done when its rules and those of all
earlier exercises are green.  *Break* a good one so that one rule is broken and nothing else: who can do that knows what
the rule is about.  *Quiz*: code and the history that it made, and the question which rule is broken.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from ..model.entries import SpecError, read
from ..model.rules import load_rules

Kind = Literal["build", "break", "quiz"]

#: The three marks of an exercise's file.  What lies between the first two is what the reader begins with.
_START, _SOLUTION, _END = "#: start", "#: solution", "#: end"


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    ``start`` is the text of the file that the reader gets, ``solution`` the model solution.  ``rules`` are, for
    *build*, what the exercise adds to the exercises before it; for *break* and *quiz* the one rule that it is about.
    ``choices`` are the rules among which a quiz lets one choose, ``code`` its change and ``history`` what happened;
    both stand in ``start``, too.  ``number`` counts the exercises of one kind from 1.
    """

    name: str
    kind: Kind
    number: int
    title: str
    lesson: str
    rules: tuple[str, ...]
    start: str
    solution: str
    choices: tuple[str, ...] = ()
    code: str = ""
    history: str = ""

    @property
    def file(self) -> str:
        """The name of the reader's file."""
        return f"{self.number:02}_{self.name}.py" if self.kind == "build" else f"{self.kind}_{self.number:02}.py"

    @property
    def task(self) -> str:
        """What is to be done: the first comment of the file, without its quotes."""
        return self.start.split('"""')[1].strip()


@dataclass(frozen=True)
class _Build:
    name: str
    title: str
    lesson: str
    rules: tuple[str, ...] = ()  # none: every required rule that no earlier exercise has


@dataclass(frozen=True)
class _Break:
    rule: str
    task: str
    change: tuple[str, ...]  # texts of the last exercise's solution, each followed by what stands there instead


@dataclass(frozen=True)
class _Course:
    builds: tuple[_Build, ...]
    breaks: tuple[_Break, ...]


@cache
def load_course() -> tuple[Exercise, ...]:
    """Every exercise, in the order in which they are best done."""
    course = read(_Course, tomllib.loads(_text("course.toml")), "course.toml")
    builds = tuple(_builds(course.builds))
    return (*builds, *_breaks(course.breaks, builds[-1].solution), *_quizzes(json.loads(_text("quizzes.json"))))


def find(name: str) -> Exercise:
    """The exercise of a name; raises :class:`LookupError`."""
    for exercise in load_course():
        if exercise.name == name:
            return exercise
    raise LookupError(f"there is no exercise {name!r}")


def last_build() -> Exercise:
    """The exercise that asks for all required rules: the whole TaskLoop."""
    return [each for each in load_course() if each.kind == "build"][-1]


def rules_until(exercise: Exercise) -> tuple[str, ...]:
    """The rules of a *build* exercise and of all before it; those of the last one are all that are required."""
    found: list[str] = []
    for each in load_course():
        if each.kind == "build" and each.number <= exercise.number:
            found += [rule for rule in each.rules if rule not in found]
    return tuple(found)


def without_marks(text: str, kept: Literal["start", "solution"]) -> str:
    """The text of an exercise's file as the reader begins with it, or as it is solved."""
    lines: list[str] = []
    part = ""
    # A formatter puts blank lines around a mark that a text without marks wouldn't have.
    for line in text.splitlines():
        mark = line.strip()
        if mark in (_START, _SOLUTION, _END):
            part = mark
        elif part == _START and kept == "start":
            indent = line[: len(line) - len(line.lstrip())]
            lines.append((indent + mark.removeprefix("#").removeprefix(" ")).rstrip())
        elif part not in (_START, _SOLUTION) or (part == _SOLUTION and kept == "solution"):
            lines.append(line)
    joined = re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines))
    return re.sub(r"\n{3,}(?= )", "\n\n", joined).rstrip() + "\n"


def _text(name: str) -> str:
    return files("taskloop_conformance").joinpath("teach", "course", name).read_text(encoding="utf-8")


def _builds(builds: Sequence[_Build]) -> Iterator[Exercise]:
    given: set[str] = set()
    for number, build in enumerate(builds, 1):
        in_force = (rule for rule in load_rules().values() if not rule.retired and not rule.unchecked)
        every = tuple(rule.id for rule in in_force if rule.level == "MUST")
        rules = build.rules or tuple(rule for rule in every if rule not in given)
        if unknown := [rule for rule in rules if rule not in load_rules() or rule in given]:
            raise SpecError(f"course.toml: {build.name}: {unknown[0]} is no rule, or an earlier exercise has it")
        given.update(rules)
        text = _text(f"{build.name}.py")
        start, solution = without_marks(text, "start"), without_marks(text, "solution")
        yield Exercise(build.name, "build", number, build.title, build.lesson, rules, start, solution)


def _breaks(breaks: Sequence[_Break], good: str) -> Iterator[Exercise]:
    code = good.split('"""', 2)[2].lstrip("\n")
    for number, each in enumerate(breaks, 1):
        broken = code
        for old, new in zip(each.change[::2], each.change[1::2], strict=True):
            if broken.count(old) != 1:
                raise SpecError(f"course.toml: breaks: {each.rule}: {old!r} isn't there once in the last solution")
            broken = broken.replace(old, new)
        title = f"Break {each.rule} and nothing else"
        head = f'"""{title}.\n\n{each.task}\n"""\n\n'
        name = "break-" + each.rule.lower().replace(".", "-")
        rule = load_rules()[each.rule]
        yield Exercise(name, "break", number, title, "", (rule.id,), head + code, head + broken)


def _quizzes(data: Sequence[Mapping[str, Any]]) -> Iterator[Exercise]:
    for number, quiz in enumerate(data, 1):
        listed = "".join(f"#   {choice}: {load_rules()[choice].title}\n" for choice in quiz["choices"])
        code = "".join(f"# {line}".rstrip() + "\n" for line in quiz["code"].splitlines())
        history = "".join(f"#   {line}".rstrip() + "\n" for line in quiz["history"].splitlines())
        text = (
            f'"""Quiz {number}: which rule is broken?\n\nAn otherwise good implementation was changed in one place, '
            'and one of its histories is illegal.\n"""\n\n'
            f"# The change:\n#\n{code}#\n# What happened:\n#\n{history}#\n"
            f"# One of these rules says that it may not:\n#\n{listed}\n"
        )
        yield Exercise(
            f"quiz-{number}",
            "quiz",
            number,
            "Which rule is broken?",
            "",
            (quiz["rule"],),
            text + _answer(""),
            text + _answer(quiz["rule"]),
            tuple(quiz["choices"]),
            quiz["code"],
            quiz["history"],
        )


def answered(quiz: Exercise, rule: str) -> str:
    """The text of a quiz's file with an answer in it."""
    return quiz.start.removesuffix(_answer("")) + _answer(rule)


def _answer(rule: str) -> str:
    return f'ANSWER = "{rule}"\n'
