"""The pages of measured verdicts."""

from __future__ import annotations

from site_tools.pages import verdicts
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
