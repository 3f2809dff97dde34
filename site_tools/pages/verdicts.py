"""The verdicts: published releases against rules, and the kill table, from committed data.

Neither can be measured at every build, so ``make matrix-data``, ``make kill-data`` and ``make precision`` write
``matrix.json``, ``kill-table.json`` and ``precision.json`` in ``docs/data``; a page whose data doesn't exist says so.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from site_tools.markup.histories import one_line
from site_tools.markup.links import relative, rule_link
from site_tools.pages.render import render
from site_tools.paths import DATA
from taskloop_conformance.model.rules import Rule, load_rules
from taskloop_conformance.pictures.bars import bars
from taskloop_conformance.report.matrix import matrix_map

MATRIX = "verdicts/matrix.md"
KILLS = "verdicts/kill-table.md"
#: The areas, those first whose faults concern every program; the others need a signal, or a mask of one's own.
GRAVE = ["CHAIN", "PAYLOAD", "ISOLATION", "CONTINUE", "STOP", "CANCEL", "PAUSE", "CONTROL", "MASK", "FARGS"]
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
    reports = sorted(data["reports"], key=_newest_first)
    heat_map = matrix_map("Rules down, releases across", reports, _page_of)
    releases = [_release(report) for report in reports]
    return render("matrix", data=data, releases=releases, map=one_line(heat_map), page=MATRIX)


def _newest_first(report: Mapping[str, Any]) -> tuple[bool, list[int]]:
    """The sort key of a report: what was not installed as a release (the reference) first, then by version."""
    _, equals, version = report["implementation"]["target"].partition("==")
    return bool(equals), [-int(number) for number in re.findall(r"\d+", version)]


def _release(report: Mapping[str, Any]) -> dict[str, Any]:
    outcomes = [entry["outcome"] for entry in report["rules"]]
    return {
        "target": report["implementation"]["target"],
        "verdict": report["verdict"],
        "passed": outcomes.count("passed"),
        "planned": report["planned"],
        "broken": sum(outcome in BROKEN for outcome in outcomes),
        "errors": "; ".join(report.get("errors", ())),
        "anchor": re.sub(r"[^a-z0-9]+", "-", report["implementation"]["target"].lower()),
        "worst": _worst(report),
        "others": _with_the_same_code().get(report["implementation"]["target"].partition("==")[2], ()),
    }


@cache
def _with_the_same_code() -> dict[str, tuple[str, ...]]:
    """For each release that is measured, those that have the same file."""
    groups = tomllib.loads((DATA / "releases.toml").read_text("utf-8"))["group"]
    return {group["measured"]: tuple(group["others"]) for group in groups}


def _worst(report: Mapping[str, Any], most: int = 3) -> list[Rule]:
    """Some of the required rules that a release breaks, one of each area at first: in the order of :data:`GRAVE`."""
    rules = load_rules()
    broken = [rules[entry["id"]] for entry in report["rules"] if entry["outcome"] in BROKEN and entry["id"] in rules]
    must = sorted((rule for rule in broken if rule.level == "MUST"), key=lambda rule: GRAVE.index(rule.area))
    firsts = list({rule.area: rule for rule in reversed(must)}.values())[::-1]
    return [*firsts, *(rule for rule in must if rule not in firsts)][:most]


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


#: What the families of generated implementations are, in the order in which the page has them.
FAMILIES = {
    "table": "faults of the transition table",
    "mutants": "mechanical mutants of four implementations",
    "kinds": "faults by kind of user's side",
    "legal": "implementations that break no rule",
}


def kill_page(data: Any, precision: Any = None) -> str:
    """How good the suite is: faulty implementations, the rules that find them, generated families, and the blame.

    ``data`` is the kill table's, ``precision`` what is known of the blame on mutants and on the catalogue.
    """
    if data is None:
        return render("kills", data=None, command="make kill-data")
    wrong = [{**fault, "links": _blamed(fault)} for fault in data["faults"] if not fault["equivalent"]]
    required = [rule for rule in data["rules"] if rule["level"] == "MUST"]
    return render(
        "kills",
        data=data,
        mutants=(precision or {}).get("mutants"),
        together=(precision or {}).get("together"),
        families=_families(data.get("families", {})),
        curve=_curve(data.get("families", {}).get("table")),
        wrong=wrong,
        equivalent=[fault for fault in data["faults"] if fault["equivalent"]],
        required=len(required),
        covered=sum(bool(rule["killers"]) for rule in required),
        areas=Counter(fault["breaks"][0].partition(".")[0] for fault in wrong if fault["breaks"]),
    )


def _families(families: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**families[name], "title": title} for name, title in FAMILIES.items() if name in families]


def _curve(table: Mapping[str, Any] | None) -> str:
    """How many faults are found after how many histories, as bars; nothing where it isn't measured."""
    if not table or not table.get("curve"):
        return ""
    found = {f"{histories:,} {'history' if histories == 1 else 'histories'}": n for histories, n in table["curve"]}
    return one_line(bars(found, "Faults of the transition table found after so many histories").html)


def _blamed(fault: Mapping[str, Any]) -> list[str]:
    """Links to the rules that find a fault, that which it is about in bold."""
    links = {rule: rule_link(rule, KILLS) for rule in fault["blamed"]}
    return [f"**{link}**" if rule in fault["breaks"][:1] else link for rule, link in links.items()]
