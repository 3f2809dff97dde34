"""Drawings are laid aside while Markdown and the search read a page: neither finds anything in them.

The pages hold more than a thousand drawings.  Read as HTML three times over they took half the time of a build.
"""

from __future__ import annotations

import re

_DRAWING = re.compile(r"<svg\b[^>]*\brole=[\"']?img\b.*?</svg>", re.S)
_PLACE = re.compile(r'<svg data-aside="(\d+)"></svg>')


class Aside:
    """The drawings of all pages of a build, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._drawings: list[str] = []

    def lay(self, markdown: str) -> str:
        """A page with an empty element in the place of each drawing."""
        return _DRAWING.sub(self._place, markdown)

    def bring_back(self, html: str) -> str:
        """The finished page with its drawings."""
        return _PLACE.sub(lambda place: self._drawings[int(place[1])], html)

    def _place(self, drawing: re.Match[str]) -> str:
        number = self._numbers.setdefault(drawing[0], len(self._drawings))
        if number == len(self._drawings):
            self._drawings.append(drawing[0])
        return f'<svg data-aside="{number}"></svg>'
