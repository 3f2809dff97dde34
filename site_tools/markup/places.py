"""Where in the model a rule comes from: its ``place``, as links into the page "The model on one page".

A place is words for a person, such as "the steps, 5; the example's task1".  Each of its parts begins with the name of a
section of that page, and may say a number; the rest of the part is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from taskloop_conformance.model.rules import Rule

PAGE = "model.md"
#: How a part of a place begins -> the anchor; {} stands for the number, if the part has one.
_BEGINNINGS = (
    (r"the steps, (\d)", "step-{}"),
    (r"the control model, (\d)", "control-{}"),
    (r"the control model", "control"),
    (r"the table of functions", "functions"),
    (r"the example", "example"),
    (r"the need", "need"),
    (r"the source's title", "need"),
)
#: "the steps, 5 to 7", "the control model, 1 and 3": the other numbers of a part.
_MORE = re.compile(r"(to|and) (\d)")


def parts(place: str) -> list[str]:
    """The parts of a place, which semicolons separate."""
    return [part.strip() for part in place.split(";")]


def anchors(part: str) -> list[str]:
    """The anchors of one part, the first one first; none for words that no section has."""
    for beginning, anchor in _BEGINNINGS:
        match = re.match(beginning, part)
        if match is None:
            continue
        if not match.groups():
            return [anchor]
        first = int(match[1])
        more = _MORE.match(part[match.end() :].strip())
        if more is None:
            return [anchor.format(first)]
        others = range(first + 1, int(more[2]) + 1) if more[1] == "to" else [int(more[2])]
        return [anchor.format(number) for number in (first, *others)]
    return []


def linked(place: str, to: str) -> str:
    """A place in Markdown, each part a link to its section of the page whose relative address is ``to``."""
    return "; ".join(f"[{part}]({to}#{found[0]})" if (found := anchors(part)) else part for part in parts(place))


def rules_by_anchor(rules: Iterable[Rule]) -> dict[str, list[str]]:
    """Anchor -> the rules that come from there, in the specification's order; a number's also below its section."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for part in parts(rule.place):
            for anchor in anchors(part):
                if rule.id not in found.setdefault(anchor, []):
                    found[anchor].append(rule.id)
    return found
