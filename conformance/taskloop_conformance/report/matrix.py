"""Several implementations or releases side by side, as JSON and as a self-contained page."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from .. import SPEC_VERSION, __version__
from ..model.rules import Rule, load_areas
from ..pictures.heatmap import SCRIPT, STYLE, Cell, Row, heatmap
from .html import PAGE_STYLE, finding_html
from .outcomes import RuleResult
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


def to_html(reports: Sequence[Report], rules: Mapping[str, Rule]) -> str:
    """A heat map, rules down and targets across; a cell opens the history that shows the failure."""
    columns = [{result.id: result for result in report.rules} for report in reports]
    titles = {area.id: f"{area.id}: {area.title}" for area in load_areas()}
    rows = [
        Row(
            name,
            rule.text,
            [_cell(column.get(name)) for column in columns],
            group=titles.get(rule.area, rule.area),
        )
        for name, rule in rules.items()
        if any(name in column for column in columns)
    ]
    verdicts = "".join(
        f"<tr><th scope=row>{escape(report.target)}</th><td>{report.verdict}</td>"
        f"<td>{sum(result.outcome == 'passed' for result in report.rules)} of {report.planned}</td>"
        f"<td>{escape('; '.join(report.errors))}</td></tr>"
        for report in reports
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>TaskLoop conformance matrix</title><style>{PAGE_STYLE}{STYLE}</style></head><body><main>"
        f"<h1>TaskLoop conformance matrix</h1><p>Specification {SPEC_VERSION}, suite {__version__}.</p>"
        f"{heatmap('Rules by targets', [report.target for report in reports], rows)}"
        "<h2>Verdicts</h2><table class=plain><thead><tr><th scope=col>Target</th><th scope=col>Verdict</th>"
        f"<th scope=col>Passed</th><th scope=col>Trouble</th></tr></thead><tbody>{verdicts}</tbody></table>"
        f"</main><script>{SCRIPT}</script></body></html>\n"
    )


def _cell(result: RuleResult | None) -> Cell | None:
    if result is None:
        return None
    note = result.message.partition("\n")[0][:200]
    detail = ""
    if result.outcome != "passed":
        detail = finding_html(result.finding) if result.finding else f"<p>{escape(result.message)}</p>"
    return Cell(result.outcome, note, detail)
