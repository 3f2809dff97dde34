"""What Sphinx wrote becomes pages and files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from site_tools.gallery import pages
from site_tools.gallery.pages import preview, steady_zip, title_of, to_markdown


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


@pytest.mark.parametrize(
    ("markdown", "title"),
    [
        ("## Above {: #a }\n\n# The `title` {: #t }", "The title"),
        ("## Only {: #o }", "Only"),
        (r"# A\_b \[c\] {: #x }", "A_b [c]"),
    ],
)
def test_a_title_is_the_first_heading(markdown: str, title: str) -> None:
    """The first heading of the first level, else of any, as the navigation shows it."""
    assert title == title_of(markdown, "gallery/x.md")


def test_a_page_without_a_heading_is_an_error() -> None:
    """The navigation couldn't name it; the message says which page it is."""
    with pytest.raises(ValueError, match=r"gallery/x\.md has no heading"):
        title_of("text", "gallery/x.md")


@pytest.mark.parametrize(("run", "needs", "marks"), [(True, "asyncio", 2), (False, "asyncio", 0), (True, "socket", 0)])
def test_cells_run_where_python_is_in_the_site(
    run: bool, needs: str, marks: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells are marked, and their script is loaded, where the site has Python and the example needs nothing else."""
    folder, sources, output = (tmp_path / name for name in ("recipes", "src", "out"))
    for path, text in {
        folder / "plot_x.py": f'"""X\n=\n"""\nimport {needs}\n',
        sources / "gallery" / "plot_x.rst": "",
        output / "gallery" / "plot_x.html": "\x00# X {: #x }\x00"
        f'<div class="highlight-Python notranslate"><div class="highlight"><pre>import {needs}\n</pre></div></div>',
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.setattr(pages, "galleries", lambda: {folder: "gallery"})
    monkeypatch.setattr(pages, "SOURCES", sources)
    monkeypatch.setattr(pages, "OUTPUT", output)
    (page,) = pages.gallery_pages(str, run=run)
    script = '<script type="module" src="../assets/python/cells.js"></script>'
    assert marks == page.markdown.count(" data-cell>") + page.markdown.count(script)
