"""Several implementations or releases side by side, as JSON and as a self-contained page."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from . import SPEC_VERSION, __version__
from .install import is_requirement
from .report import Report, RuleResult
from .rules import Rule
from .running import DEFAULT_TARGET, Options, validate

_MARKS = {
    "passed": "\N{CHECK MARK}",
    "failed": "\N{BALLOT X}",
    "hung": "\N{HOURGLASS}",
    "crashed": "\N{COLLISION SYMBOL}",
    "blocked": "\N{MIDDLE DOT}",
    "unimplemented": "\N{EM DASH}",
    "known": "k",
    "": "",
}


def run_matrix(
    targets: Sequence[str], options: Options, rules: Mapping[str, Rule], after_each: Callable[[Report], None]
) -> list[Report]:
    """Validate each target in turn; one that is a requirement (``tasktools==1.2.0``) is installed apart."""
    reports = []
    for target in targets:
        if is_requirement(target):
            one = replace(options, target=DEFAULT_TARGET, requirement=target)
        else:
            one = replace(options, target=target, requirement=None)
        report = replace(validate(one, rules), target=target)
        after_each(report)
        reports.append(report)
    return reports


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
    """A heat map, rules down and targets across; every cell says in words what it means."""
    cells = [{result.id: result for result in report.rules} for report in reports]
    concerned = [name for name in rules if any(name in column for column in cells)]
    head = "".join(
        f'<th scope="col"><span>{escape(report.target)}</span>'
        f'<small class="{report.verdict}">{report.verdict}</small></th>'
        for report in reports
    )
    body = []
    area = ""
    for name in concerned:
        rule = rules[name]
        if rule.area != area:
            area = rule.area
            body.append(
                f'<tr class="area"><th scope="rowgroup" colspan="{len(reports) + 1}">{escape(area)}</th></tr>'
            )
        row = "".join(_cell(column.get(name)) for column in cells)
        level = "" if rule.level == "MUST" else f" <small>{rule.level}</small>"
        body.append(f'<tr><th scope="row" title="{escape(rule.text)}">{escape(name)}{level}</th>{row}</tr>')
    errors = "".join(
        f"<li><b>{escape(report.target)}</b>: {escape(error)}</li>"
        for report in reports
        for error in report.errors
    )
    legend = " ".join(f'<span class="{name}">{mark} {name}</span>' for name, mark in _MARKS.items() if name)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>TaskLoop conformance matrix</title><style>{_STYLE}</style></head><body>"
        f"<h1>TaskLoop conformance matrix</h1><p>Specification {SPEC_VERSION}, suite {__version__}, "
        f"{len(concerned)} rules, {len(reports)} targets.</p><p class=legend>{legend}</p>"
        f"<div class=scroll><table><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
        + (f"<h2>Not judged</h2><ul>{errors}</ul>" if errors else "")
        + "</body></html>\n"
    )


def _cell(result: RuleResult | None) -> str:
    if result is None:
        return '<td title="not in a claimed profile"></td>'
    said = result.outcome + (f": {result.message.partition(chr(10))[0][:300]}" if result.message else "")
    mark = _MARKS[result.outcome]
    title = escape(said, quote=True)
    return f'<td class="{result.outcome}" title="{title}" aria-label="{result.outcome}">{mark}</td>'


_STYLE = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2rem;color:#1b1b1b;background:#fff}"
    ".scroll{overflow-x:auto}table{border-collapse:collapse}"
    "td{width:2.6rem;height:1.5rem;text-align:center;border:1px solid #fff}"
    "thead th{vertical-align:bottom;padding:.3rem;font-weight:600}thead th span{display:block}"
    "thead small{font-weight:400}tbody th{text-align:left;font-weight:400;font-family:ui-monospace,monospace;"
    "padding-right:1rem;white-space:nowrap;position:sticky;left:0;background:#fff}"
    ".area th{font:600 1rem system-ui;padding-top:.8rem}"
    ".legend span{padding:.1rem .5rem;margin-right:.3rem}"
    ".passed{background:#c8e6c9}.failed{background:#ef9a9a}.hung,.crashed{background:#ce93d8}"
    ".blocked{background:#ffe0b2}.unimplemented{background:#e0e0e0}.known{background:#b3e5fc}"
    "small.conformant{color:#1b5e20}small.not-conformant{color:#b71c1c}"
    "@media (prefers-color-scheme:dark){body,tbody th{background:#121212;color:#eee}td{border-color:#121212}"
    "td,.legend span{color:#111}small.conformant{color:#a5d6a7}small.not-conformant{color:#ef9a9a}}"
)
