"""A whole run, a run for one rule, a replay and pytest mode agree about every faulty implementation."""

from __future__ import annotations

import pytest

from .fault import load_catalogue
from .one_truth import Truths, ask

FAULTS = [name for name, fault in load_catalogue().items() if not fault.equivalent]

#: One without a fault and one of the signals; each more takes a minute.
A_FEW = ("clean", "pause-ignored")

#: A fault of the functions doesn't show where TaskLoop alone is offered: there it may be conformant, all four ways.
WAYS = [f"{name}{surface}" for name in FAULTS for surface in ("", "@control")]


@pytest.mark.parametrize("name", A_FEW)
def test_four_ways_agree(name: str) -> None:
    """Whoever asks about an implementation in another way gets the same answer."""
    expected: list[str] = []
    # Each rule more is a whole run more: one is enough where every change waits for the answer.
    assert expected == ask(f"tests.faults.target:{name}", most_rules=1).disagreements()


@pytest.mark.measured
@pytest.mark.parametrize("name", WAYS)
def test_four_ways_agree_about_every_fault(name: str) -> None:
    """No fault of the catalogue is found by one way and acquitted by another, by module and by TaskLoop alone."""
    expected: list[str] = []
    assert expected == ask(f"tests.faults.target:{name}").disagreements()


def test_a_disagreement_is_told() -> None:
    """What one way says and another doesn't is named."""
    told = Truths("x", "not-conformant", ("PAUSE.holds",), {"PAUSE.holds": 0}, {"p:1c=PAUSE": 1}, 0).disagreements()
    assert [
        "x is not-conformant: --rule PAUSE.holds ends with 0",
        "x is not-conformant: pytest mode ends with 0",
    ] == told
