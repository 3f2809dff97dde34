"""From events to lanes: what a chain was doing when."""

from __future__ import annotations

import pytest

from taskloop_conformance.model.history import History
from taskloop_conformance.model.notation import parse_history
from taskloop_conformance.pictures.lanes import lanes_of, steps_of
from taskloop_conformance.pictures.timescale import TimeScale

from .histories import CANCELLED, DIVERGENCE, OVERLAP, PAUSED, TWO, WRONG, long_history, twenty_chains


def spans(history: History, chain: int = 0) -> list[tuple[float, float, str, str]]:
    return [(span.start, span.end, span.kind, span.payload) for span in lanes_of(history)[chain].spans]


def test_a_pause_lasts_from_the_decision_to_the_next_call() -> None:
    """A pause begins when the iteration's payload is there, not when PAUSE is given."""
    expected = [
        (0, 1, "running", "p0"),
        (1, 3.25, "paused", "p1"),
        (3.25, 4.25, "running", "p1"),
        (4.25, 5.25, "running", "p2"),
    ]
    assert expected == spans(PAUSED)


def test_clean_up_is_shown_apart() -> None:
    """From its cancellation on an iteration is no longer shown as running."""
    assert [(0, 0.5, "running", "p0"), (0.5, 1, "cancelled", "p0")] == spans(CANCELLED)


def test_overlapping_calls_get_rows_of_their_own() -> None:
    """Two user calls at once, which no rule allows, are both seen."""
    assert [0, 0, 1] == [span.row for span in lanes_of(OVERLAP)[0].spans]


def test_stop_in_a_pause_ends_it_within_time_pause() -> None:
    """After STOP a pause is shown for one time_pause at most, though the history goes on."""
    history = parse_history("0 call p0\n0.5 PAUSE\n1 return\n1 fargs p0 -> p1\n2 STOP\n9 idle")
    assert (1, 2.25, "paused", "p1") == spans(history)[1]


def test_a_payload_arrow_crosses_the_pause() -> None:
    """The kept payload's arrow goes from where it was produced to the call after the pause."""
    arrows = [(arrow.start, arrow.end, arrow.payload) for arrow in lanes_of(PAUSED)[0].arrows]
    assert [(1, 3.25, "p1")] == arrows


def test_a_wrong_payload_s_arrow_shows_where_it_came_from() -> None:
    """A call with the first payload again is traced to the beginning, and is the divergence."""
    arrows = [(arrow.start, arrow.end, arrow.index) for arrow in lanes_of(WRONG)[0].arrows]
    assert [(0, 3.25, DIVERGENCE.index)] == arrows


def test_another_chain_s_payload_is_traced_to_its_lane() -> None:
    """A payload that crossed from one chain to another has its arrow between their lanes."""
    assert [("B", 1.5, 2.2)] == [(a.source, a.start, a.end) for a in lanes_of(TWO)[0].arrows]


def test_every_chain_has_a_lane() -> None:
    """There are as many lanes as chains, in the order of their names."""
    assert list("ABCDEFGHIJKLMNOPQRST") == [lane.chain for lane in lanes_of(twenty_chains())]


def test_pause_then_continue_is_no_pause() -> None:
    """A PAUSE that is taken back within its iteration leaves no paused span."""
    assert {"running"} == {span.kind for span in lanes_of(long_history())[0].spans} - {"waiting"}


def test_steps_are_the_table_s() -> None:
    """The path of a run names the state before each event, the pause's end among them."""
    expected = [
        ("running", "PAUSE"),
        ("pausing", "returned"),
        ("paused", "CONTINUE"),
        ("resuming", "pause-ended"),
        ("running", "returned"),
        ("running", "STOP"),
        ("stopping", "returned"),
    ]
    assert expected == list(steps_of(PAUSED))


def test_a_long_stretch_is_cut_short() -> None:
    """A pause of a day leaves at least a tenth of the picture to an iteration of a second."""
    scale = TimeScale({0, 0.5, 1, 86401, 86402}, 1000)
    assert [(1, 86401)] == scale.cuts
    assert scale(1) - scale(0) > 100


def test_time_never_runs_backwards_on_the_scale() -> None:
    """A later time is never put to the left of an earlier one."""
    scale = TimeScale({0, 0.5, 1, 86401, 86402}, 1000)
    places = [scale(at) for at in (0, 0.25, 0.5, 1, 40000, 86401, 86401.5, 86402)]
    assert sorted(places) == places
    assert [0, 1000] == [places[0], places[-1]]


@pytest.mark.parametrize(
    ("times", "unit", "labels"),
    [
        ({0, 3600, 7200}, 1, ["0", "2000", "4000", "6000"]),
        ({0, 3600, 7200, 10800}, 3600, ["0", "1", "2", "3"]),
        ({0, 0.5, 1, 86401, 86402}, 1, ["0", "86401"]),
    ],
)
def test_the_axis_counts_hours_beyond_two_of_them(times: set[float], unit: float, labels: list[str]) -> None:
    """More than two hours are counted in hours; an axis with a stretch cut short keeps its seconds."""
    scale = TimeScale(times, 1000)
    assert (unit, labels) == (scale.unit, [label for _, label in scale.ticks(220)])
