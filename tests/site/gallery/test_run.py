"""Running the examples: what must fail the build does."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_tools.gallery.run import GalleryError, cache_key, check_report, unfinished
from site_tools.paths import ROOT


def test_a_missing_report_fails() -> None:
    """An example that ends the process leaves no report, and is named."""
    with pytest.raises(GalleryError, match=r"plot_one\.py ended the process"):
        check_report(ROOT / "no-such-file.xml", ["plot_one.py"])


def test_a_failed_case_is_named(tmp_path: Path) -> None:
    """A failure in the report fails the build, and says which example it was."""
    report = tmp_path / "junit.xml"
    report.write_text('<testsuite><testcase name="good"/><testcase name="bad"><failure/></testcase></testsuite>')
    with pytest.raises(GalleryError, match="failed: bad"):
        check_report(report)


def test_an_example_that_was_not_run_is_found(tmp_path: Path) -> None:
    """Every example needs a copy that is equal to it and that ran well; a copy alone says that it began."""
    sources = tmp_path / "src" / "part"
    sources.mkdir(parents=True)
    (tmp_path / "in").mkdir()
    for name, copy, digest in [("done", "1", "x"), ("begun", "1", ""), ("changed", "0", "x"), ("missed", "", "")]:
        (tmp_path / "in" / f"plot_{name}.py").write_text("1")
        if copy:
            (sources / f"plot_{name}.py").write_text(copy)
        if digest:
            (sources / f"plot_{name}.py.md5").write_text(digest)
    found = dict(unfinished({tmp_path / "in": "part"}, tmp_path / "src"))
    assert {"plot_begun.py": True, "plot_changed.py": False, "plot_missed.py": False} == found


@pytest.mark.parametrize(
    ("path", "text", "same"),
    [
        ("tasktools/loop.py", "x = 2", False),
        ("spec/areas.toml", "x = 2", False),
        ("tutorials/lessons/plot_b.py", "", False),
        ("tutorials/lessons/plot_a.py", "x = 2", True),
    ],
)
def test_the_cache_is_keyed_on_sources_and_the_set_of_examples(
    tmp_path: Path, path: str, text: str, same: bool
) -> None:
    """A changed source or another set of examples is another key; an example's own text isn't."""
    for name in ("tasktools/loop.py", "spec/areas.toml", "tutorials/lessons/plot_a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    before = cache_key(tmp_path)
    (tmp_path / path).write_text(text)
    assert same == (before == cache_key(tmp_path))
