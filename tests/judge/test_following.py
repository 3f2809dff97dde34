"""A history followed event by event: what is possible at each of them, and the cells of the table."""

from __future__ import annotations

import pytest

from taskloop_conformance.judge.following import Following, Pair
from taskloop_conformance.judge.oracle import is_about_chains, judge_all
from taskloop_conformance.model.history import SIGNALS, History
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.model.transitions import load_table

EXAMPLES = {
    f"{rule.id} {kind}": parse_history(text)
    for rule in load_rules().values()
    for kind, text in (("legal", rule.legal), ("illegal", rule.illegal))
}
CHAINS = {name: history for name, history in EXAMPLES.items() if is_about_chains(history)}


def cells(text: str) -> list[tuple[Pair, ...]]:
    """The cells that are looked up for each event."""
    history = parse_history(text)
    following = Following(history)
    return [following.take(event) for event in history.events]


def states(following: Following, at: float) -> set[str]:
    """The states that chain A may be in at a time before the next event."""
    return {position.state for position in following.possible_by(at)["A"]}


def test_each_decision_and_each_signal_has_its_cell() -> None:
    """A signal is looked up in the state before it, a decision when its task is done, a pause's end at the call."""
    text = "0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n3 CONTINUE\n3.25 call p1\n3.5 STOP\n4 raise"
    assert [
        (),
        (("running", "PAUSE"),),
        (),
        (("pausing", "returned"),),
        (("paused", "CONTINUE"),),
        (("resuming", "pause-ended"),),
        (("running", "STOP"),),
        (("stopping", "raised"),),
    ] == cells(text)


def test_a_signal_that_may_come_late_has_both_cells() -> None:
    """Where nobody saw whether the pause was over, the signal is looked up in both states."""
    *_, second = cells("0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n3 CONTINUE\n3.25 PAUSE")
    assert (("resuming", "PAUSE"), ("running", "PAUSE")) == second


def test_no_cell_where_no_explanation_is_left() -> None:
    """After the divergence nothing is looked up."""
    *_, wrong, later = cells("0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n2 call p1\n2.5 STOP")
    assert ((), ()) == (wrong, later)


def test_what_nobody_sees_may_have_happened() -> None:
    """Between two events the decision may have fallen at the same instant, and has fallen later."""
    history = parse_history("0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1")
    following = Following(history)
    for event in history.events:
        following.take(event)
    assert {"pausing", "paused"} == states(following, 1.0)
    assert {"paused"} == states(following, 1.5)
    assert ["pausing"] == [position.state for position in following.possible()["A"]]  # looking ahead changed nothing
    assert ["paused"] == [position.state for position in following.possible_at_end()["A"]]


@pytest.mark.parametrize("history", CHAINS.values(), ids=CHAINS)
def test_the_states_are_the_oracle_s(history: History) -> None:
    """Before the first divergence an explanation is left at every event, and the cells lead to what is left."""
    following, table = Following(history), load_table()
    found = judge_all(history)
    first = min((each.index for each in found), default=len(history.events))
    for index, event in enumerate(history.events):
        pairs = following.take(event)
        assert set(pairs) <= table.cells.keys()
        if not event.chain or index >= first or event.kind in ("fact", "report"):
            continue
        possible = {position.state for position in following.possible()[event.chain]}
        assert possible
        if event.kind in SIGNALS:
            assert {table.cells[pair].next for pair in pairs} == possible
