"""The verdict on one target tells required rules from recommended ones."""

from __future__ import annotations

from .verdict import ROOT, Target, judge


def test_recommended_rule_is_told() -> None:
    """A broken recommended rule, which is a warning in pytest, stands in the verdict, and doesn't fail the target."""
    target = Target("terse_message", str(ROOT / "tests" / "legal" / "terse_message.py"))
    (verdict,) = judge([target], "none", 1, only="test_message")
    assert (False, ("PAYLOAD.message",)) == (verdict.failed, verdict.recommended)
