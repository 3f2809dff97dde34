"""Figures, tables and the page: no clock is read here."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import page, tables
from benchmarks.command_line import main, make_parser, summary
from benchmarks.figures import Figure, Section, at_least, at_most, figure, number, percentile, ratio


def a_section() -> Section:
    """A table with a value met, a value missed and a word."""
    met, missed = figure([2.0], "x", at_least(1.6)), figure([3.0], "ms", at_most(1.0))
    return Section(
        "name", "Title", "What it is.", ("what", "a", "b"), [("first", [met, "absent"]), ("second", [missed, ""])]
    )


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


def test_the_summary_counts_wanted_values() -> None:
    """Words and figures without a bound don't count."""
    assert "1 of 2 wanted values met." == summary([a_section()])


def test_the_page_keeps_what_is_written_by_hand(tmp_path: Path) -> None:
    """Only what stands between the marks is replaced, and writing twice gives the same page."""
    file = tmp_path / "page.md"
    file.write_text(f"# By hand\n\n{page.BEGIN}\nold\n{page.END}\n\nAfterwards.\n")
    page.write(file, [a_section()], "a machine", ["left out: something"])
    once = file.read_text()
    page.write(file, [a_section()], "a machine", ["left out: something"])
    assert once == file.read_text()
    assert ["# By hand", "Afterwards."] == [once.splitlines()[0], once.splitlines()[-1]]
    assert (False, True) == ("old" in once, "| second | 3 ms <= 1 MISSED |  |" in once)


def test_a_run_of_one_measure_leaves_the_other_tables(tmp_path: Path) -> None:
    """A table takes the place of the one of its name, also when its title changed; the others stay."""
    file = tmp_path / "page.md"
    first, other = a_section(), a_section()
    other.name, other.title = "other", "Another"
    page.write(file, [first, other], "a machine", [])
    first.title = "Title, larger"
    page.write(file, [first], "a newer machine", ["left out: something"])
    text = file.read_text()
    assert ["### Title, larger", "### Another"] == [line for line in text.splitlines() if line.startswith("###")]
    assert (1, 1, 1) == tuple(map(text.count, ("a machine", "a newer machine", "- left out")))


def test_the_tables_of_a_page_are_read_back(tmp_path: Path) -> None:
    """Headings and cells are what was written, empty cells too."""
    file = tmp_path / "page.md"
    page.write(file, [a_section()], "a machine", ["left out: something"])
    expected = [["what", "a", "b"], ["first", "2 x >= 1.6 ok", "absent"], ["second", "3 ms <= 1 MISSED", ""]]
    assert {"name": expected} == page.tables_of(file.read_text())


def test_a_page_without_marks_gets_them(tmp_path: Path) -> None:
    """A new page is made of the figures alone."""
    file = tmp_path / "new.md"
    page.write(file, [a_section()], "a machine", [])
    assert (page.BEGIN, page.END) == (file.read_text().splitlines()[0], file.read_text().splitlines()[-1])


@pytest.mark.parametrize("arguments", [["nonsense"], ["--json", "no/such/folder/file"], ["soak", "--real", "-1"]])
def test_usage_errors_end_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake on the command line is named, and nothing is measured."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert 2 == ended.value.code
    assert arguments[-1].split("/")[0] in capsys.readouterr().err


def test_the_help_lists_every_measure_and_the_soak() -> None:
    """Help teaches: measures, examples, where things go."""
    text = make_parser().format_help()
    names = ("throughput", "memory", "pause", "group", "ends", "suite", "soak", "--markdown docs/performance.md")
    assert [] == [name for name in names if name not in text]
