"""What a run covers: in words, and compared with a smaller run."""

from __future__ import annotations

from taskloop_conformance.explore.bound import bound_of
from taskloop_conformance.explore.explorer import DEPTHS, combinations
from taskloop_conformance.explore.value_scenarios import value_scenarios


def test_the_bound_names_rounds_inputs_and_values() -> None:
    """Scripts of signals need the profile control; values are varied on every way of making a chain."""
    loop, both = len(value_scenarios("loop")), len(value_scenarios("keyword")) + len(value_scenarios("task"))
    assert bound_of("quick", ["control"]).startswith(f"{DEPTHS['quick']}; {loop} combinations of values")
    assert bound_of("", ["functions"]).startswith(f"{both} combinations of values")
    assert bound_of("", ["functions", "control"]).endswith("on 3 ways of making a chain")
    assert "" == bound_of("", [])


def test_a_default_run_runs_all_of_the_quick_one() -> None:
    """What the quick run finds, the default one finds too: its histories are among the default one's."""
    quick, default = (set(combinations(DEPTHS[depth])) for depth in ("quick", "default"))
    assert quick < default
