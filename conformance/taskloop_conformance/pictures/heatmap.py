"""A heat map as an HTML table: columns are implementations, rows are rules; a cell opens its details.

Outcomes are told apart by a letter as well as by colour.  The page that holds the map includes
:data:`STYLE` and :data:`SCRIPT` once; without the script the table is still read as a table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape


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
    "killed": ("✓", "found: the suite rejects this fault"),
    "survived": ("S", "not found"),
}

STYLE = """
.tl-scroll{overflow-x:auto;max-width:100%}
.tl-map{border-collapse:separate;border-spacing:2px;font-size:.875rem}
.tl-map caption{text-align:start;font-weight:600;padding:.25rem 0}
.tl-map th{font-weight:500;text-align:start;white-space:nowrap}
.tl-map tbody th{position:sticky;inset-inline-start:0;
background:var(--tl-ground,Canvas);padding-inline-end:.5rem;z-index:1}
.tl-map thead th.tl-column{vertical-align:bottom;text-align:center}
.tl-map thead th.tl-column span{writing-mode:vertical-rl;transform:rotate(180deg);display:inline-block}
.tl-map .tl-group th{font-weight:700;padding-top:.6rem}
.tl-map td{padding:0;text-align:center}
.tl-o{display:block;box-sizing:border-box;min-width:1.9rem;width:100%;padding:.15rem .3rem;border:0;
border-radius:3px;font:inherit;font-weight:700;line-height:1.4;color:#111}
button.tl-o{cursor:pointer;text-decoration:underline}
button.tl-o:focus-visible{outline:3px solid currentColor;outline-offset:1px}
.tl-passed,.tl-killed{background:#7ed3b7}
.tl-failed,.tl-survived{background:#ff8f7d}
.tl-hung{background:#f2bd4a}
.tl-crashed{background:#e59cc4}
.tl-blocked{background:#cfcfcf}
.tl-unimplemented{background:#e6e2b0}
.tl-known{background:#9cc9ec}
.tl-legend{display:flex;flex-wrap:wrap;gap:.4rem 1rem;padding:0;margin:.5rem 0;list-style:none;
font-size:.875rem}
.tl-legend .tl-o{display:inline-block;width:auto;margin-inline-end:.35rem;text-align:center}
.tl-dialog{max-width:min(60rem,94vw);box-sizing:border-box;color:inherit;
background:var(--tl-ground,Canvas);border:1px solid currentColor;border-radius:8px;padding:1rem;overflow:auto}
.tl-dialog::backdrop{background:rgb(0 0 0/.5)}
.tl-dialog .tl-close{float:inline-end;font:inherit;padding:.2rem .7rem}
"""

SCRIPT = """
document.addEventListener("click", function (event) {
  var button = event.target.closest("[data-tl-open]");
  if (button) document.getElementById(button.dataset.tlOpen).showModal();
  else if (event.target.matches("dialog.tl-dialog")) event.target.close();
});
"""


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
        return '<span aria-label="no result"></span>'
    letter, meaning = OUTCOMES[cell.outcome]
    said = escape(f"{row.id}, {column}: {meaning}" + (f" - {cell.note}" if cell.note else ""))
    if not cell.detail:
        look = f'class="tl-o tl-{cell.outcome}" role="img"'
        return f'<span {look} aria-label="{said}" title="{said}">{letter}</span>'
    key = "tl-d" + hashlib.sha256(f"{row.id}\0{column}\0{cell.detail}".encode()).hexdigest()[:10]
    dialogs[key] = (
        f'<dialog class="tl-dialog" id="{key}" aria-label="{said}">'
        '<form method="dialog"><button class="tl-close">Close</button></form>'
        f"<p><strong>{escape(row.id)}</strong> - {escape(column)}: {escape(meaning)}</p>"
        f"{cell.detail}</dialog>"
    )
    return (
        f'<button type="button" class="tl-o tl-{cell.outcome}" aria-label="{said}" title="{said}" '
        f'data-tl-open="{key}">{letter}</button>'
    )
