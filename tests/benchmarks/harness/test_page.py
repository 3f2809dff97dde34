"""The page of figures."""

from __future__ import annotations

from pathlib import Path

from benchmarks.harness import page
from tests.benchmarks.tables import a_section


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
