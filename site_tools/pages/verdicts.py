"""The verdicts: published releases against rules, and the kill table, from committed data.

Neither can be measured at every build, so ``make matrix-data`` and ``make kill-data`` write
``docs/data/matrix.json`` and ``docs/data/kill-table.json``; a page whose data doesn't exist says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from site_tools.markup.histories import one_line
from site_tools.markup.links import relative, rule_link
from site_tools.pages.render import render
from site_tools.paths import DATA
from taskloop_conformance.model.rules import Rule, load_rules
from taskloop_conformance.report.matrix import matrix_map

MATRIX = "verdicts/matrix.md"
KILLS = "verdicts/kill-table.md"
#: The outcomes that say that an implementation broke a rule.
BROKEN = ("failed", "hung", "crashed")


def load(name: str, folder: Path = DATA) -> Any:
    """A data file as it was committed, or None."""
    path = folder / name
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def matrix_page(data: Any) -> str:
    """Releases across, rules down, and the failing history behind each cell."""
    if data is None:
        return render("matrix", data=None, command="make matrix-data")
    releases = [_release(report) for report in data["reports"]]
    heat_map = matrix_map("Rules down, releases across", data["reports"], _page_of)
    return render("matrix", data=data, releases=releases, map=one_line(heat_map))


def _release(report: Mapping[str, Any]) -> dict[str, Any]:
    outcomes = [entry["outcome"] for entry in report["rules"]]
    return {
        "target": report["implementation"]["target"],
        "verdict": report["verdict"],
        "passed": outcomes.count("passed"),
        "planned": report["planned"],
        "broken": sum(outcome in BROKEN for outcome in outcomes),
        "errors": "; ".join(report.get("errors", ())),
    }


def _page_of(rule: Rule) -> str:
    return relative(f"specification/{rule.area.lower()}.html#{rule.id}", MATRIX)


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
    if data is None:
        return render("kills", data=None, command="make kill-data")
    wrong = [{**fault, "links": _blamed(fault)} for fault in data["faults"] if not fault["equivalent"]]
    required = [rule for rule in data["rules"] if rule["level"] == "MUST"]
    return render(
        "kills",
        data=data,
        wrong=wrong,
        equivalent=[fault for fault in data["faults"] if fault["equivalent"]],
        required=len(required),
        covered=sum(bool(rule["killers"]) for rule in required),
    )


def _blamed(fault: Mapping[str, Any]) -> list[str]:
    """Links to the rules that find a fault, that which it is about in bold."""
    links = {rule: rule_link(rule, KILLS) for rule in fault["blamed"]}
    return [f"**{link}**" if rule in fault["breaks"][:1] else link for rule, link in links.items()]
