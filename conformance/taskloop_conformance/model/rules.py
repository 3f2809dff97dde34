"""The rules, read from ``spec/rules/*.toml``: text, level and origin stand there and nowhere else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LEVELS = ("MUST", "SHOULD", "MAY")
PROFILES = ("functions", "control")
ORIGINS = ("source", "resolved")
_ID = re.compile(r"[A-Z]+\.[a-z]+(-[a-z]+)*")


class SpecError(ValueError):
    """The rules' data is wrong: the message names the rule and the field."""


@dataclass(frozen=True)
class Rule:
    """One numbered statement of the specification.

    ``origin`` is ``source`` (the source text says so, at ``place``) or ``resolved`` (decided by the
    specification, for ``reason``); ``legal`` and ``illegal`` are histories in the notation;
    ``unchecked`` is empty, or says why no check can exist; ``retired`` rules stay listed and are never
    checked.
    """

    id: str
    title: str
    level: str
    profile: str
    origin: str
    place: str
    text: str
    legal: str
    illegal: str
    reason: str = ""
    may_differ: str = ""
    unchecked: str = ""
    retired: bool = False

    @property
    def area(self) -> str:
        """The part of the id before the dot."""
        return self.id.partition(".")[0]


def parse_rules(text: str, name: str) -> dict[str, Rule]:
    """Read one file of rules; raise :class:`SpecError` naming what is wrong and where (``name``)."""
    rules: dict[str, Rule] = {}
    for entry in tomllib.loads(text).get("rule", []):
        label = f"{name}: {entry.get('id', 'a rule without id')}"
        try:
            rule = Rule(**{key: _stripped(value) for key, value in entry.items()})
        except TypeError as error:
            raise SpecError(f"{label}: {error}") from None
        _validate(rule, label)
        if rule.id in rules:
            raise SpecError(f"{label}: the id stands twice")
        rules[rule.id] = rule
    return rules


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _validate(rule: Rule, label: str) -> None:
    allowed = {"level": LEVELS, "profile": PROFILES, "origin": ORIGINS}
    for field, values in allowed.items():
        if getattr(rule, field) not in values:
            raise SpecError(f"{label}: {field} is {getattr(rule, field)!r}, not one of {', '.join(values)}")
    if not _ID.fullmatch(rule.id):
        raise SpecError(f"{label}: an id is AREA.some-words")
    needed = ["title", "place", "text", "legal", "illegal"]
    if rule.origin == "resolved":
        needed.append("reason")
    for field in needed:
        if not getattr(rule, field):
            raise SpecError(f"{label}: {field} is empty")


@cache
def load_rules() -> Mapping[str, Rule]:
    """Every rule of the specification by id, in the order of the areas and of their files."""
    folder = files("taskloop_conformance").joinpath("spec/rules")
    index = tomllib.loads(files("taskloop_conformance").joinpath("spec/areas.toml").read_text("utf-8"))
    rules: dict[str, Rule] = {}
    for area in index["areas"]:
        name = f"{area['id'].lower()}.toml"
        for rule in parse_rules(folder.joinpath(name).read_text("utf-8"), name).values():
            if rule.area != area["id"]:
                raise SpecError(f"{name}: {rule.id} belongs to another area's file")
            rules[rule.id] = rule
    return rules


@dataclass(frozen=True)
class Area:
    """A group of rules: its id and what it is about."""

    id: str
    title: str
    about: str


@cache
def load_areas() -> tuple[Area, ...]:
    """The areas in reading order."""
    text = files("taskloop_conformance").joinpath("spec/areas.toml").read_text("utf-8")
    return tuple(Area(**entry) for entry in tomllib.loads(text)["areas"])
