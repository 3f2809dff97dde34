"""The verdicts: published releases against rules, and the kill table, from committed data.

Neither can be measured at every build, so ``make matrix-data`` and ``make kill-data`` write
``docs/data/matrix.json`` and ``docs/data/kill-table.json``; a page whose data doesn't exist says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from site_tools.markup.histories import one_line
from site_tools.markup.links import rule_link
from site_tools.paths import DATA
from taskloop_conformance.heatmap import Cell, Row, heatmap
from taskloop_conformance.report_html import trace_html
from taskloop_conformance.rules import load_areas, load_rules

MATRIX = "verdicts/matrix.md"
KILLS = "verdicts/kill-table.md"
NOT_MEASURED = '!!! note "Not measured yet"\n\n    `{}` writes the data of this page; it has not been run yet.\n'


def load(name: str, folder: Path = DATA) -> Any:
    """A data file as it was committed, or None."""
    path = folder / name
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def matrix_page(data: Any) -> str:
    """Releases across, rules down, and the failing history behind each cell."""
    parts = [
        "# Published releases against the rules",
        "Published releases were installed into a folder of their own each and validated by this suite; so "
        "was the reference. A letter says what became of a rule: choose one that isn't passed, and the history "
        "that shows it opens as a picture.",
    ]
    if data is None:
        return "\n\n".join([*parts, NOT_MEASURED.format("make matrix-data")])
    reports = data["reports"]
    suite = data["suite"]
    parts.append(f"Measured with suite {suite['version']} for specification {suite['spec']}.")
    parts.append("## Verdicts { #verdicts }")
    parts.append(_verdicts(reports))
    parts.append("## Rule by rule { #rules }")
    parts.append(f'<div class="tl-heat" data-search-exclude>{one_line(_named(matrix_map(reports)))}</div>')
    return "\n\n".join(parts) + "\n"


def _verdicts(reports: list[dict[str, Any]]) -> str:
    rows = []
    for report in reports:
        target, outcomes = report["implementation"]["target"], [entry["outcome"] for entry in report["rules"]]
        errors = "; ".join(report.get("errors", ()))
        rows.append(
            f"| {target} | {report['verdict']} | {outcomes.count('passed')} of {report['planned']} | "
            f"{sum(outcome in ('failed', 'hung', 'crashed') for outcome in outcomes)} | {errors} |\n"
        )
    head = "| Release | Verdict | Rules passed | Failed, hung or crashed | Error |\n|---|---|---|---|---|\n"
    return head + "".join(rows)


def matrix_map(reports: list[dict[str, Any]]) -> str:
    """The heat map, with links to the rules."""
    columns = [{entry["id"]: entry for entry in report["rules"]} for report in reports]
    titles = {area.id: area.title for area in load_areas()}
    rows = [
        Row(
            rule.id,
            rule.text,
            [_cell(column.get(rule.id)) for column in columns],
            f"../../specification/{rule.area.lower()}/#{rule.id}",
            titles[rule.area],
        )
        for rule in load_rules().values()
        if any(rule.id in column for column in columns)
    ]
    return heatmap("Rules down, releases across", [report["implementation"]["target"] for report in reports], rows)


def _named(drawn: str) -> str:
    """An empty cell's label needs a role, or screen readers may not say it."""
    return drawn.replace('<span aria-label="no result">', '<span role="img" aria-label="no result">')


def _cell(entry: Mapping[str, Any] | None) -> Cell | None:
    if entry is None:
        return None
    message = str(entry.get("message") or "")
    detail = ""
    if entry["outcome"] != "passed":
        trace = entry.get("trace")
        detail = trace_html(trace, entry["id"]) if trace else f"<p>{escape(message)}</p>"
    return Cell(entry["outcome"], message.partition("\n")[0][:160], detail)


def faults_by_rule(data: Any) -> dict[str, list[tuple[str, str]]] | None:
    """Rule -> the faulty implementations that it finds, those that are about it first; None without data."""
    if data is None:
        return None
    found: dict[str, list[tuple[str, str]]] = {}
    about: dict[str, list[tuple[str, str]]] = {}
    for fault in data["faults"]:
        for rule in fault["blamed"]:
            first = bool(fault["breaks"]) and rule == fault["breaks"][0]
            (about if first else found).setdefault(rule, []).append((fault["name"], fault["about"]))
    return {rule: about.get(rule, []) + found.get(rule, []) for rule in load_rules()}


def kill_page(data: Any) -> str:
    """How good the suite is: faulty implementations, and the rules that find them."""
    parts = [
        "# The kill table",
        "How good is the suite? It is run against implementations that are wrong in one known way each. Each "
        "declares which rules it must redden, and which others it may.",
    ]
    if data is None:
        return "\n\n".join([*parts, NOT_MEASURED.format("make kill-data")])
    wrong = [fault for fault in data["faults"] if not fault["equivalent"]]
    required = [rule for rule in data["rules"] if rule["level"] == "MUST"]
    covered = sum(bool(rule["killers"]) for rule in required)
    parts.append(
        f"| Measure | Value |\n|---|---|\n| faulty implementations | {len(wrong)} |\n"
        f"| found by at least one rule | {data['found']:.1%} |\n"
        f"| of the rules blamed, within the declared ones | {data['precision']:.1%} |\n"
        f"| required rules that find a fault of their own | {covered} of {len(required)} |\n"
    )
    parts.append("## By fault { #faults }")
    parts.append("In **bold** the rule that a fault is about.")
    rows = "".join(_fault_row(fault) for fault in wrong)
    parts.append(f"| Fault | What goes wrong | Rules that find it |\n|---|---|---|\n{rows}")
    parts.append("## Equivalent faults { #equivalent }\n\nThey look wrong, break no rule, and pass; why they may:")
    parts.append(
        "".join(f"- `{f['name']}`: {f['about']} {f['equivalent']}\n" for f in data["faults"] if f["equivalent"])
    )
    return "\n\n".join(parts) + "\n"


def _fault_row(fault: Mapping[str, Any]) -> str:
    links = []
    for rule in fault["blamed"]:
        link = rule_link(rule, KILLS)
        links.append(f"**{link}**" if rule in fault["breaks"][:1] else link)
    about = str(fault["about"]).replace("|", "\\|")
    return f'| <a id="{fault["name"]}"></a>`{fault["name"]}` | {about} | {", ".join(links) or "none"} |\n'
