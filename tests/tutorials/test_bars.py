"""The bars: counts as a picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from taskloop_conformance.pictures.bars import LENGTH, bars

SVG = "{http://www.w3.org/2000/svg}"


def widths(svg: str) -> list[float]:
    """The widths of the bars."""
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return [float(rect.get("width", "")) for group in groups for rect in group.iter(f"{SVG}rect")]


def test_bars_are_as_long_as_their_values() -> None:
    """The longest value fills the picture; half of it is half as long."""
    assert [LENGTH, LENGTH / 2] == widths(bars({"one": 10, "two": 5}, "Two counts").svg)


def test_every_bar_says_its_value() -> None:
    """Each bar has a title for those who can't see it, escaped."""
    svg = bars({"a<b": 3}, "One count", "rows").svg
    assert ["One count", "a&lt;b: 3 rows"] == re.findall(r"<title[^>]*>([^<]*)</title>", svg)


@pytest.mark.parametrize("values", [{}, {"less than nothing": -1}])
def test_bars_refuse_what_cannot_be_drawn(values: dict[str, float]) -> None:
    """Nothing, or a negative value, has no bar."""
    with pytest.raises(ValueError, match="bars need"):
        bars(values, "Nothing")
