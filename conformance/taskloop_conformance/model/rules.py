"""The rules, read from ``spec/rules/*.toml``: all that is known of a single rule stands there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from .entries import SpecError, read_list, read_text

Level = Literal["MUST", "SHOULD", "MAY"]
#: Which part of the module surface a rule needs.  ``any`` is a chain, in whichever way the target lets one be made.
Profile = Literal["functions", "control", "any"]
#: What a library behind an adapter may have no notion of (``without``); ``immediacy`` is missing where it puts time
#: between iterations (``interval``).
Notion = Literal["pause", "cancel", "payload", "stop", "immediacy"]
Origin = Literal["source", "resolved"]

LEVELS: tuple[str, ...] = get_args(Level)
ORIGINS: tuple[str, ...] = get_args(Origin)
#: What an implementation can claim.
PROFILES: tuple[str, ...] = ("functions", "control")

_ID = re.compile(r"[A-Z]+\.[a-z]+(-[a-z]+)*")


@dataclass(frozen=True)
class Fact:
    """An observation beside the chain that breaks a rule whenever it is in a history.

    ``begins`` is how the detail of the ``fact`` event begins; ``allowed`` is what should have been observed instead.
    The rest of the history is judged as if this hadn't happened: what is beside a chain leaves the chain as it is.
    """

    begins: str
    allowed: str


@dataclass(frozen=True)
class Refinement:
    """A rule that says the same as ``rule`` of a special case: it is named instead of it ``when`` that case is there.

    ``when`` is a condition in words; what decides whether a history meets it is the judge's.
    """

    rule: str
    when: str


@dataclass(frozen=True)
class Rule:
    """One numbered statement of the specification.

    ``origin`` is ``source`` (the source text says so, at ``place``) or ``resolved`` (decided by the
    specification, for ``reason``); ``legal`` and ``illegal`` are histories in the notation.  ``unchecked`` is
    empty, or says why no check exists; ``retired`` rules stay listed and are never checked.  ``lesson`` is the
    title of the tutorial's lesson that shows the rule, where it isn't that of the area.

    ``facts`` are the observations that break the rule by themselves.  ``refines`` names the rules of which this
    one is a special case.  ``may_also_break`` names rules that are broken, too, by many an implementation that
    breaks this one: one fault, two findings, and none of them is wrong.  ``needs`` are the notions without which the
    rule says nothing: it is not claimed for a library that lacks one of them.  ``values`` are the kinds of value of the
    user's side that the rule is about (``coro``; or one value of a kind, ``await-cancelled``): it is named where a
    chain goes wrong with such a value and not with the plain one.
    """

    id: str
    title: str
    level: Level
    profile: Profile
    origin: Origin
    place: str
    text: str
    legal: str
    illegal: str
    reason: str = ""
    may_differ: str = ""
    unchecked: str = ""
    retired: bool = False
    lesson: str = ""
    facts: tuple[Fact, ...] = ()
    refines: tuple[Refinement, ...] = ()
    may_also_break: tuple[str, ...] = ()
    needs: tuple[Notion, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def area(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]

    def concerns(self, profiles: Collection[str]) -> bool:
        """Whether the rule holds for an implementation that claims these profiles."""
        return bool(profiles) if self.profile == "any" else self.profile in profiles


@dataclass(frozen=True)
class Area:
    """A group of rules: its id, what it is about, and the title of the lesson that shows its rules."""

    id: str
    title: str
    about: str
    lesson: str


def parse_rules(text: str, name: str) -> dict[str, Rule]:
    """Read one file of rules; raise :class:`SpecError` naming what is wrong and where (``name``)."""
    rules: dict[str, Rule] = {}
    for rule in read_list(Rule, tomllib.loads(text), "rule", name):
        if not _ID.fullmatch(rule.id):
            raise SpecError(f"{name}: {rule.id}: an id is AREA.some-words")
        if rule.origin == "resolved" and not rule.reason:
            raise SpecError(f"{name}: {rule.id}: reason is empty, and the rule is resolved here")
        if rule.id in rules:
            raise SpecError(f"{name}: {rule.id}: the id stands twice")
        rules[rule.id] = rule
    return rules


def check_references(rules: Mapping[str, Rule]) -> None:
    """Raise :class:`SpecError` where a rule refers to one not in force or to itself, or a retired one can be named."""
    for rule in rules.values():
        kept = [field for field in ("facts", "refines", "values") if rule.retired and getattr(rule, field)]
        if kept:
            raise SpecError(f"{rule.id}: it is retired, and its {kept[0]} would still have it named: take them out")
        named = [("refines", refined.rule) for refined in rule.refines]
        named += [("may_also_break", other) for other in rule.may_also_break]
        for field, other in named:
            if other not in rules or other == rule.id or rules[other].retired:
                raise SpecError(f"{rule.id}: {field} names {other}, which is no other rule in force")


def parse_areas(text: str, name: str = "areas.toml") -> tuple[Area, ...]:
    """Read the list of areas; raise :class:`SpecError` naming what is wrong and where (``name``)."""
    areas = read_list(Area, tomllib.loads(text), "areas", name)
    if len({area.id for area in areas}) < len(areas):
        raise SpecError(f"{name}: an id stands twice")
    return tuple(areas)


@cache
def load_areas() -> tuple[Area, ...]:
    """The areas in reading order."""
    return parse_areas(read_text("areas.toml"))


@cache
def load_rules() -> Mapping[str, Rule]:
    """Every rule of the specification by id, in the order of the areas and of their files."""
    rules: dict[str, Rule] = {}
    for area in load_areas():
        name = f"{area.id.lower()}.toml"
        for rule in parse_rules(read_text(f"rules/{name}"), name).values():
            if rule.area != area.id:
                raise SpecError(f"{name}: {rule.id} belongs to another area's file")
            rules[rule.id] = rule
    check_references(rules)
    return rules


@cache
def load_facts() -> tuple[tuple[Fact, str], ...]:
    """Every fact that breaks a rule by itself, with the rule's id."""
    return tuple((fact, rule.id) for rule in load_rules().values() for fact in rule.facts)


def lesson_of(rule: Rule) -> str:
    """The title of the lesson that shows a rule."""
    return rule.lesson or next(area.lesson for area in load_areas() if area.id == rule.area)
