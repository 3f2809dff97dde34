"""A small writer of inline SVG: escaped, rounded, the same bytes for the same picture.

Colours follow the page: lines and text take ``currentColor``, the rest CSS variables (``--tl-running`` and
so on) whose defaults are Okabe and Ito's palette, which colour-blind readers can tell apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

#: What each kind of mark is coloured with unless the page sets the CSS variable ``--tl-NAME``.
COLOURS: dict[str, str] = {
    "running": "#009E73",
    "waiting": "#7F7F7F",
    "paused": "#E69F00",
    "cancelled": "#CC79A7",
    "signal": "#0072B2",
    "payload": "#56B4E9",
    "broken": "#E5484D",
    "path": "#D55E00",
}

#: How each kind is hatched: lines within a tile of 8 by 8, so that nobody needs the colour.
HATCHES: dict[str, str] = {
    "running": "",
    "waiting": "M1 4h2",
    "paused": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "cancelled": "M0 0L8 8M8 0L0 8",
}

FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"

#: The style of a text that stands above marks: an edge in the colour of the page.
HALO = "paint-order:stroke;stroke:var(--tl-ground,none);stroke-width:3px;stroke-linejoin:round"

#: How wide (pixels) a picture for phones may be: text of 11 pixels keeps 10 of them in the narrowest box that holds
#: pictures on a screen of 360 pixels, and is as drawn on one of 390.
COLUMN = 324.0


@dataclass(frozen=True)
class Picture:
    """A finished picture; notebooks show it by themselves.

    ``svg`` is the element's text.  ``narrow`` is the same picture drawn for a phone, at most :data:`COLUMN` pixels
    wide, where ``svg`` would have to shrink until nobody can read it; or nothing.
    """

    svg: str
    narrow: str = ""

    @property
    def html(self) -> str:
        """Both, for a page whose styles choose by its width; where there are no such styles, ``svg`` is seen."""
        if not self.narrow:
            return self.svg
        return f'<div class="tl-wide">{self.svg}</div><div class="tl-narrow" hidden>{self.narrow}</div>'

    def _repr_html_(self) -> str:
        return self.html

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def colour(name: str) -> str:
    """The CSS colour of a kind of mark: the page's variable, or the palette's value."""
    return f"var(--tl-{name},{COLOURS[name]})"


def number(value: float) -> str:
    """A coordinate with at most two decimals, never '-0'."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, body: str = "", /, **attributes: str | float) -> str:
    """One element: ``body`` is markup already; ``stroke_width`` writes stroke-width, ``class_`` class."""
    parts = [name]
    for key, value in attributes.items():
        text = value if isinstance(value, str) else number(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(text)}"')
    head = " ".join(parts)
    return f"<{head}>{body}</{name}>" if body else f"<{head}/>"


def title(text: str) -> str:
    """The title of the mark around it: a tooltip, and what a screen reader says."""
    return tag("title", escape(text, quote=False))


def label(x: float, y: float, text: str, /, **attributes: str | float) -> str:
    """Text at a point, in the colour of the page's text unless another is given."""
    return tag("text", escape(text, quote=False), x=x, y=y, **{"fill": "currentColor", **attributes})


def text_width(text: str, size: float = 12) -> float:
    """About how wide a text is (generously: the reader's font isn't known)."""
    return sum(0.36 if letter in "ilj.,:;|' ()" else 0.72 if letter.isupper() else 0.58 for letter in text) * size


def wrapped(text: str, width: float, size: float = 12) -> list[str]:
    """The lines of a text, broken between words where it would be wider than ``width`` pixels."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


class Drawing:
    """Collects the marks of one picture and gives out ids that no other picture on the page has."""

    def __init__(self, name: str, description: str) -> None:
        self.name, self.description = name, description
        self.marks: list[str] = []

    def add(self, *marks: str) -> None:
        """Draw marks above those drawn so far."""
        self.marks += marks

    def finish(self, width: float, height: float) -> Picture:
        """Close the picture; ``{id}`` in a mark becomes the picture's own prefix.

        The prefix is made from the picture's content, so two builds are equal; two equal pictures on
        one page share it, which is harmless, for what it points at is equal too.
        """
        body = "".join(self.marks)
        content = f"{self.name}\0{self.description}\0{width}\0{height}\0{body}"
        prefix = "tl" + hashlib.sha256(content.encode()).hexdigest()[:10]
        used = [kind for kind in HATCHES if f"{{id}}-{kind})" in body]
        definitions = "".join(map(_pattern, used)) + "".join(
            _arrow_head(n) for n in COLOURS if f"{{id}}-to-{n})" in body
        )
        inner = tag("title", escape(self.name, quote=False), id=f"{prefix}-t")
        inner += tag("desc", escape(self.description, quote=False), id=f"{prefix}-d")
        inner += (tag("defs", definitions) if definitions else "") + body
        svg = tag(
            "svg",
            inner.replace("{id}", prefix),
            xmlns="http://www.w3.org/2000/svg",
            role="img",
            aria_labelledby=f"{prefix}-t {prefix}-d",
            viewBox=f"0 0 {number(width)} {number(height)}",
            width=width,
            height=height,
            font_family=FONT,
            font_size="12",
        )
        return Picture(svg)


def hatch(kind: str) -> str:
    """The value of ``fill`` that hatches as ``kind`` is hatched."""
    return f"url(#{{id}}-{kind})"


def arrow_head(name: str) -> str:
    """The value of ``marker_end`` for an arrow in the colour ``name``."""
    return f"url(#{{id}}-to-{name})"


def _pattern(kind: str) -> str:
    ground = tag("rect", width=8, height=8, fill=colour(kind), fill_opacity=0.28 if kind == "running" else 0.16)
    lines = HATCHES[kind]
    drawn = (
        tag("path", d=lines, stroke=colour(kind), stroke_width=1.4, stroke_opacity=0.75, fill="none") if lines else ""
    )
    return tag("pattern", ground + drawn, id=f"{{id}}-{kind}", width=8, height=8, patternUnits="userSpaceOnUse")


def _arrow_head(name: str) -> str:
    shape = tag("path", d="M0 0L8 4L0 8z", fill=colour(name))
    return tag(
        "marker",
        shape,
        id=f"{{id}}-to-{name}",
        viewBox="0 0 8 8",
        refX=7,
        refY=4,
        markerWidth=7,
        markerHeight=7,
        markerUnits="userSpaceOnUse",
        orient="auto-start-reverse",
    )


def join(marks: Iterable[str]) -> str:
    """Several marks as one group."""
    return tag("g", "".join(marks))
