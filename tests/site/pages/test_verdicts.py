"""The pages of measured verdicts."""

from __future__ import annotations

import re
import tomllib

from site_tools.pages import verdicts
from site_tools.paths import DATA
from taskloop_conformance.model.rules import load_rules
from tests.site.pages.data import KILLS


def test_pages_without_data_say_so() -> None:
    """Nothing is claimed that wasn't measured."""
    pages = [verdicts.matrix_page(None), verdicts.kill_page(None)]
    assert [True, True] == ["Not measured yet" in page for page in pages]


def test_the_fault_that_is_about_a_rule_comes_first() -> None:
    """A fault is listed with every rule that it reddens."""
    found = verdicts.faults_by_rule(KILLS) or {}
    assert [("forgets", "It forgets.")] * 2 == [*found["PAUSE.holds"], *found["PAUSE.lasts"]]


def test_a_failing_cell_opens_its_history() -> None:
    """The heat map links its rules, and a failure has a dialog with the picture."""
    rule = load_rules()["PAUSE.holds"]
    divergence = {"rule": rule.id, "index": 2, "at": 1.0, "chain": "A", "allowed": "a pause", "happened": "a call"}
    entry = {
        "id": rule.id,
        "outcome": "failed",
        "message": "broken",
        "trace": rule.illegal.splitlines(),
        "divergence": divergence,
    }
    report = {"implementation": {"target": "x"}, "verdict": "not-conformant", "planned": 1, "rules": [entry]}
    page = verdicts.matrix_page({"suite": {"version": "1", "spec": "1"}, "reports": [report]})
    wanted = ['href="../specification/pause.html#PAUSE.holds"', "data-tl-open=", "<dialog", "<svg"]
    assert wanted == [part for part in wanted if part in page]


def test_the_newest_release_comes_first_after_the_reference() -> None:
    """Versions are compared as numbers: 1.1.12 is newer than 1.1.9."""
    reports = [
        {"implementation": {"target": target}, "verdict": "conformant", "planned": 0, "rules": []}
        for target in ("x==1.1.9", "x==1.1.12", "reference", "x==0.5")
    ]
    page = verdicts.matrix_page({"suite": {"version": "1", "spec": "1"}, "reports": reports})
    assert ["reference", "x==1.1.12", "x==1.1.9", "x==0.5"] == re.findall(r"^### (\S+) ", page, re.M)


def test_a_release_names_required_rules_of_different_areas() -> None:
    """Three broken rules, of the chain first, and no area twice while another has one."""
    ids = ["PAUSE.holds", "PAUSE.lasts", "CHAIN.starts", "CHAIN.held", "STOP.ends"]
    rules = [{"id": rule, "outcome": "failed", "message": "broken"} for rule in ids]
    report = {"implementation": {"target": "x==1"}, "verdict": "not-conformant", "planned": 5, "rules": rules}
    page = verdicts.matrix_page({"suite": {"version": "1", "spec": "1"}, "reports": [report]})
    assert ["CHAIN.starts", "STOP.ends", "PAUSE.holds"] == re.findall(r"^- \[`([^`]+)`", page, re.M)


def test_each_release_is_in_one_group() -> None:
    """Each of the 64 published releases is measured, has the code of one that is, or can't be had any more."""
    data = tomllib.loads((DATA / "releases.toml").read_text("utf-8"))
    releases = [name for group in data["group"] for name in (group["measured"], *group["others"])] + data["missing"]
    assert 64 == len(releases) == len(set(releases))
    assert 28 == len(data["group"])


def test_a_release_names_those_with_the_same_code() -> None:
    """Whoever looks for a release that wasn't measured finds the one that speaks for it."""
    report = {
        "implementation": {"target": "tasktools==1.0.0"},
        "verdict": "not-conformant",
        "planned": 0,
        "rules": [],
    }
    assert "The same code: 1.0.1." in verdicts.matrix_page(
        {"suite": {"version": "1", "spec": "1"}, "reports": [report]}
    )


def test_the_generated_families_have_their_figures() -> None:
    """Each measured family is a row, with a picture of how many histories it takes to find its faults."""
    figures = {"members": 9, "equivalent": 2, "found": 6, "unseen": 1, "wrongly_failed": [], "unseen_names": ["x"]}
    families = {"table": {**figures, "curve": [[1, 2], [50, 6]]}}
    page = verdicts.kill_page({**KILLS, "families": families})
    assert "| faults of the transition table | 9 | 7 | 6 | 1 | 0 |" in page
    assert ["1 history", "50 histories"] == re.findall(r"(?<=>)\d+ histor\w+(?=<)", page)[:2]
    assert "Generated families" not in verdicts.kill_page(KILLS)


def test_the_blame_of_both_is_told_together() -> None:
    """The rule that is blocked most often is that of mutants and catalogue together."""
    shares = {"precision": 0.97, "all_blocked_share": 0.1, "blocked_share": 0.01}
    counts = {"found": 3, "missed": 0, "refused": 0, "blamed": 9, "by_itself": 1}
    together = {"most_blocked": "CONTINUE.in-time", "most_blocked_share": 0.031, "cases": 200}
    page = verdicts.kill_page(KILLS, {"mutants": shares | counts, "together": together})
    assert "CONTINUE.in-time: 3.1% of 200" in page
