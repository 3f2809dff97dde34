"""Every script of a few signals at every phase, and longer ones that Hypothesis makes up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from taskloop_conformance.explore.examine import examine
from taskloop_conformance.explore.exploration import SHARDS, explore
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.progress import current_history
from taskloop_conformance.record.scenario import Scenario, Step

pytestmark = pytest.mark.needs("control")


@pytest.mark.verifies("CONTROL.at-finish", "CONTROL.latest-wins", "CONTROL.final", "CONTROL.repeated")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_script(
    implementation: Adapter, pytestconfig: pytest.Config, request: pytest.FixtureRequest, shard: int
) -> None:
    """Every script of a few signals is decided as the transition table says."""
    found = explore(DEPTHS[pytestconfig.getoption("--exploration")], shard, implementation)
    request.node.user_properties.append(("histories", found.histories))
    found.raise_failures()


_STEP = st.builds(
    Step,
    chain=st.sampled_from("AB"),
    iteration=st.integers(1, 6),
    point=st.sampled_from(["c", "w", "l", "s1", "s2", "s3", "+0.5", "+1", "+1.5", "+3"]),
    signal=st.sampled_from(["PAUSE", "CONTINUE", "PAUSE", "CONTINUE", "STOP", "CANCEL"]),
)
_BEHAVIOURS = st.sampled_from(["wait", "ready", "turn", "swallow", "clean"])


#: So many long scripts are drawn, and in a quick run.
_DRAWN, _FEW_DRAWN = 60, 30


@pytest.mark.verifies("CONTROL.latest-wins", "CONTINUE.later-pauses", "ISOLATION.signals")
def test_long_scripts(implementation: Adapter, pytestconfig: pytest.Config) -> None:
    """Long scripts over two chains are decided as the transition table says."""

    @settings(
        max_examples=_FEW_DRAWN if DEPTHS[pytestconfig.getoption("--exploration")].few else _DRAWN,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        # `examine` makes a failing script smaller by leaving signals out: fewer runs than Hypothesis's way takes.
        phases=[Phase.generate],
        report_multiple_bugs=False,
    )
    @given(
        behaviours=st.tuples(_BEHAVIOURS, _BEHAVIOURS),
        script=st.lists(_STEP, min_size=4, max_size=16),
    )
    def run(behaviours: tuple[str, str], script: list[Step]) -> None:
        scenario = Scenario(behaviours, tuple(script), limit=8)
        current_history(scenario)
        examine(scenario, implementation)

    run()
