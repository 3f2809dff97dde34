"""Results as a person reads them: aligned text for the terminal, Markdown for the docs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from benchmarks.harness.figures import Figure, Section

WIDTH = 100


def cells_of(section: Section) -> list[list[str]]:
    """All cells of a section's table as text, the heading first."""
    rows = [list(section.columns)]
    for label, cells in section.rows:
        rows.append([label, *(cell.as_text() if isinstance(cell, Figure) else cell for cell in cells)])
    return rows


def as_text(sections: Sequence[Section]) -> str:
    """All tables for a terminal. A table too wide for it is turned: a line for each of its figures."""
    return "\n".join(line for section in sections for line in _section_lines(section))


def _section_lines(section: Section) -> list[str]:
    lines = ["", section.title, "=" * len(section.title), *textwrap.wrap(section.explanation, WIDTH), ""]
    rows = cells_of(section)
    if not section.rows:
        rows = []
    widths = [max(len(row[column]) for row in rows) for column in range(len(section.columns))] if rows else []
    if sum(widths) + 2 * len(widths) <= WIDTH:
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
        ]
    else:
        name = max(len(column) for column in section.columns[1:])
        for row in rows[1:]:
            lines.append(row[0])
            lines += [
                f"    {column.ljust(name)}  {cell}" for column, cell in zip(section.columns[1:], row[1:], strict=True)
            ]
    return lines + [f"note: {note}" for note in section.notes]


def as_markdown(sections: Sequence[Section]) -> str:
    """All tables as Markdown, each under a heading of the third level."""
    parts = []
    for section in sections:
        heading, *rows = cells_of(section)
        table = [_row(heading), "|" + " --- |" * len(heading), *map(_row, rows)]
        parts += [f"### {section.title}", section.explanation, "\n".join(table)]
        parts += [f"Note: {note}" for note in section.notes]
    return "\n\n".join(parts) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
