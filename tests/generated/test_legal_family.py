"""The generated legal implementations: enough of them, every pair of choices, and none is failed."""

from __future__ import annotations

import itertools

import pytest

from taskloop_conformance.explore.explorer import DEPTHS, scenarios
from taskloop_conformance.record.adapters import ModuleAdapter
from tests.faults.verdict import Target, judge

from .choices import CHOICES, Choices, from_name, legal
from .legal import build
from .suite import attempt

FAMILY = legal()
#: A few of the quick exploration's histories, spread over all kinds of them.
SCENARIOS = list(scenarios(DEPTHS["quick"]))[:: len(FAMILY)]


def test_there_are_enough() -> None:
    """There are at least two hundred, no two alike, and the same at every call."""
    assert len(set(FAMILY)) >= 200
    assert legal() == FAMILY


def test_every_pair_of_values_is_there() -> None:
    """Each value of each choice is combined with each value of each other choice in some implementation."""
    missing = [
        (first, second)
        for one, two in itertools.combinations(CHOICES, 2)
        for first, second in itertools.product(CHOICES[one], CHOICES[two])
        if "eager" not in (first, second)
        and not any(getattr(c, one) == first and getattr(c, two) == second for c in FAMILY)
    ]
    expected: list[tuple[str, str]] = []
    assert expected == missing


@pytest.mark.parametrize("choices", FAMILY[::40], ids=str)
def test_name_is_read_back(choices: Choices) -> None:
    """A name says the choices."""
    assert choices == from_name(choices.name)


def test_a_few_pass_what_no_exploration_asks() -> None:
    """Of members far apart none is failed by a check that isn't one history of the exploration: probes, long runs."""
    targets = [
        Target(choices.name, f"tests.generated.legal:{choices.name}") for choices in FAMILY[7 :: len(FAMILY) // 3]
    ]
    verdicts = list(judge(targets, "quick", only="not test_exploration"))
    expected: list[str] = []
    assert expected == [f"{each.name}: {each.check}: {each.message}" for each in verdicts if each.failed]
    assert len(targets) == len(verdicts)


@pytest.mark.usefixtures("virtual_threads")
def test_none_is_failed_by_a_few_histories() -> None:
    """Each implementation passes some histories of the exploration; between them they pass each kind."""
    failed = []
    for number, choices in enumerate(FAMILY):
        adapter = ModuleAdapter(build(choices), choices.name)
        # Each takes another part of the histories.
        for scenario in SCENARIOS[number % 5 :: 5]:
            if failure := attempt(scenario, adapter):
                failed.append(f"{choices.name} ({choices}) under {scenario}: {failure.divergence.rule}")
    expected: list[str] = []
    assert expected == failed
