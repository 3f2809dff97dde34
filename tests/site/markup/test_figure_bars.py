"""Bars of measured figures are made of a table's text."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.harness import page
from benchmarks.harness.figures import Figure, Section
from site_tools.markup.figure_bars import figure_bars


@pytest.fixture(name="file")
def page_with_figures(tmp_path: Path) -> Path:
    """A page with two tables."""
    rows: list[tuple[str, list[Figure | str]]] = [
        ("bare", ["absent", Figure(1_234.0, 1_234.0, 1_234.0, "x"), Figure(2.0, 2.0, 2.0, "ms")]),
        ("ours", [Figure(0.5, 0.4, 0.6, "x"), Figure(0.25, 0.2, 0.3, "x"), Figure(3.0, 3.0, 3.0, "ms")]),
    ]
    section = Section("speed", "Speed", "What it is.", ("peer", "one", "many", "wait"), rows)
    file = tmp_path / "page.md"
    seven, eight = Figure(7.0, 7.0, 7.0, "s"), Figure(8.0, 8.0, 8.0, "s")
    other = Section("time", "Time", "What it is.", ("where", "a"), [("3.11 stock", [seven]), ("3.13 stock", [eight])])
    page.write(file, [section, other], "a machine", [])
    return file


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ("speed | column many | Many", ["bare: 1234 x", "ours: 0.25 x"]),
        ("speed | column one | One", ["ours: 0.5 x"]),
        ("time | row * stock | Time", ["a: 7 s"]),
        ("speed | column wait | Wait", ["bare: 2 ms", "ours: 3 ms"]),
    ],
)
def test_bars_show_the_figures_of_the_table(words: str, texts: list[str], file: Path) -> None:
    """Each cell that holds a figure is a bar with its text; a word is none."""
    picture = figure_bars(words, file)
    assert [] == [text for text in texts if text not in picture]
    wide, _, narrow = picture.partition("tl-narrow")
    assert [len(texts)] * 2 == [drawn.count('rx="2"') for drawn in (wide, narrow)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("size | column many | Many", "no table 'size'; there are speed, time"),
        ("speed | column few | Few", "table 'speed' has no 'column few'"),
        ("speed | row theirs | Theirs", "table 'speed' has no 'row theirs'"),
        ("speed | row ours | Ours", r"has the units \['ms', 'x'\], not one"),
    ],
)
def test_what_the_page_does_not_have_is_named(words: str, message: str, file: Path) -> None:
    """A directive that went out of date fails the build, and says what there is."""
    with pytest.raises(ValueError, match=message):
        figure_bars(words, file)
