"""The callback ladder: turn by turn, who hands over to whom between two iterations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .svg import COLUMN, HALO, Drawing, Picture, arrow_head, colour, label, number, tag, text_width, title, wrapped

#: The rails of the ladder, left to right.
RAILS = ("event loop", "task", "done callback", "next task")


class Step(NamedTuple):
    """One rung: in ``turn`` of the event loop ``source`` hands over to ``target`` with ``text``.

    ``source`` and ``target`` are rails. A rung from a rail to itself is something that the rail does alone.
    """

    turn: int
    source: str
    target: str
    text: str


def callback_ladder(steps: Sequence[Step], rails: Sequence[str] = RAILS) -> Picture:
    """Draw the rungs, first one on top; raises :class:`ValueError` for a rail that isn't there."""
    for step in steps:
        for rail in (step.source, step.target):
            if rail not in rails:
                raise ValueError(f"turn {step.turn}: no rail {rail!r}; the rails are {', '.join(rails)}")
    return Picture(_wide(steps, rails).svg, _narrow(steps, rails).svg)


def _drawing(steps: Sequence[Step]) -> Drawing:
    return Drawing("Callback ladder", "; ".join(f"turn {s.turn}: {s.source} to {s.target}: {s.text}" for s in steps))


def _wide(steps: Sequence[Step], rails: Sequence[str]) -> Picture:
    apart = max(
        [
            160.0,
            *(
                (text_width(s.text, 11) + 30) / max(1, abs(rails.index(s.source) - rails.index(s.target)))
                for s in steps
            ),
        ]
    )
    places = {rail: 130 + i * apart for i, rail in enumerate(rails)}
    drawing = _drawing(steps)
    bottom = 62 + 38.0 * len(steps)
    for rail, x in places.items():
        width = text_width(rail) + 20
        drawing.add(
            tag("path", d=f"M{number(x)} 34V{number(bottom)}", stroke="currentColor", stroke_opacity=0.45),
            tag(
                "rect",
                x=x - width / 2,
                y=8,
                width=width,
                height=26,
                rx=5,
                fill=colour("signal"),
                fill_opacity=0.15,
                stroke=colour("signal"),
            ),
            label(x, 25, rail, text_anchor="middle", font_weight="bold"),
        )
    last_turn: int | None = None
    end = places[rails[-1]] + apart * 0.8
    for row, step in enumerate(steps):
        y = 66 + 38.0 * row
        if step.turn != last_turn:
            drawing.add(label(12, y + 4, f"turn {step.turn}", font_weight="600"))
            if last_turn is not None:
                drawing.add(
                    tag(
                        "path",
                        d=f"M12 {number(y - 22)}H{number(end)}",
                        stroke="currentColor",
                        stroke_opacity=0.3,
                        stroke_dasharray="4 4",
                    )
                )
        last_turn = step.turn
        drawing.add(_rung(step, places[step.source], places[step.target], y))
    return drawing.finish(end + 20, bottom + 10)


def _rung(step: Step, x1: float, x2: float, y: float, *, words: bool = True) -> str:
    tooltip = title(f"turn {step.turn}: {step.source} to {step.target}: {step.text}")
    if x1 == x2:
        dot = tag("circle", cx=x1, cy=y, r=4.5, fill=colour("running"))
        return tag("g", tooltip + dot + (label(x1 + 11, y + 4, step.text, font_size="11") if words else ""))
    back = -4.0 if x2 > x1 else 4.0
    line = tag(
        "path",
        d=f"M{number(x1)} {number(y)}H{number(x2 + back)}",
        stroke=colour("path"),
        stroke_width=1.8,
        marker_end=arrow_head("path"),
    )
    said = label((x1 + x2) / 2, y - 6, step.text, text_anchor="middle", font_size="11") if words else ""
    return tag("g", tooltip + line + said)


def _narrow(steps: Sequence[Step], rails: Sequence[str]) -> Picture:
    """For a phone: the rails as near as their names let them be, turns and what a rung says above each rung."""
    drawing = _drawing(steps)
    apart = COLUMN / len(rails)
    places = {rail: (i + 0.5) * apart for i, rail in enumerate(rails)}
    names = {rail: wrapped(rail, apart - 12, 11) for rail in rails}
    head = 8 + 14.0 * max(map(len, names.values()))
    y = head + 18
    rungs: list[str] = []
    last_turn: int | None = None
    for step in steps:
        if step.turn != last_turn:
            y += 12
            if last_turn is not None:
                line = tag(
                    "path", d=f"M4 {number(y - 14)}H{number(COLUMN - 4)}", stroke="currentColor", stroke_opacity=0.3
                )
                rungs.append(line)
            rungs.append(label(4, y, f"turn {step.turn}", font_weight="600", style=HALO))
            y += 4
        last_turn = step.turn
        for line in wrapped(step.text, COLUMN - 16, 11):
            y += 14
            # Beside its rung where there is room on both sides, else as near to it as the edges let it.
            half = text_width(line, 11) / 2 + 4
            middle = (places[step.source] + places[step.target]) / 2
            middle = min(max(middle, half), COLUMN - half)
            rungs.append(label(middle, y, line, text_anchor="middle", font_size="11", style=HALO))
        y += 10
        rungs.append(_rung(step, places[step.source], places[step.target], y, words=False))
        y += 10
    for rail, x in places.items():
        drawing.add(
            tag("path", d=f"M{number(x)} {number(head + 6)}V{number(y)}", stroke="currentColor", stroke_opacity=0.45),
            tag(
                "rect",
                x=x - apart / 2 + 3,
                y=4,
                width=apart - 6,
                height=head + 2,
                rx=5,
                fill=colour("signal"),
                fill_opacity=0.15,
                stroke=colour("signal"),
            ),
        )
        for row, line in enumerate(names[rail]):
            drawing.add(label(x, 19 + 14 * row, line, text_anchor="middle", font_weight="bold", font_size="11"))
    drawing.add(*rungs)
    return drawing.finish(COLUMN, y + 6)
