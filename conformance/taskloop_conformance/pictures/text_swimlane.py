"""The lanes of a history as plain text, for a terminal."""

from __future__ import annotations

import sys
from typing import NamedTuple

from ..model.history import SIGNALS, Divergence, History
from ..model.text import seconds
from .lanes import Lane, Span, lanes_of
from .timescale import TimeScale


class Letters(NamedTuple):
    """What the marks are drawn with."""

    running: str
    waiting: str
    paused: str
    cancelled: str
    left: str
    right: str
    signal: str
    tick: str
    line: str
    here: str


UNICODE = Letters("━", "·", "░", "\N{BOX DRAWINGS LIGHT DIAGONAL CROSS}", "┣", "┫", "▼", "┴", "─", "▲")
ASCII = Letters("=", ".", ":", "x", "[", "]", "v", "+", "-", "^")


def letters(encoding: str | None = None) -> Letters:
    """The marks that an encoding can write (default: that of standard output)."""
    try:
        "".join(UNICODE).encode(encoding or sys.stdout.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return ASCII
    return UNICODE


def text_swimlane(
    history: History, divergence: Divergence | None = None, *, width: int = 76, marks: Letters | None = None
) -> str:
    """Draw a history as text.

    ``width`` is in characters; ``marks`` default to those that standard output can write. The
    first divergence is marked under its lane.
    """
    marks = marks or letters()
    lanes = lanes_of(history)
    head = 2 if len(lanes) == 1 else 2 + max((len(lane.chain) + 1 for lane in lanes), default=0)
    scale = TimeScale({event.at for event in history.events}, width - head - 8)
    lines: list[str] = []
    for lane in lanes:
        broken = divergence if divergence and divergence.chain in (lane.chain, "") else None
        name = f"{lane.chain} " if len(lanes) > 1 else ""
        lines += _lane(lane, scale, marks, name.rjust(head), broken)
    lines += _axis(scale, marks, head)
    used = {span.kind for lane in lanes for span in lane.spans}
    legend = [
        f"{getattr(marks, kind)}{getattr(marks, kind)} {kind}"
        for kind in ("running", "waiting", "paused", "cancelled")
        if kind in used
    ]
    lines.append(" " * head + "   ".join(legend))
    return "\n".join(line.rstrip() for line in lines)


def _lane(lane: Lane, scale: TimeScale, marks: Letters, head: str, broken: Divergence | None) -> list[str]:
    """The lines of one lane; ``head`` stands before its first bar."""
    indent = " " * len(head)
    size = round(scale.length) + 1
    lines = [indent + names for names in _markers(lane, scale, marks, size)]
    for row_number in range(lane.rows):
        row = [" "] * (size + 4)
        for span in (span for span in lane.spans if span.row == row_number):
            _bar(row, span, scale, marks)
        lines.append((indent if row_number else head) + "".join(row))
    if broken:
        place = round(scale(broken.at))
        text = f"{marks.here} {broken.rule}"
        fits = place + len(text) <= size + 7
        lines.append(indent + (" " * place + text if fits else f"{broken.rule} {marks.here}".rjust(place + 1)))
    return lines


def _markers(lane: Lane, scale: TimeScale, marks: Letters, size: int) -> list[str]:
    """Rows of signal names; names that would meet go into a further row."""
    rows: list[list[str]] = []
    arrows = [" "] * (size + 10)
    for marker in lane.markers:
        place = round(scale(marker.at))
        arrows[place] = marks.signal if marker.kind in SIGNALS else "!"
        start = max(0, min(place, size + 7 - len(marker.kind)))
        needed = slice(max(0, start - 1), start + len(marker.kind) + 1)
        row = next((r for r in rows if not "".join(r[needed]).strip()), None)
        if row is None:
            row = [" "] * (size + 10)
            rows.append(row)
        row[start : start + len(marker.kind)] = marker.kind
    return ["".join(row) for row in [*reversed(rows), arrows]] if rows else []


def _bar(row: list[str], span: Span, scale: TimeScale, marks: Letters) -> None:
    start, end = round(scale(span.start)), max(round(scale(span.end)), round(scale(span.start)) + 1)
    letter = getattr(marks, span.kind)
    for place in range(start, end):
        row[place] = letter
    if span.kind in ("running", "cancelled"):
        row[start] = marks.left
        row[end] = marks.right
    room = end - start - 1
    caption = next(
        (
            c
            for c in (
                (f" keeps {span.payload} ", f" {span.payload} ")
                if span.kind == "paused"
                else (f" {span.payload} ", span.payload)
            )
            if len(c) <= room
        ),
        "",
    )
    if caption and span.kind in ("running", "paused"):
        first = start + 1 + (room - len(caption)) // 2
        row[first : first + len(caption)] = caption


def _axis(scale: TimeScale, marks: Letters, head: int) -> list[str]:
    size = round(scale.length) + 1
    line, numbers = [marks.line] * size, [" "] * (size + 8)
    free = 0
    for place, text in scale.ticks(len(seconds(scale.times[-1])) + 3.0):
        at = round(place)
        line[at] = marks.tick
        start = min(at, size + 5 - len(text))
        if start >= free:
            numbers[start : start + len(text)] = text
            free = start + len(text) + 1
    for opens, closes in scale.cuts:
        middle = round((scale(opens) + scale(closes)) / 2)
        line[middle : middle + 2] = "//"
    return [" " * head + "".join(line), " " * head + "".join(numbers).rstrip() + (" s" if scale.unit == 1 else " h")]
