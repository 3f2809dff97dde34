"""The swimlane picture of a history: a lane a chain, signals, payload arrows, the divergence in red."""

from __future__ import annotations

from collections.abc import Callable

from ..model.history import SIGNALS, Divergence, History
from ..model.text import seconds
from .lanes import Arrow, Lane, Marker, Span, lanes_of
from .svg import COLUMN, HALO, Drawing, Picture, arrow_head, colour, hatch, label, number, tag, text_width, title
from .swimlane_foot import Frame, axis, legend, verdict
from .timescale import TimeScale

BAR, ROW, LABEL, ARROW = 24.0, 28.0, 16.0, 26.0


def swimlane(
    history: History,
    divergence: Divergence | None = None,
    name: str = "",
    *,
    verdict: bool = True,
    until: float = 0.0,
) -> Picture:
    """Draw a history; ``divergence`` is marked in red with its text; ``name`` is the picture's title.

    Without ``verdict`` the text is left to the page (it is still in the picture's description).  The axis goes on to
    ``until`` (virtual seconds) where the history ends before that: that nothing happens can be what there is to see.

    A history of N moments is wide enough for their labels, so a long one may be wider than its page: put
    it into a box that scrolls.  Drawn for a phone it is as wide as a phone, however long it is: bars without room for
    their words keep their titles.
    """
    wide, narrow = (
        _Swimlane(history, divergence, name, until, narrow=narrow).picture(verdict).svg for narrow in (False, True)
    )
    return Picture(wide, narrow)


def place_of(history: History) -> Callable[[float], float]:
    """How far right in the picture of a history, in the picture's own units, a time (virtual seconds) stands."""
    return _Swimlane(history, None, "", 0.0).frame.x


class _Swimlane:
    def __init__(
        self, history: History, divergence: Divergence | None, name: str, until: float, *, narrow: bool = False
    ) -> None:
        self.history, self.divergence, self.narrow = history, divergence, narrow
        self.lanes = lanes_of(history)
        moments = {event.at for event in history.events} | {until}
        # On a phone the names of the lanes stand above them. The room on the right is for the axis's last label.
        beside = len(self.lanes) > 1 and not narrow
        left = 30.0 + max(text_width(lane.chain) for lane in self.lanes) if beside else 16.0
        length = COLUMN - left - 20 if narrow else min(max(560.0, 30.0 * len(moments)), 2400.0)
        right = left + length
        drawing = Drawing(name or _name(self.lanes, history), describe(history, divergence))
        self.frame = Frame(drawing, TimeScale(moments, length), left, right, COLUMN if narrow else right + 30)
        self.drawing = drawing
        self.bars: dict[str, float] = {}

    def picture(self, with_verdict: bool) -> Picture:
        y = 8.0
        for lane in self.lanes:
            y = self.lane(lane, y)
        for lane in self.lanes:
            for arrow in lane.arrows:
                self.arrow(lane, arrow)
        y = axis(self.frame, self.history, y)
        y = legend(self.frame, self.lanes, y)
        if self.divergence and with_verdict:
            y = verdict(self.frame, self.divergence, y)
        return self.drawing.finish(self.frame.width, y + 6)

    def lane(self, lane: Lane, top: float) -> float:
        """Draw a lane whose upper edge is ``top``; give back its lower edge."""
        if self.narrow and len(self.lanes) > 1:
            self.drawing.add(label(self.frame.left, top + 12, lane.chain, font_weight="bold"))
            top += LABEL
        markers = [m for m in lane.markers if not self.is_broken(m.index)]
        placed, rows = self.place(markers)
        bars = top + rows * LABEL + (ARROW if any(a.source == lane.chain for a in lane.arrows) else 6)
        bottom = bars + lane.rows * ROW - (ROW - BAR)
        self.bars[lane.chain] = bars
        self.drawing.add(
            tag(
                "path",
                d=f"M{number(self.frame.left)} {number(bottom + 4)}H{number(self.frame.right)}",
                stroke="currentColor",
                stroke_opacity=0.2,
            )
        )
        if len(self.lanes) > 1 and not self.narrow:
            self.drawing.add(label(self.frame.left - 12, bars + 17, lane.chain, text_anchor="end", font_weight="bold"))
        for span in lane.spans:
            self.span(span, bars)
        for marker, middle, row in placed:
            self.marker(marker, middle, top + row * LABEL, bars)
        if self.divergence and self.divergence.chain in (lane.chain, ""):
            self.broken_line(self.divergence, bars - 12, bottom)
        return bottom + 14

    def place(self, markers: list[Marker]) -> tuple[list[tuple[Marker, float, int]], int]:
        """Find for every marker's label a middle and a row in which it meets no other one."""
        free: list[float] = []
        placed = []
        for marker in markers:
            half = text_width(marker.kind, 11) / 2 + 4
            middle = min(max(self.frame.x(marker.at), half), self.frame.width - half)
            row = next((i for i, edge in enumerate(free) if edge <= middle - half), len(free))
            free[row : row + 1] = [middle + half]
            placed.append((marker, middle, row))
        return placed, len(free)

    def span(self, span: Span, top: float) -> None:
        x, y = self.frame.x(span.start), top + span.row * ROW
        width = max(self.frame.x(span.end) - x, 2.5)
        bar = tag(
            "rect",
            x=x,
            y=y,
            width=width,
            height=BAR,
            rx=2,
            fill=hatch(span.kind),
            stroke=colour(span.kind),
            stroke_width=1.5,
            **({"stroke_dasharray": "3 2"} if span.kind == "waiting" else {}),
        )
        text = next((t for t in _captions(span) if text_width(t) + 8 <= width), "")
        words = label(x + width / 2, y + 16.5, text, text_anchor="middle", style=HALO) if text else ""
        self.drawing.add(tag("g", title(span.text) + bar + words))

    def marker(self, marker: Marker, middle: float, top: float, bars: float) -> None:
        """A signal's name and a pin down to the bar: no further, or it would cross what stands there."""
        x = self.frame.x(marker.at)
        paint = colour("signal" if marker.kind in SIGNALS else "path")
        line = tag("path", d=f"M{number(x)} {number(top + 14)}V{number(bars + 1)}", stroke=paint, stroke_width=1.6)
        dot = tag("path", d=f"M{number(x - 4)} {number(bars - 2)}h8l-4 7z", fill=paint)
        words = label(
            middle,
            top + 11,
            marker.kind,
            text_anchor="middle",
            font_size="11",
            font_weight="600",
            style=HALO,
        )
        self.drawing.add(tag("g", title(marker.text) + line + dot + words))

    def arrow(self, lane: Lane, arrow: Arrow) -> None:
        """An arc above the bars within a chain; a line between the lanes of two."""
        x1, x2 = self.frame.x(arrow.start), self.frame.x(arrow.end)
        name = "broken" if self.is_broken(arrow.index) else "payload"
        y2 = self.bars[lane.chain] + arrow.row * ROW - 1
        if arrow.source == lane.chain or arrow.source not in self.bars:
            y1 = self.bars[lane.chain] - 1
            top = number(y1 - ARROW)
            shape = f"M{number(x1)} {number(y1)}C{number(x1)} {top} {number(x2)} {top} "
            peak = y1 - 0.75 * ARROW
            words = label((x1 + x2) / 2, peak + 13, arrow.payload, text_anchor="middle", font_size="11", style=HALO)
            words = words if x2 - x1 > text_width(arrow.payload, 11) + 14 else ""
        else:
            y1 = self.bars[arrow.source] + BAR / 2
            shape, words = f"M{number(x1)} {number(y1)}L", ""
        line = tag(
            "path",
            d=f"{shape}{number(x2)} {number(y2)}",
            stroke=colour(name),
            stroke_width=2,
            fill="none",
            marker_end=arrow_head(name),
        )
        tooltip = f"payload {arrow.payload}: from {seconds(arrow.start)} s to the call at {seconds(arrow.end)} s"
        self.drawing.add(tag("g", title(tooltip) + line + words))

    def is_broken(self, index: int) -> bool:
        return self.divergence is not None and self.divergence.index == index

    def broken_line(self, divergence: Divergence, top: float, bottom: float) -> None:
        x = self.frame.x(divergence.at)
        line = tag(
            "path",
            d=f"M{number(x)} {number(top + 2)}V{number(bottom + 3)}",
            stroke=colour("broken"),
            stroke_width=2.5,
            stroke_dasharray="6 3",
        )
        cross = tag(
            "path",
            d=f"M{number(x - 5)} {number(bottom - 2)}l10 10m0 -10l-10 10",
            stroke=colour("broken"),
            stroke_width=3,
            fill="none",
        )
        self.drawing.add(tag("g", title(f"here {divergence.rule} is broken: {divergence.happened}") + line + cross))


def _captions(span: Span) -> tuple[str, ...]:
    """What may stand in a bar, longest first."""
    if span.kind == "paused":
        return (f"paused, keeps {span.payload}", f"keeps {span.payload}", span.payload)
    if span.kind == "waiting":
        return ("waiting",)
    return (span.payload,) if span.kind == "running" else ("clean-up",)


def _name(lanes: tuple[Lane, ...], history: History) -> str:
    chains = "one chain" if len(lanes) == 1 else f"{len(lanes)} chains"
    last = history.events[-1].at if history.events else 0.0
    return f"Swimlane of {chains} over {seconds(last)} virtual seconds"


def describe(history: History, divergence: Divergence | None) -> str:
    """The picture in words, for readers who can't see it (the first 40 spans and signals)."""
    parts = []
    for lane in lanes_of(history):
        shown = sorted(
            [(s.start, s.index, s.text) for s in lane.spans] + [(m.at, m.index, m.text) for m in lane.markers]
        )
        more = f"; and {len(shown) - 40} more" if len(shown) > 40 else ""
        parts.append(f"Chain {lane.chain}: " + "; ".join(text for _, _, text in shown[:40]) + more + ".")
    if divergence:
        parts.append(
            f"{divergence.rule} is broken at {seconds(divergence.at)} s. Allowed: {divergence.allowed}. "
            f"Happened: {divergence.happened}."
        )
    return " ".join(parts)
