"""Scripts that Hypothesis draws: of a dozen signals over two chains, and of hundreds over three, by a state machine.

They come on top of the scripts and values that stand fixed, in runs of the default size and larger: a quick run reads
no drawn script, and so needn't import Hypothesis, which takes it as long as a thousand histories.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from taskloop_conformance.explore.examine import examine
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


#: So many long runs are drawn: each has as many signals as fifty scripts of the exploration.
_RUNS = 6

SETTINGS = settings(
    max_examples=_RUNS,
    stateful_step_count=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # see test_long_scripts
    report_multiple_bugs=False,
)


@pytest.mark.verifies("CONTROL.latest-wins", "CONTINUE.later-pauses", "CONTROL.repeated", "ISOLATION.signals")
def test_long_runs(implementation: Adapter) -> None:
    """Hundreds of signals over three chains are decided as the transition table says, the last like the first."""

    class Run(LongRun):
        """The machine for this implementation."""

    Run.implementation = implementation
    run_state_machine_as_test(Run, settings=SETTINGS)


_STEP = st.builds(
    Step,
    chain=st.sampled_from("AB"),
    iteration=st.integers(1, 6),
    point=st.sampled_from(["c", "w", "l", "s1", "s2", "s3", "+0.5", "+1", "+1.5", "+3"]),
    signal=st.sampled_from(["PAUSE", "CONTINUE", "PAUSE", "CONTINUE", "STOP", "CANCEL"]),
)
_BEHAVIOURS = st.sampled_from(["wait", "ready", "turn", "swallow", "clean"])


#: So many long scripts are drawn: each takes as long as ten short ones, and all of them less than the signals' shards.
_SCRIPTS = 60


@pytest.mark.verifies("CONTROL.latest-wins", "CONTINUE.later-pauses", "ISOLATION.signals")
def test_long_scripts(implementation: Adapter) -> None:
    """Long scripts over two chains are decided as the transition table says."""

    @settings(
        max_examples=_SCRIPTS,
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
