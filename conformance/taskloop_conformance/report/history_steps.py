"""The steps of a history as plain data: what a reader goes through one by one, in a page or with a slider.

A step is an event of the history or, where the event loop kept a diary, a turn of it in which no event happened.  The
form is JSON (:func:`steps_data`), so that whatever shows it needs no Python::

    {"rule": "PAUSE.lasts", "broken": 12, "allowed": "...", "happened": "...",
     "earlier": 0, "later": 80,          # events that are left out, where there are any
     "steps": [{
        "kind": "event",                 # or "turn"
        "at": 0.5, "turn": 3,            # virtual seconds; the turn of the event loop
        "chain": "A",                    # "" for the run as a whole
        "event": "PAUSE",                # in the notation; a turn has none
        "words": "PAUSE is given.",
        "said": "...",                   # the whole step in one paragraph
        "task": "task 1 (read)",         # at work when the event was written down; "" in a callback
        "ready": ["the done callback renew of task 1 (read)"],
        "possible": {"A": [{"state": "pausing", "task": "the user coroutine", "wish": "PAUSE",
                            "next": "the user coroutine to go on"}]},
        "cells": [{"state": "running", "event": "PAUSE", "next": "pausing", "meaning": "...", "rule": "..."}],
        "raised": ["mine.py:11, in cancel: ..."],
        "x": 120.5                       # where the step stands in the history's swimlane
    }]}

Nothing is judged here: states and cells come from the oracle as it follows the history.  What isn't known is left out:
``turn``, ``task`` and ``ready`` where nobody kept a diary, ``kept`` outside a pause, ``cells`` where the event looks
none up, ``possible`` in a history without a transition table (of the mask, of the helpers).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..judge.following import Following, Pair
from ..judge.oracle import is_about_chains
from ..judge.positions import SAME, Position
from ..judge.wording import owed
from ..model.history import Divergence, Event, History
from ..model.notation import format_event
from ..model.text import seconds
from ..model.transitions import load_table
from ..pictures.swimlane import place_of
from ..record.tracing import TracedRun
from ..record.turns import Turn, Turns
from .event_words import event_words

Data = dict[str, Any]

#: Around the divergence so many events are steps (before and after it), and so many of a legal history: a reader who
#: moves a slider can't tell the hundredth step of a long history from the next one.
_BEFORE, _AFTER, _LEGAL = 40, 10, 120

#: So many turns in a row without an event are steps: a pause that looks at the clock all the time has thousands.
_TURNS = 12

#: What the active task of a position is about, in words.
_TASKS = {
    "due": "a user iteration that hasn't begun",
    "called": "the user coroutine",
    "returned": "a user iteration whose fargs is to be called",
    "finished": "a user iteration that is done (the decision is due)",
    "pause": "a pause",
    "over": "none",
}


@dataclass(frozen=True)
class Told:
    """A history with what else is known of its run: the diary of the loop, and where it breaks a rule.

    ``raised`` are the implementation's own lines behind an exception, by the index of the event.
    """

    history: History
    divergence: Divergence | None = None
    turns: Turns | None = None
    raised: dict[int, list[str]] | None = None

    @classmethod
    def of(cls, run: TracedRun, history: History, divergence: Divergence | None) -> Told:
        """A run that was recorded with its turns."""
        raised = {index: lines for index, event in enumerate(history.events) if (lines := run.traceback(event))}
        return cls(history, divergence, run.turns, raised)


def steps_data(told: Told) -> Data:
    """The steps of a history; see the module.  ``broken`` is the number of the step that breaks ``rule``."""
    steps = list(_Steps(told).all())
    data: Data = {"steps": [step for _, step in steps]}
    indices = [index for index, step in steps if step["kind"] == "event"]
    if left := len(told.history.events) - len(indices):
        data |= {"earlier": indices[0], "later": left - indices[0]}
    if (divergence := told.divergence) is not None:
        data["rule"] = divergence.rule
        data["allowed"], data["happened"] = divergence.allowed, divergence.happened
        # What should have happened and never did is missed at the end of the history.
        events = [(number, index) for number, (index, step) in enumerate(steps) if step["kind"] == "event"]
        data["broken"] = max(number for number, index in events if index <= divergence.index)
    return data


class _Steps:
    def __init__(self, told: Told) -> None:
        self.told, self.history = told, told.history
        self.follows = is_about_chains(told.history)
        self.following = Following(told.history)
        self.named = not {event.chain for event in told.history.events if event.chain} <= {"A"}
        at = told.divergence.index if told.divergence else None
        count = len(told.history.events)
        self.first, self.last = (0, min(count, _LEGAL)) if at is None else (max(0, at - _BEFORE), at + _AFTER)
        self.events_in = {moment.turn for event in told.history.events if (moment := self._moment(event))}
        self.x = place_of(told.history)

    def all(self) -> Iterator[tuple[int, Data]]:
        """The steps, each with the index of its event, of the next event for a turn."""
        turns = deque(self.told.turns.turns if self.told.turns else ())
        for index, event in enumerate(self.history.events):
            before = []
            while turns and turns[0].after <= index and turns[0].at <= event.at + SAME:
                before.append(turns.popleft())
            if self.first <= index < self.last:
                shown = [turn for turn in before if turn.ready and turn.number not in self.events_in]
                for turn, left in zip(shown[:_TURNS], range(len(shown) - 1, -1, -1), strict=False):
                    yield index, self._turn(turn, left if left == len(shown) - _TURNS else 0)
            cells = self.following.take(event)
            if self.first <= index < self.last:
                yield index, self._event(index, event, cells)

    def _moment(self, event: Event) -> Any:
        return self.told.turns.of(event) if self.told.turns else None

    def _turn(self, turn: Turn, left: int) -> Data:
        """A turn in which no event happened; ``left`` turns like it follow and are left out."""
        words = f"The event loop runs: {_listed(turn.ready)}."
        words += f" {left} more turns without an event follow." if left else ""
        step: Data = {"kind": "turn", "at": turn.at, "turn": turn.number, "chain": "", "words": words}
        step["ready"] = list(turn.ready)
        return self._finished(step, self.following.possible_by(turn.at))

    def _event(self, index: int, event: Event, cells: tuple[Pair, ...]) -> Data:
        step: Data = {"kind": "event", "at": event.at}
        if moment := self._moment(event):
            step |= {"turn": moment.turn, "task": moment.task, "ready": list(moment.ready)}
        line = format_event(event, with_chain=False).partition(" ")[2].strip()
        step |= {"chain": event.chain, "event": line, "words": event_words(event, named=self.named)}
        if cells:
            step["cells"] = [_cell(pair) for pair in cells]
        if lines := (self.told.raised or {}).get(index):
            step["raised"] = lines
        ends = event.kind in ("idle", "busy")
        return self._finished(step, self.following.possible_at_end() if ends else self.following.possible())

    def _finished(self, step: Data, possible: dict[str, list[Position]]) -> Data:
        """The step with what is possible at it, its place in the swimlane, and the whole of it in words."""
        step["x"] = round(self.x(step["at"]), 2)
        if self.follows:
            step["possible"] = {chain: self._positions(found) for chain, found in possible.items()}
        step["said"] = " ".join(_said(step, self.named))
        return step

    def _positions(self, positions: Iterable[Position]) -> list[Data]:
        found: list[Data] = []
        texts = {position: owed(position, self.history.time_pause) for position in positions}
        for position, text in texts.items():
            # "call p1" and "call p1 at 1 s" are the same call, before the decision and after it.
            exact = next((other for other in texts.values() if other.startswith(f"{text} ")), text)
            _, wish = load_table().parts[position.state]
            entry = {
                "state": position.state,
                "task": _TASKS[position.part],
                "next": exact,
            }
            entry |= {"kept": position.payload} if position.part == "pause" else {}
            entry |= {"wish": wish} if wish else {}
            if entry not in found:
                found.append(entry)
        return found


def _cell(pair: Pair) -> Data:
    table = load_table()
    cell = table.cells[pair]
    words = {"next": cell.next, "meaning": table.actions[cell.action], "rule": cell.rule}
    return {"state": pair[0], "event": pair[1], **words}


def _said(step: Data, named: bool) -> Iterator[str]:
    """The step in sentences: for a list, and for a screen reader."""
    turn = f", turn {step['turn']}" if "turn" in step else ""
    yield f"{seconds(step['at'])} s{turn}: {step['words']}"
    for chain, positions in step.get("possible", {}).items():
        if named and step["chain"] not in (chain, ""):
            continue
        name = f"Chain {chain}" if named else "The chain"
        states = " or ".join(dict.fromkeys(p["state"] for p in positions))
        allowed = "; or ".join(dict.fromkeys(p["next"] for p in positions))
        end = "" if allowed.endswith(".") else "."
        yield f"{name} is {states}; allowed next: {allowed}{end}" if positions else f"{name}: no explanation is left."


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
