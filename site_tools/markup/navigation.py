"""The examples' place in the one navigation: ``tutorial/`` in mkdocs.yml becomes its pages."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import Any, Protocol

from site_tools.paths import group_rank


class Entry(Protocol):
    """A page as the navigation needs it: its path below the docs folder, and its title."""

    @property
    def path(self) -> str:
        """Below the docs folder, as ``tutorial/plot_01.md``."""

    @property
    def title(self) -> str:
        """As the reader sees it."""


def fill_navigation(nav: list[Any] | None, pages: Sequence[Entry]) -> list[Any]:
    """Replace each entry whose target ends with ``/`` by that folder's pages, a section for each group.

    In a list, an entry that is such a folder alone becomes several entries.
    """
    return [_filled(entry, pages) for entry in nav or ()]


def _filled(entry: Any, pages: Sequence[Entry]) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {title: _section(target, pages) for title, target in entry.items()}


def _section(target: Any, pages: Sequence[Entry]) -> Any:
    if isinstance(target, list):
        filled: list[Any] = []
        for entry in target:
            found = _section(entry, pages) if isinstance(entry, str) else _filled(entry, pages)
            filled += found if isinstance(found, list) else [found]
        return filled
    if not isinstance(target, str) or not target.endswith("/"):
        return target
    top: list[str] = []
    groups: dict[str, list[Entry]] = {}
    for page in pages:
        folder = posixpath.dirname(page.path)
        if folder == target.rstrip("/"):
            top.append(page.path)
        elif folder.startswith(target):
            groups.setdefault(folder, []).append(page)
    ordered = sorted(groups.items(), key=lambda item: group_rank(item[0]))
    sections = [{group[0].title: [page.path for page in group]} for _, group in ordered]
    return [*top, *sections]
