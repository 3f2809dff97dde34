"""The transition table of the control model, derived from the few lines of ``spec/transitions.toml``.

Seventy-two cells are too many to read and too many to keep consistent by hand; the principle behind them is four lines
of decisions, a few about signals, and what can't happen.  The table is still made in full, once: the oracle, the
pictures and the pages look a cell up and need to know nothing of the principle, and a self-test can alter any cell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import Literal

from .entries import SpecError, read, read_text

Active = Literal["user", "pause", "nothing"]

_FILE = "transitions.toml"


class ImpossibleEvent(Exception):
    """An event that the table declares impossible in that state."""


@dataclass(frozen=True)
class Cell:
    """What one event means in one state: the next state, the action, and the rule that says so."""

    next: str
    action: str
    rule: str


@dataclass(frozen=True)
class Table:
    """States, events and actions (name -> meaning) and a cell, or a reason, for every pair.

    ``parts`` says of each state what it consists of: which kind of task is active, and which signal counts.
    """

    initial: str
    states: Mapping[str, str]
    events: Mapping[str, str]
    actions: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]
    impossible: Mapping[tuple[str, str], str]
    parts: Mapping[str, tuple[Active, str]]

    def step(self, state: str, event: str) -> Cell:
        """The cell of a state and an event; raises :class:`ImpossibleEvent` where there can't be one."""
        try:
            return self.cells[state, event]
        except KeyError:
            reason = self.impossible.get((state, event), "the table doesn't know it")
            raise ImpossibleEvent(f"{event} while {state}: {reason}") from None

    def state(self, active: Active, wish: str) -> str:
        """The state with this active task and this wish; raises KeyError where none is declared."""
        return {parts: name for name, parts in self.parts.items()}[active, wish]

    def altered(self, state: str, event: str, cell: Cell) -> Table:
        """A copy with one cell replaced: for the self-tests, which must notice it."""
        impossible = {pair: why for pair, why in self.impossible.items() if pair != (state, event)}
        return replace(self, cells={**self.cells, (state, event): cell}, impossible=impossible)


# The file, as it is written


@dataclass(frozen=True)
class _State:
    """``active`` is the kind of task that isn't done; ``wish`` the signal that counts, of no meaning after the end."""

    active: Active
    meaning: str
    wish: str = ""


@dataclass(frozen=True)
class _Action:
    """``starts`` is what is active once a decision has done this; signals start nothing."""

    meaning: str
    starts: Literal["user", "pause", "nothing", ""] = ""


@dataclass(frozen=True)
class _Line:
    """One line of the principle: it fits these events, with one of these tasks active and one of these wishes."""

    event: tuple[str, ...]
    rule: str = ""
    action: str = "nothing"
    because: str = ""
    active: tuple[Active, ...] = ()
    wish: tuple[str, ...] = ()
    ignored: bool = False

    def fits(self, event: str, state: _State) -> bool:
        """Whether this line speaks of the event in the state; an empty condition fits every state."""
        return (
            event in self.event
            and (not self.active or state.active in self.active)
            and (not self.wish or state.wish in self.wish)
        )

    def __str__(self) -> str:
        return f"the line for {', '.join(self.event)} ({self.rule or self.because})"


@dataclass(frozen=True)
class _Lines:
    """The lines by what they are about.  They are tried in this order."""

    impossible: tuple[_Line, ...]
    decisions: tuple[_Line, ...]
    signals: tuple[_Line, ...]

    def __iter__(self) -> Iterator[_Line]:
        yield from (*self.impossible, *self.decisions, *self.signals)


@dataclass(frozen=True)
class _Principle:
    """The whole file."""

    initial: str
    states: Mapping[str, _State]
    signals: Mapping[str, str]
    completions: Mapping[str, str]
    actions: Mapping[str, _Action]
    lines: _Lines

    @property
    def events(self) -> Mapping[str, str]:
        """Everything that can happen to a chain."""
        return {**self.signals, **self.completions}


def parse_table(text: str) -> Table:
    """Derive a table from TOML; raise :class:`SpecError` unless every state has one cell or reason for every event."""
    principle = read(_Principle, tomllib.loads(text), _FILE)
    _check(principle)
    cells: dict[tuple[str, str], Cell] = {}
    impossible: dict[tuple[str, str], str] = {}
    used: set[int] = set()
    lines = list(principle.lines)
    for (name, state), event in product(principle.states.items(), principle.events):
        number = next((number for number, line in enumerate(lines) if line.fits(event, state)), None)
        if number is None:
            raise SpecError(f"{_FILE}: no line says what {event} does while {name}")
        used.add(number)
        line = lines[number]
        if line.because:
            impossible[name, event] = line.because
        else:
            cells[name, event] = Cell(_next(principle, name, event, line), line.action, line.rule)
    if dead := [str(line) for number, line in enumerate(lines) if number not in used]:
        raise SpecError(f"{_FILE}: {dead[0]} fits nothing that the lines before it leave")
    meanings = {name: state.meaning for name, state in principle.states.items()}
    actions = {name: action.meaning for name, action in principle.actions.items()}
    parts = {name: (state.active, state.wish) for name, state in principle.states.items()}
    return Table(principle.initial, meanings, principle.events, actions, cells, impossible, parts)


def _next(principle: _Principle, name: str, event: str, line: _Line) -> str:
    """Where a line leads from a state: the state with the active task and the wish that are then."""
    state, starts = principle.states[name], principle.actions[line.action].starts
    if line.ignored:
        return name
    active, wish = (state.active, event) if event in principle.signals else (starts, state.wish)
    for other, then in principle.states.items():
        if then.active == active and (active == "nothing" or then.wish == wish):
            return other
    raise SpecError(f"{_FILE}: {event} while {name} leads to no declared state: active {active!r}, wish {wish!r}")


def _check(principle: _Principle) -> None:
    """Raise :class:`SpecError` for a name that isn't declared, or a line that says too much or too little."""
    if principle.initial not in principle.states:
        raise SpecError(f"{_FILE}: initial is {principle.initial!r}, which is no state")
    for name, state in principle.states.items():
        if state.active != "nothing" and state.wish not in principle.signals:
            raise SpecError(f"{_FILE}: states.{name}: wish is {state.wish!r}, which is no signal")
    for line in principle.lines:
        undeclared = {*line.event} - principle.events.keys() | {*line.wish} - principle.signals.keys()
        undeclared |= {line.action} - principle.actions.keys()
        if undeclared:
            raise SpecError(f"{_FILE}: {line} names {', '.join(sorted(undeclared))}, which isn't declared")
        if bool(line.rule) == bool(line.because):
            raise SpecError(f"{_FILE}: {line} needs a rule, or else says because of what it is impossible")


@cache
def load_table() -> Table:
    """The specification's own table."""
    return parse_table(read_text(_FILE))
