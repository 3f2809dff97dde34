"""What Sphinx wrote about the examples, as pages and files of the MkDocs site."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from site_tools.gallery.notebooks import notebook
from site_tools.gallery.questions import hide_answers
from site_tools.gallery.run import OUTPUT, SOURCES
from site_tools.paths import LESSONS, MARK, ROOT, SCHEME, galleries
from site_tools.play.pages import runs_in_page, with_cells

#: Finds the address of a docs page ("specification/pause.md") or raises KeyError.
Resolver = Callable[[str], str]

_TITLE = re.compile(r"^# (.+?) \{: #", re.M)
_HEADING = re.compile(r"^#+ (.+?) \{: #", re.M)
_LINK = re.compile(f'href="{SCHEME}([^"]+)"')
_PRE = re.compile(r"<pre>(?:<span></span>)?(.*?)</pre>", re.S)
_BREAKS = re.compile(r"(?:<br />\s*)+")
_SVG = re.compile(r'<svg xmlns="[^"]*" role="img".*?</svg>', re.S)
_OUTPUT = re.compile(r'<div class="sphx-glr-script-out.*?<pre>(.*?)</pre>', re.S)
_THUMB = re.compile(r'(<div class="sphx-glr-thumbcontainer"[^>]*>)\s*<img [^>]*>(.*?href="([^"#]+)[^"]*")', re.S)
_PICTURE = re.compile(
    r'(<div class="output_subarea output_html[^"]*")(>\s*(?:<div class="tl-wide">)?<svg[^>]* aria-labelledby="(\S+))'
)


@dataclass(frozen=True)
class GalleryPage:
    """One page: its path in the docs, its title, its Markdown, its links, and its script (none for an index)."""

    path: str
    title: str
    markdown: str
    links: tuple[tuple[str, str], ...]
    script: Path | None


def gallery_pages(resolve: Resolver, *, run: bool) -> Iterator[GalleryPage]:
    """Every page of the examples, indexes first in each folder.

    ``resolve`` gives the address of a page of the docs; a KeyError of it says that a link is broken. ``run`` says
    whether the site has Python for the pages whose cells can be run.
    """
    for folder, part in galleries().items():
        texts = (SOURCES / part).rglob("*.rst")
        for rst in sorted(texts, key=lambda text: (text.parent, text.name != "index.rst", text.name)):
            name = rst.relative_to(SOURCES).with_suffix("").as_posix()
            if rst.name == "sg_execution_times.rst":
                continue
            url = name + ".html"
            body = (OUTPUT / url).read_text("utf-8")
            body = _THUMB.sub(partial(_thumbnail, url), body)
            body, links = _linked(body, name + ".md", url, resolve)
            script = folder / rst.relative_to(SOURCES / part).with_suffix(".py")
            if run and script.exists() and runs_in_page(script):
                body = with_cells(body, script, "../" * url.count("/"))
            if part == LESSONS and script.exists():
                body = hide_answers(body, script.read_text("utf-8"))
            markdown, path = to_markdown(body), name + ".md"
            yield GalleryPage(
                path, title_of(markdown, path), markdown, tuple(links), script if script.exists() else None
            )


def title_of(markdown: str, path: str) -> str:
    """The first heading of the page at ``path``, without Markdown's escapes; ValueError when it has none."""
    match = _TITLE.search(markdown) or _HEADING.search(markdown)
    if match is None:
        raise ValueError(f"{path} has no heading: begin the example's text with a title")
    return re.sub(r"\\(.)", r"\1", match[1]).replace("`", "")


def _linked(body: str, page: str, url: str, resolve: Resolver) -> tuple[str, list[tuple[str, str]]]:
    links: list[tuple[str, str]] = []

    def href(match: re.Match[str]) -> str:
        path, _, anchor = html.unescape(match[1]).partition("#")
        try:
            target = resolve(path)
        except KeyError:
            raise KeyError(f"{page} links to {path}, which is no page of the site") from None
        links.append((path, anchor))
        address = posixpath.relpath(target, posixpath.dirname(url))
        return f'href="{address}{anchor and "#" + anchor}"'

    return _LINK.sub(href, body), links


def _thumbnail(url: str, match: re.Match[str]) -> str:
    """The example's own first picture instead of sphinx-gallery's bitmap, else what it prints first."""
    example = OUTPUT / posixpath.normpath(posixpath.join(posixpath.dirname(url), match[3]))
    shown = preview(example.read_text("utf-8"))
    return f'{match[1]}<div class="tl-thumb" aria-hidden="true">{shown}</div>{match[2]}'


def preview(body: str) -> str:
    """A picture of an example made of its own output: the first drawing, or the first lines printed."""
    if drawing := _SVG.search(body):
        return drawing[0].replace(' role="img"', "", 1)
    if printed := _OUTPUT.search(body):
        return f"<pre>{chr(10).join(printed[1].strip().splitlines()[:9])}</pre>"
    return ""


def to_markdown(body: str) -> str:
    """Split at the marked headings; keep what stands between them as raw HTML on one line.

    On one line and without backticks no Markdown extension looks inside it.
    """
    # sphinx-gallery puts two empty lines below each picture.
    body = _BREAKS.sub("", body)
    body = _PRE.sub(r'<pre tabindex="0"><code>\1</code></pre>', body)
    body = _PICTURE.sub(r'\1 data-search-exclude tabindex="0" role="group" aria-labelledby="\3"\2', body)
    lines = []
    for index, part in enumerate(body.split(MARK)):
        if part := part.strip():
            raw = part.replace("`", "&#96;").replace("\n", "&#10;")
            lines.append(part if index % 2 else f'<div class="sphx-glr">{raw}</div>')
    return "\n\n".join(lines) + "\n"


def gallery_files(resolve: Resolver, site: str) -> Iterator[tuple[str, bytes]]:
    """Pictures and downloads: where they go in the site, and what they hold.

    ``resolve`` gives the address of a page of the docs below that of the site, ``site`` (empty: it has none).
    """

    def made(name: str, content: bytes) -> bytes:
        return notebook(content, resolve, site) if name.endswith(".ipynb") else content

    for path in sorted([*OUTPUT.glob("_images/*"), *OUTPUT.glob("_downloads/*/*")]):
        content = path.read_bytes()
        content = steady_zip(content, made) if path.suffix == ".zip" else made(path.name, content)
        yield path.relative_to(OUTPUT).as_posix(), content


def steady_zip(content: bytes, made: Callable[[str, bytes], bytes] = lambda _, data: data) -> bytes:
    """The archive without the times at which its files were written: two builds are equal.

    ``made`` gives what is to stand in it for a file, of whose name and content.
    """
    old, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            new.writestr(zipfile.ZipInfo(name), made(name, old.read(name)), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def edit_path(page: GalleryPage) -> str | None:
    """The script of a page below the root of the repository."""
    return page.script.relative_to(ROOT).as_posix() if page.script else None
