"""The gate: the suite finds every fault under the declared rules, and every required rule has a fault."""

from __future__ import annotations

from dataclasses import replace

import pytest

from taskloop_conformance.model.rules import load_rules

from .clean import Chain, Clean
from .fault import Fault, load_catalogue
from .kill import kill_table, with_measured_before
from .measure import Outcome, run_checks
from .table import KillTable

FAULTS = load_catalogue()


@pytest.fixture(scope="module")
def table() -> KillTable:
    """The table, measured once."""
    return kill_table()


@pytest.fixture
def sound() -> KillTable:
    """A table of declared outcomes, nothing measured: every fault found as it declares."""
    outcomes = {
        fault.name: Outcome(fault.name, dict.fromkeys((*fault.breaks, *fault.misblamed), 1))
        for fault in FAULTS.values()
    }
    return KillTable(load_rules(), FAULTS, outcomes)


def _with(table: KillTable, fault: Fault, *blamed: str) -> list[str]:
    """The problems when the suite says this of one more fault."""
    outcome = Outcome(fault.name, dict.fromkeys(blamed, 1))
    return KillTable(
        table.rules, {**table.faults, fault.name: fault}, {**table.outcomes, fault.name: outcome}
    ).problems()


# The measured table


@pytest.mark.measured
@pytest.mark.parametrize("name", FAULTS)
def test_found_as_declared(table: KillTable, name: str) -> None:
    """The suite fails this faulty implementation under its declared rules, and under no other that isn't known."""
    alone = KillTable(table.rules, {name: FAULTS[name]}, table.outcomes)
    expected: list[str] = []
    assert expected == [problem for problem in alone.problems() if problem.startswith(name)]


@pytest.mark.measured
def test_every_fault_is_found(table: KillTable) -> None:
    """All faults that break a rule are found."""
    assert table.found() == 1.0


@pytest.mark.measured
def test_blame_is_precise(table: KillTable) -> None:
    """At least 95 % of the blamed rules are declared by the fault."""
    assert table.precision() >= 0.95


@pytest.mark.measured
@pytest.mark.parametrize("rule", KillTable(load_rules(), {}, {}).required)
def test_required_rule_is_falsifiable(table: KillTable, rule: str) -> None:
    """Every required rule is the first that some fault breaks, and finds it."""
    assert table.killers(rule) != []


@pytest.mark.measured
def test_clean_implementation_passes() -> None:
    """The implementation that all faults are made from passes every check."""
    outcome = run_checks("clean")
    assert ({}, []) == (outcome.blamed, outcome.strange)
    assert outcome.checks > 200


# The catalogue


def test_enough_faults() -> None:
    """There are at least ninety faults that break a rule."""
    assert sum(not fault.equivalent for fault in FAULTS.values()) >= 90


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: str(fault.name))
def test_fault_is_documented(fault: Fault) -> None:
    """Each fault says in one sentence what goes wrong, and declares a rule or says why there is none."""
    assert fault.about.endswith(".")
    assert bool(fault.breaks) != bool(fault.equivalent)


# The gate itself


def test_gate_accepts_what_is_declared(sound: KillTable) -> None:
    """A table in which every fault is found as declared has no problem."""
    expected: list[str] = []
    assert expected == sound.problems()


def test_gate_refuses_a_survivor(sound: KillTable) -> None:
    """A fault that no check fails is a problem."""
    fault = Fault("new", "It is wrong.", ("STOP.ends",), Chain)
    assert ["new survives: no check fails"] == _with(sound, fault)


def test_gate_refuses_an_undeclared_rule(sound: KillTable) -> None:
    """A rule that a fault doesn't declare, and that doesn't go with one of its own, is a problem when it is red."""
    fault = Fault("new", "It is wrong.", ("STOP.ends",), Chain)
    expected = ["new reddens PAUSE.holds, which it doesn't declare"]
    assert expected == _with(sound, fault, *("STOP.ends", *sound.rules["STOP.ends"].may_also_break), "PAUSE.holds")


def test_gate_counts_a_known_misblame(sound: KillTable) -> None:
    """A rule that is blamed wrongly, and is known to be, is no problem, but counts against the precision."""
    fault = Fault("new", "It is wrong.", ("STOP.ends",), Chain, misblamed=("PAUSE.holds",))
    expected: list[str] = []
    assert expected == _with(sound, fault, "STOP.ends", "PAUSE.holds")
    outcomes = {"new": Outcome("new", {"STOP.ends": 7, "PAUSE.holds": 1})}
    assert KillTable(sound.rules, {"new": fault}, outcomes).precision() == 0.5


def test_gate_refuses_a_misblame_that_is_gone(sound: KillTable) -> None:
    """A rule that isn't blamed any more must not stay in the list of those that are blamed wrongly."""
    fault = Fault("new", "It is wrong.", ("STOP.ends",), Chain, misblamed=("PAUSE.holds",))
    assert ["new doesn't redden PAUSE.holds any more"] == _with(sound, fault, "STOP.ends")


def test_gate_refuses_a_missing_rule(sound: KillTable) -> None:
    """A fault that doesn't redden a rule that it must is a problem."""
    fault = Fault("new", "It is wrong.", ("STOP.ends", "STOP.completes"), Chain)
    assert ["new doesn't redden STOP.completes, as it declares"] == _with(sound, fault, "STOP.ends")


def test_gate_refuses_a_fault_without_words(sound: KillTable) -> None:
    """A fault without a sentence is a problem."""
    fault = Fault("new", "", ("STOP.ends",), Chain)
    expected = ["new isn't documented: one sentence that says what goes wrong"]
    assert expected == _with(sound, fault, "STOP.ends")


def test_gate_refuses_an_unknown_rule(sound: KillTable) -> None:
    """A fault that declares a rule which the specification doesn't have is a problem."""
    fault = Fault("new", "It is wrong.", ("STOP.ends", "STOP.soon"), Chain)
    expected = ["new doesn't redden STOP.soon, as it declares", "new declares STOP.soon, which is no rule"]
    assert expected == _with(sound, fault, "STOP.ends")


def test_gate_refuses_an_equivalent_fault_that_is_found(sound: KillTable) -> None:
    """An equivalent fault that some rule finds isn't equivalent."""
    fault = Fault("new", "It is odd.", (), Chain, "Nothing forbids it.")
    assert ["new counts as equivalent, and STOP.ends finds it"] == _with(sound, fault, "STOP.ends")


@pytest.mark.parametrize("rule", KillTable(load_rules(), {}, {}).required)
def test_gate_refuses_a_rule_without_fault(sound: KillTable, rule: str) -> None:
    """A required rule that finds none of the faults which are about it is a problem."""
    outcomes = {
        name: replace(outcome, blamed={id_: count for id_, count in outcome.blamed.items() if id_ != rule})
        for name, outcome in sound.outcomes.items()
    }
    problems = KillTable(sound.rules, sound.faults, outcomes).problems()
    assert f"{rule} is required, and no fault that is about it is found by it" in problems


@pytest.mark.measured
def test_vacuous_fault_makes_the_gate_fail(sound: KillTable) -> None:
    """A fault that changes nothing, really run, survives, and the gate says so."""
    vacuous = Fault("clean", "It changes nothing.", ("STOP.ends",), Clean)
    outcome = run_checks("clean")
    assert ["clean survives: no check fails"] == _with(sound, vacuous, *outcome.blamed)


def test_faults_that_were_measured_before_stay() -> None:
    """Some faults can be measured again without the others: what the data holds of those stays."""
    [again, *others] = FAULTS.values()
    before = {"faults": [{"name": fault.name, "blamed": {"CHAIN.starts": 1}} for fault in others]}
    measured = KillTable(load_rules(), {again.name: again}, {again.name: Outcome(again.name, {"CHAIN.flat": 2})})
    whole = with_measured_before(measured, before)
    assert [{"CHAIN.flat": 2}, {"CHAIN.starts": 1}] == [
        whole.outcomes[name].blamed for name in (again.name, others[0].name)
    ]
    assert measured is with_measured_before(measured, {"faults": before["faults"][1:]})
