"""A history step by step: its events beside what was still possible, and two histories beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from ..judge.following import possible_after
from ..judge.positions import Position
from ..judge.wording import owed
from ..model.history import History
from ..model.notation import format_event
from ..record.tracing import TracedRun

#: Around the divergence so many events are shown (before and after it); the whole history where there is none.
_BEFORE, _AFTER = 40, 10

#: How wide a column of the comparison is, in characters: two fit a terminal of 100.
_COLUMN = 46


def step_by_step(history: History, run: TracedRun, at: int | None) -> Iterator[str]:
    """The events as lines, each with what the oracle still held possible after it.

    ``run`` knows turns and tracebacks; ``at`` is the index of the first divergence, None for a legal history.
    """
    chains = {event.chain for event in history.events if event.chain}
    with_chain = not chains <= {"A"}
    first, last = (0, len(history.events)) if at is None else (max(0, at - _BEFORE), at + _AFTER)
    yield f"   {'seconds':<7} event (turn of the event loop), and what was possible after it"
    ended: set[str] = set()
    for index, (event, possible) in enumerate(zip(history.events, possible_after(history), strict=True)):
        if not first <= index < last:
            continue
        turn = run.turn(event)
        line = format_event(event, with_chain=with_chain) + (f"  ({turn})" if turn is not None else "")
        yield ("-> " if index == at else "   ") + line
        for own in run.traceback(event):
            yield f"           raised at {own}"
        for chain, positions in possible.items():
            if event.chain in (chain, "") and event.kind not in ("fact", "report") and chain not in ended:
                if not positions:
                    ended.add(chain)  # said once
                name = f"{chain}: " if with_chain else ""
                yield f"           {name}{_possible(positions, history.time_pause)}"


def _possible(positions: list[Position], time_pause: float) -> str:
    """What the positions of a chain allow next, each with its state of the transition table."""
    if not positions:
        return "nothing: no explanation is left"
    return "; or ".join(dict.fromkeys(f"{p.state}: {owed(p, time_pause)}" for p in positions))


def side_by_side(one: History, other: History, names: tuple[str, str]) -> Iterator[str]:
    """Two histories as columns; a line in which they differ is marked with ``|``, ``<`` or ``>``."""
    left, right = _lines(one), _lines(other)
    yield _row(names[0], " ", names[1])
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for number in range(max(b - a, d - c)):
            mine = left[a + number] if number < b - a else ""
            theirs = right[c + number] if number < d - c else ""
            mark = " " if tag == "equal" else "|" if mine and theirs else "<" if mine else ">"
            yield _row(mine, mark, theirs)


def _lines(history: History) -> list[str]:
    chains = {event.chain for event in history.events if event.chain}
    return [format_event(event, with_chain=not chains <= {"A"}) for event in history.events]


def _row(left: str, mark: str, right: str) -> str:
    return f"{left[:_COLUMN]:<{_COLUMN}} {mark} {right[:_COLUMN]}".rstrip()
