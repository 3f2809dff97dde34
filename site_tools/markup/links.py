"""Links to rules: one page for each area, one anchor for each rule, and an error for an unknown id."""

from __future__ import annotations

import difflib
import posixpath
import re

from taskloop_conformance.model.rules import load_rules

_ROLE = re.compile(r":rule:`([^`]+)`")


class UnknownRule(ValueError):
    """A page names a rule that the specification doesn't have."""


def rule_page(rule_id: str) -> str:
    """The page and anchor of a rule below the docs folder: ``specification/pause.md#PAUSE.holds``.

    Raises :class:`UnknownRule` for an id that doesn't exist, with the nearest ones that do.
    """
    rules = load_rules()
    if rule_id not in rules:
        near = difflib.get_close_matches(rule_id, rules, 3, 0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownRule(f"there is no rule {rule_id!r}{hint}")
    return f"specification/{rules[rule_id].area.lower()}.md#{rule_id}"


def rule_link(rule_id: str, page: str) -> str:
    """A Markdown link to a rule from a page (its path below the docs folder)."""
    return f"[`{rule_id}`]({relative(rule_page(rule_id), page)})"


def relative(target: str, page: str) -> str:
    """A link target below the docs folder as seen from a page."""
    path, hash_, anchor = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + hash_ + anchor


def link_rules(markdown: str, page: str) -> str:
    """Replace every ``:rule:`ID``` of a hand-written page by a link."""
    return _ROLE.sub(lambda match: rule_link(match[1], page), markdown)


def rules_named(text: str) -> list[str]:
    """The rules that an example links to, in the order of their first mention."""
    return list(dict.fromkeys(_ROLE.findall(text)))
