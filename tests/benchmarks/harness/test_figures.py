"""Figures and tables: no clock is read here."""

from __future__ import annotations

import pytest

from benchmarks.harness import tables
from benchmarks.harness.figures import Figure, at_least, at_most, figure, number, percentile, ratio
from tests.benchmarks.tables import a_section


def test_a_figure_is_the_median_with_its_spread() -> None:
    """The value is the median of the rounds; the lowest and the highest stand beside it."""
    assert Figure(2.0, 1.0, 9.0, "x") == figure([9.0, 1.0, 2.0], "x")


def test_a_ratio_is_taken_within_each_round() -> None:
    """A round under load halves both rates and leaves their ratio."""
    assert Figure(2.0, 2.0, 2.0, "x") == ratio([8.0, 4.0, 2.0], [4.0, 2.0, 1.0])


@pytest.mark.parametrize(
    ("wanted", "value", "mark"),
    [
        (at_least(1.6), 1.6, "ok"),
        (at_least(1.6), 1.59, "MISSED"),
        (at_most(1.3), 1.3, "ok"),
        (at_most(1.3), 1.31, "MISSED"),
        (None, 1.0, ""),
    ],
)
def test_a_wanted_value_has_a_mark(wanted: object, value: float, mark: str) -> None:
    """A bound is met when it is reached exactly; without one there is no mark."""
    assert mark == Figure(value, value, value, wanted=wanted).mark  # type: ignore[arg-type]  # parametrized


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (0, 1)])
def test_a_percentile_is_one_of_the_values(percent: float, expected: float) -> None:
    """The nth percentile of 1..100 is n."""
    assert expected == percentile([float(n) for n in range(100, 0, -1)], percent)


@pytest.mark.parametrize(
    ("value", "text"), [(374922.4, "374,922"), (1.2345, "1.23"), (0.0004, "0.0004"), (0.0, "0"), (12.34, "12.3")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    """Three digits say all that is known."""
    assert text == number(value)


def test_the_text_table_shows_value_bound_and_mark() -> None:
    """A person sees what was wanted beside what was measured."""
    text = tables.as_text([a_section()])
    assert [True, True, True] == [part in text for part in ("2 x >= 1.6 ok", "3 ms <= 1 MISSED", "absent")]
