"""Counts as horizontal bars: the picture of what has no history to draw."""

from __future__ import annotations

from collections.abc import Mapping

from .svg import Drawing, Picture, colour, hatch, label, number, tag, text_width, title

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
    kinds = kinds or {}
    longest = max(values.values()) or 1.0
    left = 24 + max(map(text_width, values))
    texts = {key: f"{value:g} {unit}".strip() for key, value in values.items()}
    drawing = Drawing(name, "; ".join(f"{key}: {text}" for key, text in texts.items()))
    for row, (key, value) in enumerate(values.items()):
        y, width, kind = 12 + row * ROW, max(value / longest * length, 1.0), kinds.get(key, "running")
        bar = tag("rect", x=left, y=y, width=width, height=20, rx=2, fill=hatch(kind), stroke=colour(kind))
        words = label(left + width + 8, y + 15, texts[key])
        drawing.add(
            tag("g", title(f"{key}: {texts[key]}") + bar + words),
            label(left - 10, y + 15, key, text_anchor="end"),
        )
    bottom = 12 + len(values) * ROW
    drawing.add(tag("path", d=f"M{number(left)} 6V{number(bottom)}", stroke="currentColor"))
    return drawing.finish(left + length + 24 + max(map(text_width, texts.values())), bottom + 6)
