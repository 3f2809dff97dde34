"""The generated faults of the transition table: the right implementation conforms, and what counts as equivalent is."""

from __future__ import annotations

import pytest

from taskloop_conformance.explore.turns import measure_turns
from taskloop_conformance.explore.void_scripts import void_scripts
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.scenario import Scenario
from taskloop_conformance.record.tokens import from_token

from .measure import Visits, control
from .refinement import is_refinement, reachable
from .suite import attempt
from .table_chain import TABLE, Key, Replacement, TableAdapter
from .table_faults import TableFault, faults, why_equivalent

FAULTS = list(faults())
#: Scripts that come through every cell but for those of a pause that has ended before its CANCEL.
TOKENS = (
    "wait:1w=PAUSE,1l=CONTINUE,2w=STOP,2l=PAUSE,2+1=CONTINUE",
    "wait:1w=PAUSE,1+0.5=CONTINUE,1+0.7=PAUSE,1+1.3=STOP,1+1.4=CANCEL,1+1.4=CONTINUE",
    "raise@2:1w=PAUSE,1+2=CONTINUE",
)


@pytest.fixture
def right() -> Adapter:
    """The implementation that the faults are made from."""
    return control(TableAdapter("right"))


def test_there_are_several_thousand() -> None:
    """Each cell is replaced by every other content of a cell at each of eight visits; names are unique."""
    contents = {(cell.action, cell.next) for cell in TABLE.cells.values()}
    assert len(TABLE.cells) * (len(contents) - 1) * 8 == len(FAULTS)
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert len(FAULTS) > 5000


@pytest.mark.parametrize("token", TOKENS)
def test_the_right_one_conforms(right: Adapter, token: str) -> None:
    """Without a fault the table-driven implementation passes."""
    assert attempt(from_token(token), right) is None


def test_fault_shows_at_its_visit_only(right: Adapter) -> None:
    """A fault of the second visit leaves the first one alone."""
    paused_once, paused_twice = (
        from_token("wait:1w=PAUSE,1+2=CONTINUE"),
        from_token("wait:1w=PAUSE,1+2=CONTINUE,2w=PAUSE,2+2=CONTINUE"),
    )
    faulty = control(TableAdapter("faulty", Replacement("paused", "CONTINUE", 2, "nothing", "paused")))
    assert attempt(paused_once, faulty) is None
    assert attempt(paused_twice, right) is None
    failure = attempt(paused_twice, faulty)
    assert failure is not None
    assert failure.divergence.rule == "CONTINUE.resumes"


REFINEMENTS = [
    pytest.param(("paused", "CONTINUE"), "start-kept", "running", True, id="restart inside CONTINUE"),
    pytest.param(("paused", "STOP"), "cancel-task", "paused-cancelling", True, id="end at once in a pause"),
    pytest.param(("ended", "STOP"), "nothing", "stopping", True, id="another state after the end"),
    pytest.param(("paused", "PAUSE"), "pause-again", "paused", True, id="another pause at once"),
    pytest.param(("paused", "CONTINUE"), "nothing", "paused", False, id="CONTINUE lost"),
    pytest.param(("paused", "CANCEL"), "nothing", "ended", False, id="the pause outlives CANCEL"),
    pytest.param(("running", "returned"), "start-kept", "running", False, id="the payload before the last"),
    pytest.param(("stopping", "returned"), "pause-again", "ended", False, id="a pause is left over"),
    pytest.param(("cancelling", "CANCEL"), "cancel-task", "cancelling", False, id="a second cancellation"),
    pytest.param(("running", "raised"), "end", "ended", False, id="nobody is told"),
    pytest.param(("paused", "PAUSE"), "nothing", "stopping", False, id="the pause is the last one"),
]


@pytest.mark.parametrize(("key", "action", "following", "expected"), REFINEMENTS)
def test_refinement(key: Key, action: str, following: str, expected: bool) -> None:
    """A replacement is a refinement when nobody can see a difference that the table forbids."""
    assert expected == is_refinement(key, action, following)


def test_a_cell_is_a_refinement_of_itself() -> None:
    """The right content of a cell is a refinement: the construction accepts what it must."""
    wrong = [key for key, cell in TABLE.cells.items() if not is_refinement(key, cell.action, cell.next)]
    expected: list[Key] = []
    assert expected == wrong


def test_every_state_is_reachable() -> None:
    """No cell counts as equivalent because the construction never comes there."""
    assert set(TABLE.states) == {configuration.state for configuration in reachable()}


def test_second_visit_after_a_final_signal() -> None:
    """A second STOP in a running iteration never comes to the cell of the first one; a second PAUSE may."""
    assert why_equivalent(Replacement("running", "STOP", 2, "nothing", "running")).startswith("never visited")
    assert why_equivalent(Replacement("running", "PAUSE", 2, "nothing", "running")) == ""


# The measure


@pytest.fixture(scope="module")
def visits() -> Visits:
    """What the right implementation visits in a few histories."""
    return Visits([from_token(token) for token in ("wait:", *TOKENS)])


def test_histories_that_reach_a_visit(visits: Visits) -> None:
    """Only histories in which the replaced cell is visited often enough are run for a fault."""
    fault = TableFault(Replacement("running", "PAUSE", 1, "nothing", "running"), "")
    assert [1, 2, 3] == visits.reaching(fault)
    assert visits.reaching(TableFault(Replacement("running", "PAUSE", 2, "nothing", "running"), "")) == []


def test_found_at_the_first_history_that_shows_it(visits: Visits) -> None:
    """How many histories it takes counts those before it that can't show the fault, too."""
    result = visits.examine(TableFault(Replacement("running", "PAUSE", 1, "nothing", "running"), ""))
    assert (result.histories, result.rule, result.survives) == (3, "PAUSE.holds", False)


def test_a_fault_that_no_history_reaches_survives(visits: Visits) -> None:
    """A fault that breaks a rule and that no history reaches counts as a survivor."""
    result = visits.examine(TableFault(Replacement("running", "PAUSE", 8, "nothing", "running"), ""))
    assert (result.survives, result.reached) == (True, 0)


def test_a_wrong_base_is_refused() -> None:
    """The measure doesn't begin where the implementation without a fault fails a history."""
    wrong = Replacement("running", "PAUSE", 1, "nothing", "running")
    with pytest.raises(AssertionError, match="the right implementation fails"):
        Visits([from_token(token) for token in TOKENS], wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        Replacement("cancelling", "PAUSE", 4, "nothing", "stopping"),
        Replacement("paused-cancelling", "CONTINUE", 3, "start-kept", "running"),
        Replacement("stopping", "PAUSE", 5, "nothing", "paused"),
        Replacement("pausing", "CONTINUE", 6, "nothing", "pausing"),
    ],
    ids=str,
)
def test_signals_that_change_nothing_are_repeated(right: Adapter, wrong: Replacement) -> None:
    """A cell that is wrong at one repetition of a void signal alone is shown by a script that repeats it so often."""
    look = measure_turns(right).look
    scripts = [Scenario(behaviours, script) for behaviours, script in void_scripts(look=look)]
    faulty = control(TableAdapter("faulty", wrong))
    assert any(attempt(scenario, faulty) for scenario in scripts)
