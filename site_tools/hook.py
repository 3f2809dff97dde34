"""The MkDocs hook: adds the pages that are generated, and checks what MkDocs can't.

MkDocs calls the functions by their names, in this order: on_config, on_files, on_page_markdown, on_page_content,
on_env, on_post_page. It has to be started as ``python -m mkdocs`` in the root of the checkout, as ``make site`` does:
that puts the root on the import path, which MkDocs itself doesn't.
"""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from site_tools.gallery.pages import GalleryPage, edit_path, gallery_files, gallery_pages
from site_tools.gallery.run import GalleryError, run_gallery
from site_tools.markup import places
from site_tools.markup.aside import Aside
from site_tools.markup.directives import DirectiveError, expand
from site_tools.markup.links import UnknownRule, link_rules, rules_named
from site_tools.markup.navigation import fill_navigation
from site_tools.pages import api, get_it, model, peers, reference, scripts, specification, the_model, verdicts
from site_tools.pages.wheels import WheelError, wheels
from site_tools.paths import ROOT, TUTORIALS, example_page, example_scripts
from site_tools.play import build
from site_tools.play.pages import without_python
from taskloop_conformance.model.rules import load_areas
from taskloop_conformance.pictures.heatmap import SCRIPT, STYLE
from taskloop_conformance.report import history_page

_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
_TAG = re.compile(r"<[^>]*>")

#: How much the search prefers a page, by the beginning of its path: who asks wants to do something first, and to read
#: what is exact after that. The annotated source and the verdicts hold every word there is, and would always be first.
PREFERRED = {
    "questions": 6.0,
    "get-it": 5.0,
    "tutorial/": 3.0,
    "course": 3.0,
    "learn": 3.0,
    "api/taskloop": 3.0,
    "index": 3.0,
    "model": 2.0,
    "specification/": 2.0,
    "validate/": 2.0,
    "api/": 1.5,
    "gallery/": 1.5,
    "reference": 0.2,
    "verdicts/": 0.2,
    "changelog": 0.2,
    "contributing": 0.2,
}

log = get_plugin_logger("site")

#: The drawings of all pages, while the pages are made.
_aside = Aside()

#: (page, target page, anchor) of the links in examples; MkDocs doesn't look into raw HTML.
_links: list[tuple[str, str, str]] = []


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give every build of a commit the same dates, and the pages the version that stands below each of them."""
    config.extra["version"] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if "SOURCE_DATE_EPOCH" not in os.environ:
        git = ["git", "log", "-1", "--format=%ct"]
        done = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
        os.environ["SOURCE_DATE_EPOCH"] = done.stdout.strip() or "0"
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Run the examples, build the wheels, and add every generated page and file."""
    paths = _paths()
    whole = (TUTORIALS / "lessons" / get_it.WHOLE).read_text("utf-8")
    files.append(File.generated(config, f"examples/{get_it.WHOLE}", content=whole))

    def resolve(path: str) -> str:
        known = files.get_file_from_path(path)
        if known is None and path in paths:
            known = File.generated(config, path, content="")
        if known is None:
            raise KeyError(path)
        return known.url

    try:
        run_gallery()
        built = wheels()
        python = _python(built)
        examples = list(gallery_pages(resolve, run=bool(python)))
        pages = _pages(examples, built)
        downloads = list(gallery_files(resolve, config.site_url or ""))
    except (GalleryError, UnknownRule, WheelError, ValueError, KeyError) as error:
        # A KeyError's text is quoted.
        raise PluginError(str(error).strip("'\"")) from error
    _links[:] = [(page.path, path, anchor) for page in examples for path, anchor in page.links]
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    for page in examples:
        file = File.generated(config, page.path, content=page.markdown)
        if config.edit_uri and (script := edit_path(page)):
            file.edit_uri = f"../{script}"
        files.append(file)
    for path, blob in downloads:
        files.append(File.generated(config, path, content=blob))
    for wheel in built.values():
        files.append(File.generated(config, f"{get_it.DIST}/{wheel.name}", content=wheel.read_bytes()))
    files.append(File.generated(config, "assets/heatmap.css", content=STYLE.strip() + "\n"))
    files.append(File.generated(config, "assets/heatmap.js", content=SCRIPT.strip() + "\n"))
    files.append(File.generated(config, "assets/history.css", content=history_page.STYLE))
    files.append(File.generated(config, "assets/history.js", content=history_page.SCRIPT))
    for path, data in python.items():
        files.append(File.generated(config, path, content=data))
    for path, text in scripts.files().items():
        files.append(File.generated(config, path, content=text))
    config.nav = fill_navigation(config.nav, examples)
    return files


def _python(built: dict[str, Path]) -> dict[str, str | bytes]:
    """The files of the pages with Python in them; none where they can't be had, which one line says."""
    try:
        return dict(build.files(built))
    except build.PlayError as error:
        # No warning, which would end a strict build: all other pages are as good without it.
        log.info(f"left out, Python in the page: {error}")
        return {}


def _paths() -> list[str]:
    """The generated pages that an example may link to, other examples too, before any of them can be made."""
    named = ["specification/index.md", specification.DECISIONS, model.TRANSITIONS, model.VOCABULARY, model.NOTATION]
    named += [verdicts.KILLS, verdicts.MATRIX, peers.PAGE, reference.PAGE, get_it.PAGE, places.PAGE, *api.paths()]
    named += map(example_page, example_scripts())
    return [*named, *(specification.area_page_path(area) for area in load_areas())]


def _pages(examples: list[GalleryPage], built: dict[str, Path]) -> dict[str, str]:
    """The generated pages; some say in which examples something is seen."""
    titles = {page.script: (page.title, page.path) for page in examples if page.script}
    lessons: dict[str, list[tuple[str, str]]] = {}
    for script, entry in titles.items():
        for rule in rules_named(script.read_text("utf-8")):
            lessons.setdefault(rule, []).append(entry)
    kills = verdicts.load("kill-table.json")
    evidence = specification.Evidence(lessons, verdicts.faults_by_rule(kills))
    return {
        **{specification.area_page_path(area): specification.area_page(area, evidence) for area in load_areas()},
        **api.api_pages(titles),
        "specification/index.md": specification.index_page(),
        specification.DECISIONS: specification.decisions_page(),
        model.TRANSITIONS: model.transitions_page(),
        model.VOCABULARY: model.vocabulary_page(),
        model.NOTATION: model.notation_page(),
        verdicts.MATRIX: verdicts.matrix_page(verdicts.load("matrix.json")),
        verdicts.KILLS: verdicts.kill_page(kills, verdicts.load("precision.json")),
        peers.PAGE: peers.peers_page(verdicts.load("peers.json")),
        reference.PAGE: reference.reference_page(),
        get_it.PAGE: get_it.get_it_page(built),
        places.PAGE: the_model.the_model_page(_lessons(titles)),
    }


def _lessons(titles: Mapping[Path, tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """(Title, page) of each lesson by the number in its file's name."""
    lessons = {script: entry for script, entry in titles.items() if script.parent.name == "lessons"}
    return {int(script.name.split("_")[1]): entry for script, entry in lessons.items()}


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Say how much the search prefers a page; put rule links and pictures into the hand-written ones."""
    boost = next((factor for start, factor in PREFERRED.items() if page.file.src_uri.startswith(start)), 1.0)
    page.meta.setdefault("search", {}).setdefault("boost", boost)
    if page.file.generated_by:
        return _aside.lay(markdown)
    if files.get_file_from_path(f"{build.PLACE}/wheels.json") is None:
        markdown = without_python(markdown)
    try:
        return _aside.lay(expand(link_rules(markdown, page.file.src_uri)))
    except (UnknownRule, DirectiveError) as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Describe a page to search engines, and to those who get a link to it, by its first paragraph."""
    if "description" not in page.meta and (first := _PARAGRAPH.search(html)):
        page.meta["description"] = shortened(unescape(_TAG.sub("", first[1])))
    return html


def shortened(text: str, most: int = 160) -> str:
    """A text on one line, cut between two words when it is longer than what search engines show."""
    words = " ".join(text.split())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0].rstrip(",;:") + " ..."


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Every anchor that an example links to has to exist; a warning is an error here."""
    for page, path, anchor in _links:
        target = files.get_file_from_path(path)
        ids = (target.page.present_anchor_ids if target and target.page else None) or set()
        if anchor and anchor not in ids:
            log.warning(f"{page} links to {path}#{anchor}, which has no such anchor")
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the drawings back into the finished page."""
    return _aside.bring_back(output)


def on_serve(server: Any, config: MkDocsConfig, builder: Any) -> Any:
    """Build again when an example, a rule or a source changes."""
    for folder in ("tutorials", "spec", "tasktools", "conformance/taskloop_conformance"):
        if (ROOT / folder).is_dir():
            server.watch(str(ROOT / folder))
    return server
