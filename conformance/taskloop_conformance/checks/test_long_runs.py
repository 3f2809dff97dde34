"""Hundreds of signals over several chains, drawn by a state machine; a failure shrinks to a token that replays it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from taskloop_conformance.explore.examine import examine
from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.progress import current_history
from taskloop_conformance.record.scenario import Scenario, Step

pytestmark = pytest.mark.needs("control")

_WISHES = st.lists(st.sampled_from(["PAUSE", "CONTINUE"]), max_size=4)
_CHAINS = st.sampled_from("ABC")


class LongRun(RuleBasedStateMachine):
    """Writes a script, iteration by iteration, and runs it when it is complete.

    The machine knows of each chain in which iteration it is, so that every signal of the script finds its
    moment. The run itself has a loop of its own, like every history.
    """

    behaviours = ("wait", "turn", "wait")

    implementation: Adapter

    def __init__(self) -> None:
        super().__init__()
        self.iteration = dict.fromkeys("ABC", 1)
        self.ended: set[str] = set()
        self.script: list[Step] = []

    def give(self, chain: str, point: str, signal: str) -> None:
        """Add one signal in the chain's current iteration."""
        self.script.append(Step(chain, self.iteration[chain], point, signal))

    @rule(chain=_CHAINS, begin=_WISHES, late=_WISHES, inside=_WISHES, length=st.integers(1, 12))
    def iterate(self, chain: str, begin: list[str], late: list[str], inside: list[str], length: int) -> None:
        """One iteration with signals in it; when it leads to a pause, signals in that, the last one CONTINUE."""
        if chain in self.ended:
            return
        for point, wishes in (("c", begin), ("l", late)):
            for wish in wishes:
                self.give(chain, point, wish)
        if (begin + late)[-1:] == ["PAUSE"]:
            for wish in inside:
                self.give(chain, f"+{length / 2:g}", wish)
            self.give(chain, f"+{length / 2 + 0.5:g}", "CONTINUE")
        self.iteration[chain] += 1

    @precondition(lambda self: len(self.script) > 150)
    @rule(chain=_CHAINS, point=st.sampled_from(["c", "w", "l"]), final=st.sampled_from(["STOP", "CANCEL"]))
    def end(self, chain: str, point: str, final: str) -> None:
        """The chain's end, after which its signals do nothing."""
        if chain not in self.ended:
            self.give(chain, point, final)
            self.ended.add(chain)

    def scenario(self) -> Scenario:
        """What the script stands for."""
        return Scenario(self.behaviours, tuple(self.script))

    def teardown(self) -> None:
        """Run the script and judge the history."""
        scenario = self.scenario()
        current_history(scenario)
        examine(scenario, self.implementation)


#: So many long runs are drawn, and in a quick run.
_DRAWN, _FEW_DRAWN = 6, 3

SETTINGS = settings(
    max_examples=_DRAWN,
    stateful_step_count=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # see test_long_scripts
    report_multiple_bugs=False,
)


@pytest.mark.verifies("CONTROL.latest-wins", "CONTINUE.later-pauses", "CONTROL.repeated", "ISOLATION.signals")
def test_long_runs(implementation: Adapter, pytestconfig: pytest.Config) -> None:
    """Hundreds of signals over three chains are decided as the transition table says, the last like the first."""

    class Run(LongRun):
        """The machine for this implementation."""

    Run.implementation = implementation
    few = DEPTHS[pytestconfig.getoption("--exploration")].few
    run_state_machine_as_test(Run, settings=settings(SETTINGS, max_examples=_FEW_DRAWN) if few else SETTINGS)
