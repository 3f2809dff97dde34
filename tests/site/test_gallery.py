"""Running the examples: what must fail the build does, and what Sphinx wrote becomes pages."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from site_tools.check_site import foreign_hosts
from site_tools.directives import DirectiveError, expand
from site_tools.example_guard import LostException, guard
from site_tools.gallery_pages import GalleryPage, preview, steady_zip, to_markdown
from site_tools.gallery_run import GalleryError, cache_key, check_report, unfinished
from site_tools.navigation import fill_navigation
from taskloop_conformance.judge.oracle import judge
from taskloop_conformance.record.adapters import load
from taskloop_conformance.record.recorder import record
from taskloop_conformance.record.scenario import from_token

ROOT = Path(__file__).parents[2]


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


def test_an_exception_lost_in_a_task_fails() -> None:
    """A task whose exception nobody retrieves is reported after the example, held or not."""

    async def fail() -> None:
        raise ValueError("lost")

    async def main() -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(fail())
        await asyncio.sleep(0)
        return task

    guard({}, "plot_x.py", "before")
    held = asyncio.run(main())
    with pytest.raises(LostException, match="lost"):
        guard({}, "plot_x.py", "after")
    assert held.done()


def test_an_example_that_awaits_is_left_alone() -> None:
    """What was retrieved is not lost."""
    guard({}, "plot_x.py", "before")
    asyncio.run(asyncio.sleep(0))
    guard({}, "plot_x.py", "after")


def test_headings_become_markdown_and_the_rest_one_line() -> None:
    """Markdown sees the headings alone."""
    body = "<p>a\n`b`</p>\x00## Head {: #head }\x00<pre>x\ny</pre>"
    assert (
        '<div class="sphx-glr"><p>a&#10;&#96;b&#96;</p></div>\n\n## Head {: #head }\n\n'
        '<div class="sphx-glr"><pre tabindex="0"><code>x&#10;y</code></pre></div>\n'
    ) == to_markdown(body)


def test_an_archive_has_no_times() -> None:
    """Two archives of the same files are equal, whenever they were written."""

    def archive(year: int) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            file.writestr(zipfile.ZipInfo("a.py", (year, 1, 1, 0, 0, 0)), "x")
        return buffer.getvalue()

    assert steady_zip(archive(2020)) == steady_zip(archive(2021))


def test_a_thumbnail_is_the_first_drawing() -> None:
    """A drawing comes before what was printed."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="1"><title>t</title></svg>'
    assert svg.replace(' role="img"', "") == preview(f"<pre>1</pre>{svg}")


def test_a_folder_in_the_navigation_becomes_its_pages() -> None:
    """Groups are sections, with the title of their index."""
    pages = [
        GalleryPage("gallery/index.md", "# Gallery {: #g }", (), None),
        GalleryPage("gallery/a/index.md", "# Group {: #a }", (), None),
        GalleryPage("gallery/a/plot_x.md", "# X {: #x }", (), None),
    ]
    section = ["gallery/index.md", {"Group": ["gallery/a/index.md", "gallery/a/plot_x.md"]}]
    assert ["index.md", {"Gallery": section}] == fill_navigation(["index.md", {"Gallery": "gallery/"}], pages)


def test_a_picture_of_a_page_is_a_recorded_run() -> None:
    """A directive becomes a drawing; one that can't be carried out is an error."""
    assert "<svg" in expand("<!-- swimlane: wait:1w=PAUSE,1+2=CONTINUE -->")
    with pytest.raises(DirectiveError, match="nonsense"):
        expand("<!-- swimlane: nonsense -->")


def test_what_loads_from_another_host_is_found() -> None:
    """Scripts, styles and pictures count; a link to follow doesn't."""
    page = '<script src="https://a.example/x.js"></script><a href="https://b.example/">b</a>'
    assert ["a.example"] == foreign_hosts(page)


def test_the_worked_adapter_conforms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The adapter on the page is a working one: the oracle accepts a pause through it."""
    monkeypatch.syspath_prepend(str(ROOT / "conformance" / "examples"))
    history = record(from_token("wait:1w=PAUSE,1+2=CONTINUE"), load("other_names.adapter:adapter"))
    assert judge(history) is None


@pytest.mark.parametrize(
    "name", ["lessons/plot_07_pause_and_continue", "lessons/plot_11_validate", "gallery/operation/plot_shutdown"]
)
def test_an_example_runs_inside_the_event_loop_of_a_notebook(name: str) -> None:
    """After the first cell of the notebooks a cell can run an event loop although one is running."""
    cell = (ROOT / "site_tools" / "sphinx" / "notebook_cell.py").read_text("utf-8")
    source = (ROOT / "tutorials" / f"{name}.py").read_text("utf-8")
    program = (
        "import asyncio\nasync def notebook():\n    task = asyncio.current_task()\n"
        f"    space = {{'__name__': '__main__'}}\n    for cell in {[cell, source]!r}:\n        exec(cell, space)\n"
        "    await asyncio.sleep(0)\n    assert task is asyncio.current_task()\n    print('to the end')\n"
        "asyncio.run(notebook())\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert ("", "to the end") == (done.stderr, done.stdout.splitlines()[-1])
