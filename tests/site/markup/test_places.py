"""Places in the model."""

from __future__ import annotations

import pytest

from site_tools.markup.places import anchors, linked, parts
from taskloop_conformance.model.rules import Rule, load_rules


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("the steps, 5", ["step-5"]),
        ("the steps, 5 to 7", ["step-5", "step-6", "step-7"]),
        ("the control model, 1 and 3", ["control-1", "control-3"]),
        ("the control model, 2: the last payload", ["control-2"]),
        ("the control model, silent on it", ["control"]),
        ("the example's renew, which unpacks a pair", ["example"]),
        ("somewhere", []),
    ],
)
def test_a_part_of_a_place_has_its_anchors(part: str, expected: list[str]) -> None:
    """A number leads to its own entry, words to their section."""
    assert expected == anchors(part)


def test_each_part_of_a_place_is_a_link() -> None:
    """What no section has stays text."""
    assert "[the steps, 5](../model.md#step-5); elsewhere" == linked("the steps, 5; elsewhere", "../model.md")


@pytest.mark.parametrize("rule", load_rules().values(), ids=lambda rule: rule.id)
def test_every_place_of_the_specification_is_found(rule: Rule) -> None:
    """Whoever reads a rule can read where it comes from; what the model is silent on stands nowhere."""
    missing = [part for part in parts(rule.place) if not anchors(part)]
    assert [] == [part for part in missing if not part.startswith("silent on")]
    assert len(missing) < len(parts(rule.place))
