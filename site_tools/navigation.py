"""The examples' place in the one navigation: ``tutorial/`` in mkdocs.yml becomes its pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import Any

from site_tools.gallery_pages import GalleryPage
from site_tools.paths import group_rank

_HEADING = re.compile(r"^# (.+?) \{: #", re.M)
_ANY_HEADING = re.compile(r"^#+ (.+?) \{: #", re.M)


def title_of(page: GalleryPage) -> str:
    """The first heading of a page, without Markdown's escapes."""
    match = _HEADING.search(page.markdown) or _ANY_HEADING.search(page.markdown)
    if match is None:
        raise ValueError(f"{page.path} has no heading: begin the example's text with a title")
    return re.sub(r"\\(.)", r"\1", match[1]).replace("`", "")


def fill_navigation(nav: list[Any] | None, pages: Sequence[GalleryPage]) -> list[Any]:
    """Replace each entry whose target ends with ``/`` by that folder's pages, a section for each group."""
    return [_filled(entry, pages) for entry in nav or ()]


def _filled(entry: Any, pages: Sequence[GalleryPage]) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {title: _section(target, pages) for title, target in entry.items()}


def _section(target: Any, pages: Sequence[GalleryPage]) -> Any:
    if isinstance(target, list):
        return [_filled(entry, pages) for entry in target]
    if not isinstance(target, str) or not target.endswith("/"):
        return target
    top: list[str] = []
    groups: dict[str, list[GalleryPage]] = {}
    for page in pages:
        folder = posixpath.dirname(page.path)
        if folder == target.rstrip("/"):
            top.append(page.path)
        elif folder.startswith(target):
            groups.setdefault(folder, []).append(page)
    ordered = sorted(groups.items(), key=lambda item: group_rank(item[0]))
    sections = [{title_of(group[0]): [page.path for page in group]} for _, group in ordered]
    return [*top, *sections]
