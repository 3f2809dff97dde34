"""The questions of a lesson: their answers are folded away until the reader opens them.

A lesson asks twice: after its first picture, which the section "The rule" answers, and at its end, where the answer is
asserted by code.  Both answers become ``details`` elements, which open without scripts.  Where the asserted answers are
numbers, the page also gets them as data, so that site.js can offer a field to try one's own; without scripts there is
no field, and nothing is missing.
"""

from __future__ import annotations

import ast
import re

from site_tools.paths import MARK

_ANSWER = '<details class="tl-answer"><summary>{}</summary>{}</details>'
#: Where the last section's code begins, and what follows it: how long it took, and the downloads.
_CODE = re.compile(r'<div class="highlight-.*?(?=<p class="sphx-glr-timing|<div class="sphx-glr-footer|\Z)', re.S)


def numbers_asserted(source: str) -> list[float]:
    """The numbers to which a lesson's last cell compares its first results, in their order.

    The assertions up to the first one that isn't about a number or a list of numbers count; those after it are about
    the lesson's other programs.
    """
    cell = source[source.rindex("# Check yourself") :]
    found: list[float] = []
    for node in ast.parse(cell).body:
        if not isinstance(node, ast.Assert):
            continue
        numbers = _numbers(node.test)
        if not numbers:
            break
        found += numbers
    return found


def _numbers(test: ast.expr) -> list[float]:
    if not (isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq)):
        return []
    answer = test.comparators[0]
    items = answer.elts if isinstance(answer, ast.List) else [answer]
    values = [item.value if isinstance(item, ast.Constant) else None for item in items]
    numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return numbers if len(numbers) == len(items) else []


def hide_answers(body: str, source: str) -> str:
    """Fold the two answers of a lesson's page; ``source`` is the lesson, ``body`` what Sphinx made of it."""
    parts = body.split(MARK)
    # Headings have odd places, and what stands below each of them follows it.
    for place in range(1, len(parts), 2):
        if "{: #the-rule }" in parts[place]:
            parts[place + 1] = _ANSWER.format("Show the answer", parts[place + 1])
        elif "{: #check-yourself }" in parts[place]:
            text, code = _CODE.split(parts[place + 1], maxsplit=1), _CODE.search(parts[place + 1])
            if code:
                folded = _ANSWER.format("Show the answer, as code", code[0])
                parts[place + 1] = (_field(numbers_asserted(source)) + folded).join(text)
    return MARK.join(parts)


def _field(numbers: list[float]) -> str:
    """The place of the field to try an answer; empty, and so not seen, until a script fills it."""
    if not numbers:
        return ""
    return f'<div class="tl-try" data-answer="{" ".join(f"{number:g}" for number in numbers)}"></div>'
