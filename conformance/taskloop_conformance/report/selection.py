"""Which rules were asked for: ids and globs become ids, and a slip of the keyboard gets a hint."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase

from ..model.failures import Mistake
from ..model.rules import Rule, load_rules
from ..model.text import did_you_mean


class SelectionError(Mistake, ValueError):
    """A rule was asked for that doesn't exist: the message names near matches."""


def select(patterns: Collection[str], rules: Mapping[str, Rule] | None = None) -> list[str] | None:
    """The ids that match any pattern (ids or globs); None stands for all; raises :class:`SelectionError`."""
    if not patterns:
        return None
    rules = load_rules() if rules is None else rules
    chosen: dict[str, None] = {}
    for pattern in patterns:
        matching = [name for name in rules if fnmatchcase(name, pattern)]
        if not matching:
            raise SelectionError(unknown_rule(pattern, rules))
        chosen.update(dict.fromkeys(matching))
    return [name for name in rules if name in chosen]


def unknown_rule(name: str, rules: Mapping[str, Rule]) -> str:
    """One line for an id that doesn't exist."""
    return f"there is no rule {name!r}; {did_you_mean(name, rules, '`taskloop-conformance rules` lists them all')}"
