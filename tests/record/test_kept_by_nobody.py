"""Chains to which nobody keeps a reference."""

from __future__ import annotations

from pathlib import Path

import pytest

from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.record.adapters import load
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.tokens import from_token

LEGAL = Path(__file__).parents[1] / "legal"


@pytest.mark.parametrize(
    "token",
    ["keep-nobody/collect/limit4/wait:1w=PAUSE,1+2=CONTINUE", "keep-nobody/limit4/weak:", "keep-nobody/raise@2:"],
)
def test_chain_without_weak_references(token: str) -> None:
    """A chain whose class takes no weak references, as a SimpleNamespace, gets its signals all the same."""
    history = record(from_token(token), load(str(LEGAL / "closures.py")))
    expected: list[object] = []
    assert expected == list(judge_all(history))
