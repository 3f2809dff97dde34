"""The states of the transition table one under the other, each with what leads out of it: the diagram for a phone.

Nine states and thirty arrows can't be read in the width of a phone; the same states and arrows as a list can.
"""

from __future__ import annotations

from ..model.history import SIGNALS
from ..model.transitions import Table
from .svg import COLUMN, Drawing, Picture, arrow_head, colour, label, number, tag, text_width, title, wrapped

NAME = "State diagram of a chain"
BOX, ROW = 26.0, 17.0


def state_list(table: Table, taken: set[tuple[str, str]]) -> Picture:
    """Draw each state as a box, below it one row for each state that follows it, with the events that lead there.

    ``taken`` are the (state, next state) pairs of a run; they and their states stand out.
    """
    drawing = Drawing(NAME, describe(table))
    visited = {state for edge in taken for state in edge}
    y = 4.0
    for state in table.states:
        begins = state == table.initial
        drawing.add(_box(table, state, y, state in visited, begins))
        y += BOX + 3
        edges: dict[str, list[str]] = {}
        for (at, event), cell in table.cells.items():
            if at == state:
                edges.setdefault(cell.next, []).append(event)
        for following, events in edges.items():
            mark, y = _row(table, state, following, events, y, (state, following) in taken)
            drawing.add(mark)
        y += 9
    return drawing.finish(COLUMN, y)


def _box(table: Table, state: str, top: float, visited: bool, begins: bool) -> str:
    paint = colour("path") if visited else colour(family(state))
    text = f"{state} (a chain begins here)" if begins else state
    box = tag(
        "rect",
        x=3,
        y=top,
        width=1.12 * text_width(text, 13) + 24,
        height=BOX,
        rx=8,
        fill=colour(family(state)),
        fill_opacity=0.18,
        stroke=paint,
        stroke_width=3.5 if visited else 1.6,
    )
    words = label(14, top + 17.5, text, font_weight="bold", font_size="13")
    return tag("g", title(f"{state}: {table.states[state]}") + box + words)


def _row(table: Table, state: str, following: str, events: list[str], top: float, taken: bool) -> tuple[str, float]:
    """The events on the left, the state that they lead to on the right; gives the mark and its lower edge."""
    stays = following == state
    name = "path" if taken else "waiting"
    said = "any signal" if set(events) == set(SIGNALS) else ", ".join(events)
    goal = "stays" if stays else following
    marks = [title(f"from {state} to {following}: " + "; ".join(meaning(table, state, event) for event in events))]
    weight = "600" if taken else "normal"
    y = top
    for line in wrapped(said, EVENTS - 22, 11):
        y += ROW - 2
        marks.append(label(18, y, line, font_size="11", font_weight=weight))
    marks.append(label(EVENTS + 34, top + ROW - 2, goal, font_size="12", font_weight="bold" if taken else "600"))
    if not stays:
        marks.append(
            tag(
                "path",
                d=f"M{number(EVENTS)} {number(top + ROW - 6)}h26",
                stroke=colour(name),
                stroke_width=3 if taken else 1.5,
                fill="none",
                marker_end=arrow_head(name),
            )
        )
    return tag("g", "".join(marks)), y + 2


#: Where (pixels from the left) the events of a row end; the name of the longest state has room on the right.
EVENTS = 168.0


def meaning(table: Table, state: str, event: str) -> str:
    """What an event does in a state, and the rule that says so."""
    cell = table.step(state, event)
    return f"{event}: {table.actions[cell.action]} ({cell.rule})"


def family(state: str) -> str:
    """The colour of a state: what its active task is, as in the swimlanes."""
    if state == "ended":
        return "waiting"
    if state.endswith("cancelling"):
        return "cancelled"
    return "paused" if state in ("paused", "resuming", "paused-stopping") else "running"


def describe(table: Table) -> str:
    """The table in words, for readers who can't see its picture."""
    return f"It begins in {table.initial}. " + " ".join(
        f"From {state}: "
        + ", ".join(f"{event} to {cell.next}" for (at, event), cell in table.cells.items() if at == state)
        + "."
        for state in table.states
    )
