"""What stands under the lanes of a swimlane: the axis, the legend, and the words about a divergence."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from ..model.history import Divergence, History
from ..model.text import seconds
from .lanes import Lane
from .svg import HATCHES, Drawing, arrow_head, colour, hatch, label, number, tag, text_width, title
from .timescale import TimeScale

_WORDS = {"running": "running", "waiting": "waiting", "paused": "paused", "cancelled": "after a cancellation"}


@dataclass(frozen=True)
class Frame:
    """Where a swimlane is drawn: lanes lie between ``left`` and ``right`` (pixels), ``scale`` says where a time is."""

    drawing: Drawing
    scale: TimeScale
    left: float
    right: float
    width: float

    def x(self, at: float) -> float:
        """How far right a time (virtual seconds) stands."""
        return self.left + self.scale(at)


def axis(frame: Frame, history: History, top: float) -> float:
    """Draw the axis whose line is at ``top``; give back its lower edge."""
    last = seconds(frame.scale.times[-1])
    marks = [tag("path", d=f"M{number(frame.left)} {number(top)}H{number(frame.right)}", stroke="currentColor")]
    for place, text in frame.scale.ticks(max(46.0, text_width(last) + 16)):
        x = frame.left + place
        marks.append(tag("path", d=f"M{number(x)} {number(top)}v5", stroke="currentColor"))
        marks.append(label(x, top + 17, text, text_anchor="middle", font_size="11"))
    for start, end in frame.scale.cuts:
        x = (frame.x(start) + frame.x(end)) / 2
        cut = tag(
            "path",
            d=f"M{number(x - 5)} {number(top + 6)}l5 -12m2 12l5 -12",
            stroke="currentColor",
            stroke_width=1.5,
        )
        marks.append(tag("g", title(f"{seconds(end - start)} s cut short") + cut))
    unit = "virtual seconds" if frame.scale.unit == 1 else "virtual hours"
    marks.append(label(frame.left, top + 32, unit, font_size="11", fill_opacity=0.8))
    for event in history.events:
        if not event.chain and event.kind in ("idle", "busy", "spin"):
            text = f"{event.kind} {event.detail}".strip()
            marks.append(label(frame.right, top + 32, text, text_anchor="end", font_size="11"))
    frame.drawing.add(*marks)
    return top + 38


def legend(frame: Frame, lanes: Sequence[Lane], top: float) -> float:
    """Say what each kind of mark is that the lanes have; give back the lower edge."""
    used = {span.kind for lane in lanes for span in lane.spans}
    entries = [(kind, _WORDS[kind]) for kind in HATCHES if kind in used]
    if any(lane.arrows for lane in lanes):
        entries.append(("payload", "payload"))
    x = frame.left
    for kind, words in entries:
        room = 46 + text_width(words, 11)
        # The next row begins where this one is full: on a phone it is.
        if x > frame.left and x + room - 18 > frame.width:
            x, top = frame.left, top + 18
        if kind == "payload":
            mark = tag(
                "path",
                d=f"M{number(x)} {number(top + 10)}h22",
                stroke=colour("payload"),
                stroke_width=2,
                marker_end=arrow_head("payload"),
            )
        else:
            mark = tag(
                "rect",
                x=x,
                y=top + 4,
                width=22,
                height=12,
                fill=hatch(kind),
                stroke=colour(kind),
                stroke_width=1.2,
            )
        frame.drawing.add(mark, label(x + 28, top + 14, words, font_size="11"))
        x += room
    return top + 22


def verdict(frame: Frame, divergence: Divergence, top: float) -> float:
    """What was allowed and what happened, under the picture where there is room for any text."""
    texts = [
        (divergence.rule, True),
        (f"allowed: {divergence.allowed}", False),
        (f"happened: {divergence.happened}", True),
    ]
    y = top + 4
    first = y
    for text, bold in texts:
        for line in textwrap.wrap(text, int((frame.width - frame.left - 30) / 6.8)):
            y += 16
            frame.drawing.add(label(frame.left + 10, y, line, font_weight="bold" if bold else "normal"))
    frame.drawing.add(tag("rect", x=frame.left, y=first + 4, width=4, height=y - first, fill=colour("broken")))
    return y + 4
