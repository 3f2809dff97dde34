"""The pages of measured verdicts."""

from __future__ import annotations

from dataclasses import asdict

from site_tools.pages import verdicts
from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.model.notation import parse_history
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
    divergence = judge(parse_history(rule.illegal))
    assert divergence is not None
    entry = {
        "id": rule.id,
        "outcome": "failed",
        "message": "broken",
        "trace": rule.illegal.splitlines(),
        "divergence": asdict(divergence),
    }
    drawn = verdicts.matrix_map([{"implementation": {"target": "x"}, "rules": [entry]}])
    wanted = ['href="../specification/pause.html#PAUSE.holds"', "data-tl-open=", "<dialog", "<svg"]
    assert wanted == [part for part in wanted if part in drawn]
