"""Bars of measured figures: a row or a column of a table of the performance page, as a picture.

The table stays the only place where a figure stands: the picture is made of its text while the site is built.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

from benchmarks.harness.page import tables_of
from site_tools.markup.histories import box
from site_tools.paths import ROOT
from taskloop_conformance.pictures.bars import bars

PAGE = ROOT / "docs" / "performance.md"
_FIGURE = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?)(?: (?P<unit>x|KiB|ms|s|%|µs|ns))")


def figure_bars(words: str, page: Path = PAGE) -> str:
    """The picture for ``SECTION | row LABEL | TITLE`` or ``SECTION | column NAME | TITLE``.

    The first row that fits LABEL is drawn, which may hold * for what changes with the machine that measured.
    Cells without a unit (a word, a rate) are left out. Raises ValueError for what the page doesn't have.
    """
    section, where, title = (part.strip() for part in words.split("|"))
    way, _, wanted = where.partition(" ")
    tables = tables_of(page.read_text(encoding="utf-8"))
    if section not in tables:
        raise ValueError(f"no table {section!r}; there are {', '.join(tables)}")
    heading, *rows = tables[section]
    if way == "row":
        cells = next(
            (list(zip(heading[1:], row[1:], strict=True)) for row in rows if fnmatchcase(row[0], wanted)), None
        )
    elif way == "column" and wanted in heading[1:]:
        cells = [(row[0], row[heading.index(wanted)]) for row in rows]
    else:
        cells = None
    if cells is None:
        raise ValueError(f"table {section!r} has no {where!r}")
    figures = {label: found for label, cell in cells if (found := _FIGURE.match(cell))}
    units = {found["unit"] for found in figures.values()}
    if len(units) != 1:
        raise ValueError(f"{where!r} of table {section!r} has the units {sorted(units)}, not one")
    values = {label: float(found["number"].replace(",", "")) for label, found in figures.items()}
    # Short enough to fit a phone's width when it is made a little smaller.
    return f'<div class="tl-bars">{box(bars(values, title, units.pop(), length=210).html, title)}</div>'
