"""Several implementations or releases side by side, as JSON and as a self-contained page."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from typing import Any

from .. import SPEC_VERSION, __version__
from ..model.rules import Rule, load_areas, load_rules
from ..model.text import short_text
from ..pictures.heatmap import SCRIPT, STYLE, Cell, Row, heatmap
from .html import PAGE_STYLE, finding_html
from .outcomes import finding_of
from .report import Report


def exit_code(reports: Collection[Report]) -> int:
    """The most serious exit code of all."""
    return max((report.exit_code for report in reports), default=0)


def to_json(reports: Collection[Report]) -> dict[str, Any]:
    """One object: the suite, and the reports in the order of the command line."""
    suite = {"name": "taskloop-conformance", "version": __version__, "spec": SPEC_VERSION}
    return {"schema": 1, "suite": suite, "reports": [report.to_json() for report in reports]}


def dumps(reports: Collection[Report]) -> str:
    """The JSON text."""
    return json.dumps(to_json(reports), indent=2, ensure_ascii=False) + "\n"


def to_html(reports: Sequence[Mapping[str, Any]]) -> str:
    """A page for reports as JSON: a heat map, rules down and targets across, and the verdicts below."""
    verdicts = "".join(
        f"<tr><th scope=row>{escape(report['implementation']['target'])}</th><td>{report['verdict']}</td>"
        f"<td>{sum(entry['outcome'] == 'passed' for entry in report['rules'])} of {report['planned']}</td>"
        f"<td>{escape('; '.join(report.get('errors', ())))}</td></tr>"
        for report in reports
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>TaskLoop conformance matrix</title><style>{PAGE_STYLE}{STYLE}</style></head><body><main>"
        f"<h1>TaskLoop conformance matrix</h1><p>Specification {SPEC_VERSION}, suite {__version__}.</p>"
        f"{matrix_map('Rules by targets', reports)}"
        "<h2>Verdicts</h2><table class=plain><thead><tr><th scope=col>Target</th><th scope=col>Verdict</th>"
        f"<th scope=col>Passed</th><th scope=col>Reason</th></tr></thead><tbody>{verdicts}</tbody></table>"
        f"</main><script>{SCRIPT}</script></body></html>\n"
    )


def matrix_map(
    caption: str, reports: Sequence[Mapping[str, Any]], link: Callable[[Rule], str] = lambda rule: ""
) -> str:
    """The heat map for reports as JSON; a cell opens the history that shows the failure.

    ``link`` gives the address of a rule's own page, or "".  The page that holds the map includes the style sheet and
    the script of ``pictures.heatmap``.
    """
    columns = [{entry["id"]: entry for entry in report["rules"]} for report in reports]
    titles = {area.id: f"{area.id}: {area.title}" for area in load_areas()}
    rows = [
        Row(rule.id, rule.text, [_cell(column.get(rule.id)) for column in columns], link(rule), titles[rule.area])
        for rule in load_rules().values()
        if any(rule.id in column for column in columns)
    ]
    return heatmap(caption, [report["implementation"]["target"] for report in reports], rows)


def _cell(entry: Mapping[str, Any] | None) -> Cell | None:
    if entry is None:
        return None
    message = str(entry["message"])
    detail = ""
    if entry["outcome"] != "passed":
        finding = finding_of(entry)
        detail = finding_html(finding) if finding else ""
        if finding is None or finding.rule != entry["id"]:
            # What blocks a rule is the failure of another one: the message says so above its picture.
            detail = f"<p>{escape(message)}</p>{detail}"
    return Cell(entry["outcome"], short_text(message.partition("\n")[0]), detail)
