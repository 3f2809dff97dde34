"""What was allowed at a place of a history, and what happened there, in words."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.forbidden import Forbidden
from ..model.history import SIGNALS
from ..model.labels import parse_leftovers, parse_payload
from ..model.text import seconds
from ..model.transitions import load_table
from .circumstances import Place
from .positions import Position, telling_first

#: What is allowed where a forbidden step isn't about what the chain owes.
_ALLOWED = {
    "left": "nothing left",
    "timer-left": "nothing left",
    "outlasts": "the end in time",
    "spins": "a turn of the loop that lets time move",
    "refused": "a signal that raises nothing",
    "undone": "the end of the chain",
}

#: Steps that show by something not happening, or not in time.
_MISSED = ("late-start", "late-resume", "late-cancellation", "ends", "lost")


def allowed_at(entry: Forbidden, positions: Iterable[Position], time_pause: float) -> str:
    """What could have happened legally; ``positions`` explained everything up to there."""
    if entry.step in _ALLOWED:
        return _ALLOWED[entry.step]
    texts = (owed(position, time_pause) for position in sorted(positions, key=telling_first))
    return " or ".join(dict.fromkeys(texts)) or "nothing"


def owed(position: Position, time_pause: float) -> str:
    """What a position allows, in words; ``time_pause`` in seconds."""
    state, part, payload, since, _ = position
    if part == "due":
        return f"call {payload} at {seconds(since)} s"
    if part == "called":
        if state == "cancelling":
            return "the cancellation to arrive in the user coroutine, or its end"
        return "the user coroutine to go on"
    if part == "returned":
        return f"fargs {label.positional if (label := parse_payload(payload)) else payload} -> ..."
    if part == "pause" and state == "resuming":
        return f"call {payload} from {seconds(since)} to {seconds(since + time_pause)} s"
    if part == "pause":
        return f"a pause that keeps {payload}"
    return "the end of the chain" if part == "over" else _decision(position)


def _decision(position: Position) -> str:
    """What the decision that is due brings."""
    table = load_table()
    completion = position.note if position.note in table.events else "returned"
    event = "pause-ended" if table.parts[position.state][0] == "pause" else completion
    cell = table.cells.get((position.state, event))
    if cell is None:
        return "the decision"
    if cell.action in ("start-user", "start-kept"):
        return f"call {position.payload}"
    return f"a pause that keeps {position.payload}" if "pause" in cell.action else "the end of the chain"


def happened_at(entry: Forbidden, place: Place) -> str:
    """What happened there instead."""
    event = place.history.events[place.index]
    elsewhere = event.chain != place.chain and event.kind not in ("idle", "busy", "spin")
    if entry.step in _MISSED or elsewhere or (event.kind in SIGNALS and entry.step != "refused"):
        return _missed(place)  # the event itself is no mistake; what was owed before it is
    if event.kind == "spin":
        return "the loop turned and turned in one instant"
    if event.kind in ("idle", "busy"):
        left = event.detail if event.kind == "busy" or parse_leftovers(event.detail) else "nothing"
        return f"at {seconds(event.at)} s: {left} left"
    return f"{event.kind} {event.detail}".strip() + f" at {seconds(event.at)} s"


def _missed(place: Place) -> str:
    """What came of something that was owed: it came late, or never."""
    for event in place.history.events[place.index :]:
        if event.kind == "call" and event.chain == place.chain:
            return f"call {event.detail} only at {seconds(event.at)} s"
    crashes = [e.detail for e in place.history.events if e.kind == "report" and not e.chain]
    return "it never happened" + (f"; the loop's exception handler got {crashes[0]}" if crashes else "")
