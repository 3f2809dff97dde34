"""The state diagram, drawn from the transition table: what it shows can't differ from what the oracle uses.

Only where the states stand and how arrows bend is chosen by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..model.history import SIGNALS
from ..model.transitions import Table, load_table
from .state_list import NAME, describe, family, meaning, state_list
from .svg import Drawing, Picture, arrow_head, colour, label, number, tag, text_width, title

Point = tuple[float, float]

WIDTH, HEIGHT = 1080.0, 640.0
HALF_WIDTH, HALF_HEIGHT = 78.0, 24.0

#: Where each state stands: user iterations on the left, pauses on the right, the end below.
POSITIONS: dict[str, Point] = {
    "running": (360, 240),
    "pausing": (360, 80),
    "stopping": (180, 410),
    "cancelling": (270, 580),
    "paused": (720, 80),
    "resuming": (720, 240),
    "paused-stopping": (900, 410),
    "paused-cancelling": (810, 580),
    "ended": (540, 580),
}

#: How far an arrow's middle is pulled right and down (pixels), and where on it its label is (0 to 1).
BENDS: dict[tuple[str, str], tuple[float, float, float]] = {
    ("running", "pausing"): (-64, 0, 0.5),
    ("pausing", "running"): (64, 0, 0.5),
    ("paused", "resuming"): (-64, 0, 0.5),
    ("resuming", "paused"): (64, 0, 0.5),
    ("pausing", "stopping"): (-90, -40, 0.5),
    ("paused", "paused-stopping"): (90, -40, 0.5),
    ("pausing", "cancelling"): (-480, 0, 0.5),
    ("paused", "paused-cancelling"): (480, 0, 0.5),
    ("pausing", "ended"): (85, -60, 0.54),
    ("paused", "ended"): (-85, -60, 0.54),
    ("running", "cancelling"): (0, 0, 0.38),
    ("resuming", "paused-cancelling"): (0, 0, 0.38),
    ("stopping", "ended"): (0, 0, 0.5),
    ("paused-stopping", "ended"): (0, 0, 0.5),
    ("stopping", "cancelling"): (0, 0, 0.5),
}


def state_diagram(
    table: Table | None = None,
    path: Sequence[tuple[str, str]] = (),
    positions: Mapping[str, Point] = POSITIONS,
) -> Picture:
    """Draw the table (default: the specification's).

    ``path`` is a run's (state, event) pairs, as :func:`taskloop_conformance.pictures.lanes.steps_of` gives them; its
    states and arrows stand out.  A page's script finds a state's mark by ``data-state``, an arrow's by ``data-from``
    and ``data-to``.  Raises :class:`ValueError` when a state has no position or a position no state.
    """
    table = table or load_table()
    if positions.keys() != table.states.keys():
        wrong = sorted(positions.keys() ^ table.states.keys())
        raise ValueError(
            f"positions and states differ in {', '.join(wrong)}: give every state of the table one position"
        )
    taken = {(state, table.step(state, event).next) for state, event in path}
    return Picture(_diagram(table, taken, positions).svg, state_list(table, taken).svg)


def _diagram(table: Table, taken: set[tuple[str, str]], positions: Mapping[str, Point]) -> Picture:
    drawing = Drawing(NAME, describe(table))
    edges: dict[tuple[str, str], list[str]] = {}
    for (state, event), cell in table.cells.items():
        edges.setdefault((state, cell.next), []).append(event)
    labels = []
    for (start, end), events in edges.items():
        if start != end:
            line, words = _edge(table, positions, (start, end), events, (start, end) in taken)
            drawing.add(line)
            labels.append(words)
    drawing.add(*labels)
    visited = {state for edge in taken for state in edge}
    for state in table.states:
        drawing.add(_state(table, positions[state], state, edges.get((state, state), []), state in visited))
    x, y = positions[table.initial]
    drawing.add(
        tag("circle", cx=x - HALF_WIDTH - 34, cy=y, r=5, fill="currentColor"),
        tag(
            "path",
            d=f"M{number(x - HALF_WIDTH - 30)} {number(y)}h27",
            stroke="currentColor",
            stroke_width=1.5,
            marker_end=arrow_head("waiting"),
        ),
    )
    return drawing.finish(WIDTH, HEIGHT)


def _state(table: Table, at: Point, state: str, staying: list[str], visited: bool) -> str:
    x, y = at
    paint = colour("path") if visited else colour(family(state))
    box = tag(
        "rect",
        x=x - HALF_WIDTH,
        y=y - HALF_HEIGHT,
        width=2 * HALF_WIDTH,
        height=2 * HALF_HEIGHT,
        rx=10,
        fill=colour(family(state)),
        fill_opacity=0.18,
        stroke=paint,
        stroke_width=3.5 if visited else 1.6,
    )
    ground = tag(
        "rect",
        x=x - HALF_WIDTH,
        y=y - HALF_HEIGHT,
        width=2 * HALF_WIDTH,
        height=2 * HALF_HEIGHT,
        rx=10,
        fill="var(--tl-ground,none)",
    )
    words = label(x, y - 2 if staying else y + 4, state, text_anchor="middle", font_weight="bold", font_size="13")
    if staying:
        stays = "any signal" if set(staying) == set(SIGNALS) else " ".join(staying)
        words += label(x, y + 14, f"↻ {stays}", text_anchor="middle", font_size="10")
    description = "; ".join(meaning(table, state, event) for event in staying)
    return tag(
        "g",
        title(f"{state}: {table.states[state]}" + (f". Stays on {description}" if description else ""))
        + ground
        + box
        + words,
        data_state=state,
    )


def _edge(
    table: Table, positions: Mapping[str, Point], edge: tuple[str, str], events: list[str], taken: bool
) -> tuple[str, str]:
    start, end = edge
    right, down, share = BENDS.get(edge, (0.0, 0.0, 0.5))
    (x1, y1), (x2, y2) = positions[start], positions[end]
    control = ((x1 + x2) / 2 + right, (y1 + y2) / 2 + down)
    first, last = _border(positions[start], control), _border(positions[end], control, 3)
    name = "path" if taken else "waiting"
    description = f"from {start} to {end}: " + "; ".join(meaning(table, start, event) for event in events)
    line = tag(
        "path",
        d=f"M{_at(first)}Q{_at(control)} {_at(last)}",
        stroke=colour(name),
        stroke_width=3.5 if taken else 1.5,
        fill="none",
        marker_end=arrow_head(name),
    )
    x, y = (_along(first[i], control[i], last[i], share) for i in (0, 1))
    words = []
    size = 11
    width = max(text_width(event, size) for event in events) + 4
    box = tag(
        "rect",
        x=x - width / 2,
        y=y - 7 * len(events),
        width=width,
        height=14 * len(events),
        rx=3,
        fill="var(--tl-ground,Canvas)",
        fill_opacity=0.92,
    )
    for row, event in enumerate(events):
        weight = "600" if event in SIGNALS else "normal"
        words.append(
            label(
                x,
                y - 7 * len(events) + 11 + 14 * row,
                event,
                text_anchor="middle",
                font_size="11",
                font_weight=weight,
            )
        )
    drawn = tag("g", title(description) + line, data_from=start, data_to=end)
    return drawn, tag("g", title(description) + box + "".join(words))


def _border(centre: Point, towards: Point, gap: float = 0.0) -> Point:
    """Where the line from a state's centre leaves its box."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    share = min((HALF_WIDTH + gap) / abs(dx) if dx else 1e9, (HALF_HEIGHT + gap) / abs(dy) if dy else 1e9)
    return centre[0] + dx * share, centre[1] + dy * share


def _along(a: float, b: float, c: float, share: float) -> float:
    """A coordinate of the quadratic curve a, b, c."""
    return (1 - share) ** 2 * a + 2 * share * (1 - share) * b + share**2 * c


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
