"""The floors of the suite as a picture: drawn from the contract that lint holds and the packages' own first sentences.

What the picture shows can't differ from what the code is: a package that moves, or changes what it says of itself,
changes the picture with it.
"""

from __future__ import annotations

import ast
import configparser
import textwrap
from pathlib import Path

from site_tools.paths import ROOT
from taskloop_conformance.pictures.svg import COLUMN, Drawing, Picture, colour, label, tag

SUITE = ROOT / "conformance" / "taskloop_conformance"

#: The width of the picture and the height of one line of text, in pixels.
_WIDTH, _LINE = 640.0, 17.0
#: How wide (pixels) a letter of the usual size is, on an average.
_LETTER = 6.5


def floors(contracts: Path = ROOT / ".importlinter") -> list[list[str]]:
    """The suite's packages, the uppermost floor first; those that stand side by side are in one list."""
    parser = configparser.ConfigParser()
    parser.read_string(contracts.read_text("utf-8"))
    layers = parser["importlinter:contract:suite"]["layers"].split("\n")
    return [[name.strip() for name in line.split("|")] for line in layers if line.strip()]


def purpose(package: str) -> str:
    """What a package says of itself: the first sentence of its docstring."""
    tree = ast.parse((SUITE / package / "__init__.py").read_text("utf-8"))
    text = " ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split())
    return text.partition(".  ")[0].rstrip(".")


def floor_picture() -> Picture:
    """Each floor a row, each package a box with its name and its purpose; imports go downwards only."""
    return Picture(_drawn(_WIDTH, floors()).svg, _drawn(COLUMN, [[package] for row in floors() for package in row]).svg)


def _drawn(room: float, rows: list[list[str]]) -> Picture:
    drawing = Drawing(
        "The packages of the suite",
        "From above: "
        + "; ".join(" beside ".join(row) for row in floors())
        + ". A package imports from those below it.",
    )
    y = 8.0
    for row in rows:
        width = (room - 16 - 10 * (len(row) - 1)) / len(row)
        texts = [textwrap.wrap(purpose(package), int((width - 22) / _LETTER)) for package in row]
        height = 26 + _LINE * max(map(len, texts)) + 6
        for column, (package, lines) in enumerate(zip(row, texts, strict=True)):
            x = 8 + column * (width + 10)
            box = {"x": x, "y": y, "width": width, "height": height, "rx": 4}
            drawing.add(
                tag("rect", fill=colour("payload"), fill_opacity=0.14, stroke=colour("signal"), **box),
                label(x + 10, y + 20, package, font_weight="bold"),
                *(label(x + 10, y + 38 + _LINE * n, line) for n, line in enumerate(lines)),
            )
        y += height + 8
    return drawing.finish(room, y)
