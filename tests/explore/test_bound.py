"""What a run covers: in words, and compared with a smaller run."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from taskloop_conformance.explore.bound import bound_of
from taskloop_conformance.explore.explorer import DEPTHS, combinations
from taskloop_conformance.explore.value_scenarios import value_scenarios
from taskloop_conformance.record.scenario import Scenario


def test_the_bound_names_rounds_inputs_and_values() -> None:
    """Scripts of signals need the profile control; values are varied on every way of making a chain."""
    quick = len(value_scenarios("loop", few=True))
    both = len(value_scenarios("keyword")) + len(value_scenarios("task"))
    assert bound_of("quick", ["control"]).startswith(f"{DEPTHS['quick']}; {quick} combinations of values")
    assert bound_of("", ["functions"]).startswith(f"{both} combinations of values")
    assert bound_of("", ["functions", "control"]).endswith("on 3 ways of making a chain")
    assert "" == bound_of("", [])
    assert "" == bound_of("none", ["control"])


def test_a_default_run_runs_all_of_the_quick_one() -> None:
    """What the quick run finds, the default one finds too: its histories are among the default one's."""
    quick, default = (set(combinations(DEPTHS[depth])) for depth in ("quick", "default"))
    assert quick < default


@pytest.mark.parametrize("surface", ["loop", "keyword", "task"])
def test_a_quick_run_has_every_value_of_the_default_one(surface: str) -> None:
    """A quick run leaves pairs of values out, but no script, form or value; and it runs nothing else.

    Chains to which nobody refers are made in one of the two ways to register renew there.
    """
    quick, default = (value_scenarios(surface, few=few) for few in (True, False))
    assert set(quick) < set(default)

    def met(scenarios: Collection[Scenario]) -> set[object]:
        scripts = {(each.behaviours[0], each.script) for each in scenarios}
        return {value for each in scenarios for value in each.values.items()} | {s.form for s in scenarios} | scripts

    elsewhere: set[object] = {("keep", "nobody"), ("weak", ())} if surface == "task" else set()
    assert met(default) - elsewhere == met(quick)
