"""Counts as horizontal bars: the picture of what has no history to draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .svg import COLUMN, Drawing, Picture, colour, hatch, label, number, tag, text_width, title, wrapped

ROW, LENGTH = 30.0, 420.0


def bars(
    values: Mapping[str, float],
    name: str,
    unit: str = "",
    *,
    kinds: Mapping[str, str] | None = None,
    length: float = LENGTH,
) -> Picture:
    """Draw one bar for each value, in the order given; ``name`` is the picture's title.

    ``kinds`` hatches a bar as running (the default), waiting, paused or cancelled; ``length`` is that of the
    longest bar, in pixels.
    Raises :class:`ValueError` when there is nothing to draw or a value is negative.
    """
    if not values or min(values.values()) < 0:
        raise ValueError("bars need at least one value, and none below 0")
    texts = {key: f"{value:g} {unit}".strip() for key, value in values.items()}
    marks = [_Bar(key, value, texts[key], (kinds or {}).get(key, "running")) for key, value in values.items()]
    room = max(map(text_width, texts.values()))
    return Picture(_beside(marks, name, length, room).svg, _above(marks, name, COLUMN - 24 - room).svg)


class _Bar(NamedTuple):
    key: str
    value: float
    text: str
    kind: str


def _draw(drawing: Drawing, bar: _Bar, x: float, y: float, width: float) -> None:
    box = tag("rect", x=x, y=y, width=width, height=20, rx=2, fill=hatch(bar.kind), stroke=colour(bar.kind))
    words = label(x + width + 8, y + 15, bar.text)
    drawing.add(tag("g", title(f"{bar.key}: {bar.text}") + box + words))


def _widths(marks: Sequence[_Bar], length: float) -> Iterator[tuple[_Bar, float]]:
    longest = max(bar.value for bar in marks) or 1.0
    for bar in marks:
        yield bar, max(bar.value / longest * length, 1.0)


def _drawing(marks: Sequence[_Bar], name: str) -> Drawing:
    return Drawing(name, "; ".join(f"{bar.key}: {bar.text}" for bar in marks))


def _beside(marks: Sequence[_Bar], name: str, length: float, room: float) -> Picture:
    """What each bar is stands on its left."""
    drawing = _drawing(marks, name)
    left = 24 + max(text_width(bar.key) for bar in marks)
    for row, (bar, width) in enumerate(_widths(marks, length)):
        y = 12 + row * ROW
        _draw(drawing, bar, left, y, width)
        drawing.add(label(left - 10, y + 15, bar.key, text_anchor="end"))
    bottom = 12 + len(marks) * ROW
    drawing.add(tag("path", d=f"M{number(left)} 6V{number(bottom)}", stroke="currentColor"))
    return drawing.finish(left + length + 24 + room, bottom + 6)


def _above(marks: Sequence[_Bar], name: str, length: float) -> Picture:
    """For a phone: what each bar is stands above it, in lines of as many letters as fit."""
    drawing = _drawing(marks, name)
    y = 4.0
    for bar, width in _widths(marks, max(length, 20.0)):
        for line in wrapped(bar.key, COLUMN - 22):
            y += 15
            drawing.add(label(12, y, line))
        _draw(drawing, bar, 6, y + 5, width)
        y += 31
    drawing.add(tag("path", d=f"M6 6V{number(y)}", stroke="currentColor"))
    return drawing.finish(COLUMN, y + 4)
