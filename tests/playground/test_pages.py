"""Which pages have cells that run in the page, and how they are marked."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from site_tools.paths import ROOT, TUTORIALS, example_scripts
from site_tools.play import build
from site_tools.play.pages import modules, runs_in_page, with_cells, without_python

#: The recipes for whose sake a browser isn't enough, and why; all other examples run in the page.
LEFT_OUT = {
    "plot_control_panel": "a package, Rich",
    "plot_dask_shards": "packages and processes",
    "plot_garbage_collector": "the counts of an older Python's garbage collector",
    "plot_shutdown": "signals of the operating system",
    "plot_signals_from_a_thread": "a thread",
    "plot_sqlite_sink": "a package, aiosqlite",
    "plot_tcp_streams": "sockets, through functions of asyncio alone",
    "plot_websocket_ticks": "a package and sockets",
}


def test_every_lesson_runs_in_the_page() -> None:
    """No lesson needs what a browser doesn't have."""
    lessons = sorted((TUTORIALS / "lessons").glob("plot_*.py"))
    assert 11 <= len(lessons)
    assert [] == [lesson.name for lesson in lessons if not runs_in_page(lesson)]


def test_the_recipes_that_need_more_are_left_out() -> None:
    """Exactly those recipes have no cells to run that need a socket, a thread, a process, a signal or a package."""
    assert set(LEFT_OUT) == {script.stem for script in example_scripts() if not runs_in_page(script)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import asyncio\nfrom tasktools.taskloop import TaskLoop", True),
        ("import xml.etree.ElementTree", True),
        ("def later():\n    import socket", False),
        ("from concurrent.futures import ThreadPoolExecutor", False),
        ("import numpy", False),
        ("loop.run_in_executor(None, f)", False),
        ("import beside", True),
    ],
)
def test_it_follows_from_the_text(text: str, expected: bool, tmp_path: Path) -> None:
    """Imports, at whatever place, and functions that need the system decide."""
    (tmp_path / "beside.py").write_text("")
    script = tmp_path / "plot_x.py"
    script.write_text(text)
    assert expected is runs_in_page(script)


@pytest.mark.parametrize("name", ["playground", "course"])
def test_a_site_without_python_says_so(name: str) -> None:
    """Where npm isn't, the two pages ask for no script that isn't there, and say what is left out."""
    text = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    shown = without_python(text)
    assert (True, False) == ("<script" in text, "<script" in shown)
    assert 1 == shown.count("built without npm")
    assert text.splitlines()[-1] == shown.splitlines()[-1]


def test_files_beside_the_lessons_come_along() -> None:
    """What a lesson imports from its own folder is served with the page."""
    assert {"my_taskloop.py": (TUTORIALS / "lessons" / "my_taskloop.py").read_text("utf-8")} == modules()


def page(*cells: str) -> str:
    """A page as Sphinx writes it: blocks of code with a mark-up of their own, and a block of something else."""
    block = '<div class="highlight-{} notranslate"><div class="highlight"><pre><span></span>{}\n</pre></div></div>'
    blocks = [block.format("Python", f"<span>{escape(cell)}</span>") for cell in cells]
    return "\n".join([*blocks, block.format("console", "$ ls")])


def test_cells_are_marked(tmp_path: Path) -> None:
    """Every block of the example's own Python is marked, no other, and the page loads the script."""
    script = tmp_path / "plot_x.py"
    script.write_text('"""Title\n=====\n"""\nx = "<"\n\n# %%\n# Text\nprint(x)\n')
    body = with_cells(page('x = "<"', "print(x)"), script, "../../")
    assert 2 == body.count('<div class="highlight-Python notranslate" data-cell>')
    assert 2 == body.count("data-cell")
    assert body.endswith('<script type="module" src="../../assets/python/cells.js"></script>')


@pytest.mark.parametrize("cells", [[], ["x = 1"], ["x = 1", "y = 3"], ["x = 1", "y = 2", "z = 3"]])
def test_a_page_with_other_cells_is_an_error(cells: list[str], tmp_path: Path) -> None:
    """Where the blocks of a page aren't the example, the build says so: the reader would run something else."""
    script = tmp_path / "plot_x.py"
    script.write_text('"""T\n=\n"""\nx = 1\n\n# %%\ny = 2\n')
    with pytest.raises(ValueError, match="plot_x"):
        with_cells(page(*cells), script, "../")


def test_without_npm_the_rest_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where npm is missing there is no file of the page's Python at all, and one line says what is missing."""
    monkeypatch.setattr(build, "CACHE", tmp_path)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(build.PlayError, match=r"^npm isn't installed"):
        next(build.files({}))
