"""A heat map as an HTML table: columns are implementations, rows are rules; a cell opens its details.

Outcomes differ by a letter as well as by colour.  The page that holds the map includes
:data:`STYLE` and :data:`SCRIPT` once; without the script the table is still read as a table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from ..paths import package_text


@dataclass(frozen=True)
class Cell:
    """One result: ``outcome`` is a key of :data:`OUTCOMES`, ``note`` a line, ``detail`` trusted HTML."""

    outcome: str
    note: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Row:
    """A rule: id, a line about it, its cells in column order, a link (or "") and the group it stands in."""

    id: str
    text: str
    cells: Sequence[Cell | None]
    href: str = ""
    group: str = ""


#: Every outcome: its letter and its meaning.
OUTCOMES: dict[str, tuple[str, str]] = {
    "passed": ("✓", "passed"),
    "failed": ("F", "failed"),
    "hung": ("H", "hung"),
    "crashed": ("C", "crashed"),
    "blocked": ("B", "blocked by another failure"),
    "unimplemented": ("U", "not implemented"),
    "known": ("K", "a known failure"),
    "not-claimed": ("N", "not claimed"),
    "killed": ("✓", "found: the suite rejects this fault"),
    "survived": ("S", "not found"),
}

#: The map's style sheet and its script, as texts: a page holds each once.
STYLE = package_text("pictures/heatmap.css")
SCRIPT = package_text("pictures/heatmap.js")


def heatmap(caption: str, columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The table, its legend and its dialogs as an HTML fragment.

    Raises :class:`ValueError` when a row hasn't one cell (or None) a column, or names an unknown outcome.
    """
    _validate(columns, rows)
    dialogs: dict[str, str] = {}
    heads = "".join(f'<th scope="col" class="tl-column"><span>{escape(column)}</span></th>' for column in columns)
    body, group = [], ""
    for row in rows:
        if row.group and row.group != group:
            group = row.group
            body.append(
                f'<tr class="tl-group"><th scope="rowgroup" colspan="{len(columns) + 1}">{escape(group)}</th></tr>'
            )
        cells = "".join(
            f"<td>{_cell(cell, row, column, dialogs)}</td>" for cell, column in zip(row.cells, columns, strict=True)
        )
        name = f'<a href="{escape(row.href)}">{escape(row.id)}</a>' if row.href else escape(row.id)
        body.append(f'<tr><th scope="row" title="{escape(row.text)}">{name}</th>{cells}</tr>')
    table = (
        f'<div class="tl-scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        '<table class="tl-map">'
        f'<caption>{escape(caption)}</caption><thead><tr><th scope="col">Rule</th>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
    used = [cell.outcome for row in rows for cell in row.cells if cell]
    return legend([outcome for outcome in OUTCOMES if outcome in used]) + table + "".join(dialogs.values())


def legend(outcomes: Sequence[str]) -> str:
    """What the letters mean, as a list."""
    items = "".join(
        f'<li><span class="tl-o tl-{o}">{OUTCOMES[o][0]}</span>{escape(OUTCOMES[o][1])}</li>' for o in outcomes
    )
    return f'<ul class="tl-legend">{items}</ul>' if items else ""


def counts(outcomes: Sequence[str]) -> Mapping[str, int]:
    """How often each outcome occurs, in the order of the legend, without those that don't."""
    return {name: outcomes.count(name) for name in OUTCOMES if name in outcomes}


def _validate(columns: Sequence[str], rows: Sequence[Row]) -> None:
    for row in rows:
        if len(row.cells) != len(columns):
            raise ValueError(
                f"row {row.id} has {len(row.cells)} cells for {len(columns)} columns; "
                "give None where there is no result"
            )
        if unknown := {cell.outcome for cell in row.cells if cell} - OUTCOMES.keys():
            raise ValueError(f"row {row.id}: no outcome {min(unknown)!r}; there are {', '.join(OUTCOMES)}")


def _cell(cell: Cell | None, row: Row, column: str, dialogs: dict[str, str]) -> str:
    if cell is None:
        # Without a role screen readers need not say the label.
        return '<span role="img" aria-label="no result"></span>'
    letter, meaning = OUTCOMES[cell.outcome]
    meant = escape(f"{row.id}, {column}: {meaning}" + (f" - {cell.note}" if cell.note else ""))
    if not cell.detail:
        attributes = f'class="tl-o tl-{cell.outcome}" role="img"'
        return f'<span {attributes} aria-label="{meant}" title="{meant}">{letter}</span>'
    key = "tl-d" + hashlib.sha256(f"{row.id}\0{column}\0{cell.detail}".encode()).hexdigest()[:10]
    dialogs[key] = (
        f'<dialog class="tl-dialog" id="{key}" aria-label="{meant}">'
        '<form method="dialog"><button class="tl-close">Close</button></form>'
        f"<p><strong>{escape(row.id)}</strong> - {escape(column)}: {escape(meaning)}</p>"
        f"{cell.detail}</dialog>"
    )
    return (
        f'<button type="button" class="tl-o tl-{cell.outcome}" aria-label="{meant}" title="{meant}" '
        f'data-tl-open="{key}">{letter}</button>'
    )
