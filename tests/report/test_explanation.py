"""What `explain` prints: a rule with both its histories, or the rules of an area."""

from __future__ import annotations

import pytest

from taskloop_conformance.model.rules import Area, load_areas, load_rules
from taskloop_conformance.report.coverage import checks_by_rule
from taskloop_conformance.report.explanation import explain


@pytest.mark.parametrize("rule_id", load_rules())
def test_every_rule_is_explained(rule_id: str) -> None:
    """The explanation of a rule has its text, its reason, and both histories, the illegal one marked."""
    text, rule = explain(rule_id), load_rules()[rule_id]
    squeezed = " ".join(text.split())
    assert " ".join(rule.text.split()) in squeezed
    assert " ".join(rule.reason.split()) in squeezed
    assert "Legal:" in text.splitlines()
    assert 1 == text.count("<- first divergence")


@pytest.mark.parametrize("area", load_areas(), ids=lambda area: str(area.id))
def test_every_area_is_explained(area: Area) -> None:
    """The explanation of an area says what it is about and lists each of its rules, and no others."""
    text = explain(area.id)
    assert " ".join(area.about.split()) in " ".join(text.split())
    listed = [line.split()[0] for line in text.splitlines() if line.startswith("  ")]
    assert [rule.id for rule in load_rules().values() if rule.area == area.id] == listed


@pytest.mark.parametrize("name", ["stop.ends", "Stop.ENDS", "STOP.ends"])
def test_capitals_do_not_matter(name: str) -> None:
    """A rule, and an area, can be asked for in any case of letters."""
    assert explain("STOP.ends") == explain(name)
    assert explain("STOP") == explain(name.partition(".")[0])


def test_the_checks_are_named() -> None:
    """A rule's explanation lists what verifies it; where nothing does it says why."""
    checks = checks_by_rule()["CONTINUE.kept-payload"]
    assert all(f"  {check}" in explain("CONTINUE.kept-payload").splitlines() for check in checks)
    for rule in load_rules().values():
        assert bool(rule.unchecked) == ("No check:" in explain(rule.id))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("continue.kept-paylod", r"did you mean CONTINUE\.kept-payload"),
        ("paus", "did you mean PAUSE"),
        ("zzz", "`taskloop-conformance rules` lists them all"),
    ],
)
def test_an_unknown_name_gets_a_hint(name: str, hint: str) -> None:
    """An unknown id is answered with the nearest known ones, or with where they are listed."""
    with pytest.raises(LookupError, match=f"there is no rule or area '{name}'; .*{hint}"):
        explain(name)
