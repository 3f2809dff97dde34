"""The values of the user's side that rules are about."""

from __future__ import annotations

from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.record.values import DIMENSIONS


def test_a_rule_names_values_that_there_are() -> None:
    """What a rule says of values is a kind of value, or one value of a kind."""
    known = {f"{kind}-{value}" for kind, values in DIMENSIONS.items() for value in values} | set(DIMENSIONS)
    assert set() == {value for rule in load_rules().values() for value in rule.values} - known
