"""The control model as a state machine in its own right: what must hold of a transition table, as functions.

Each function takes a table and gives the places where it doesn't hold, one line each; none needs a history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from taskloop_conformance.model.history import SIGNALS
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.model.transitions import Cell, Table

FINALS = ("STOP", "CANCEL")
COMPLETIONS = ("returned", "raised", "cancelled", "pause-ended")
STARTS = ("start-user", "start-kept", "keep-and-pause", "pause-again")
ENDS = ("end", "end-and-report")

Property = Callable[[Table], Iterator[str]]


def _cells(table: Table, *events: str) -> Iterator[tuple[str, str, Cell]]:
    for (state, event), cell in table.cells.items():
        if not events or event in events:
            yield state, event, cell


def _next(table: Table, state: str, event: str) -> str:
    """The next state, or "" where the event is impossible."""
    cell = table.cells.get((state, event))
    return cell.next if cell else ""


def _after(table: Table, *events: str) -> set[str]:
    """Every state in which the chain can be once these events have been."""
    reached = {_next(table, state, event) for state, event in product(table.states, events)} - {""}
    while more := {_next(table, state, event) for state, event in product(reached, table.events)} - reached - {""}:
        reached |= more
    return reached


def every_cell_is_filled_or_impossible(table: Table) -> Iterator[str]:
    """Every state has a cell or a reason for every event, and never both."""
    for pair in product(table.states, table.events):
        if (pair in table.cells) == (pair in table.impossible):
            yield f"{pair}: filled and impossible, or neither"
        elif pair in table.impossible and not table.impossible[pair].strip():
            yield f"{pair}: impossible without a reason"


def every_name_is_declared(table: Table) -> Iterator[str]:
    """Next states, actions and rules are declared ones."""
    for state, event, cell in _cells(table):
        if cell.next not in table.states or cell.action not in table.actions or cell.rule not in load_rules():
            yield f"{event} while {state}: {cell}"


def every_state_is_reached(table: Table) -> Iterator[str]:
    """From the initial state every state can be reached."""
    reached = {table.initial}
    while more := {_next(table, state, event) for state, event in product(reached, table.events)} - reached - {""}:
        reached |= more
    yield from sorted(set(table.states) - reached)


def nothing_leaves_the_end(table: Table) -> Iterator[str]:
    """After the end signals do nothing, and nothing can finish."""
    for event in table.events:
        cell = table.cells.get(("ended", event))
        if event in COMPLETIONS and cell is not None:
            yield f"{event} after the end"
        if event in SIGNALS and (cell is None or (cell.next, cell.action) != ("ended", "nothing")):
            yield f"{event} after the end: {cell}"


def stop_and_cancel_lead_to_the_end(table: Table) -> Iterator[str]:
    """After STOP or CANCEL, whatever else comes, the next task that finishes is the last."""
    for state in sorted(_after(table, *FINALS)):
        for event in COMPLETIONS:
            cell = table.cells.get((state, event))
            if cell is not None and (cell.next != "ended" or cell.action not in ENDS):
                yield f"{event} while {state}: {cell}"


def finals_are_absorbing(table: Table) -> Iterator[str]:
    """PAUSE and CONTINUE change nothing any more after STOP or CANCEL."""
    for state in sorted(_after(table, *FINALS)):
        for event in ("PAUSE", "CONTINUE"):
            cell = table.cells.get((state, event))
            if cell is None or (cell.next, cell.action) != (state, "nothing"):
                yield f"{event} while {state}: {cell}"


def continue_leads_to_the_kept_payload(table: Table) -> Iterator[str]:
    """CONTINUE in a pause that isn't final brings the kept payload's call when the pause ends."""
    for state in _pauses(table):
        after = _next(table, state, "CONTINUE")
        if state in _after(table, *FINALS):
            continue
        cell = table.cells.get((after, "pause-ended"))
        if cell is None or (cell.action, cell.next) != ("start-kept", table.initial):
            yield f"CONTINUE, then pause-ended, while {state}: {cell}"


def pause_lasts(table: Table) -> Iterator[str]:
    """Where PAUSE is the latest wish, what follows a returned iteration or a pause is a pause."""
    for state in _users(table) + _pauses(table):
        after = _next(table, state, "PAUSE")
        if state in _after(table, *FINALS):
            continue
        event, action = ("returned", "keep-and-pause") if state in _users(table) else ("pause-ended", "pause-again")
        cell = table.cells.get((after, event))
        if cell is None or cell.action != action or _next(table, cell.next, "pause-ended") != cell.next:
            yield f"PAUSE, then {event}, while {state}: {cell}"


def latest_wish_wins(table: Table) -> Iterator[str]:
    """PAUSE then CONTINUE is CONTINUE, and the other way round."""
    for state, (first, second) in product(table.states, (("PAUSE", "CONTINUE"), ("CONTINUE", "PAUSE"))):
        between = _next(table, state, first)
        if _next(table, between, second) != _next(table, state, second):
            yield f"{first} and {second} while {state}"


def repeating_changes_nothing(table: Table) -> Iterator[str]:
    """A signal given twice leaves the state that it left when given once, and the second one does nothing."""
    for state, signal in product(table.states, SIGNALS):
        once = _next(table, state, signal)
        cell = table.cells.get((once, signal))
        if cell is None or (cell.next, cell.action) != (once, "nothing"):
            yield f"{signal} twice while {state}: {cell}"


def signals_never_act_except_cancel(table: Table) -> Iterator[str]:
    """A signal is remembered, no more; the first CANCEL alone cancels the active task."""
    for state, signal, cell in _cells(table, *SIGNALS):
        first_cancel = signal == "CANCEL" and cell.next != state
        if cell.action != ("cancel-task" if first_cancel else "nothing"):
            yield f"{signal} while {state}: {cell}"


def signals_keep_the_active_task(table: Table) -> Iterator[str]:
    """A signal never turns a user iteration into a pause, nor a pause into an iteration, nor ends anything."""
    for state, signal, cell in _cells(table, *SIGNALS):
        if _kind(table, state) != _kind(table, cell.next):
            yield f"{signal} while {state}: {cell}"


def actions_fit_their_states(table: Table) -> Iterator[str]:
    """What an action starts is what is active in the next state; what ends leads to the end."""
    for state, event, cell in _cells(table, *COMPLETIONS):
        kind = {"start-user": "user", "start-kept": "user", "keep-and-pause": "pause", "pause-again": "pause"}
        if kind.get(cell.action, "end") != _kind(table, cell.next):
            yield f"{event} while {state}: {cell}"


def only_what_returned_starts_the_user(table: Table) -> Iterator[str]:
    """start-user and keep-and-pause follow a returned iteration, the kept payload a pause; only errors are reported."""
    where = {"returned": ("start-user", "keep-and-pause", "end"), "raised": ("end-and-report",), "cancelled": ("end",)}
    for state, event, cell in _cells(table, *COMPLETIONS):
        if cell.action not in where.get(event, ("start-kept", "pause-again", "end")):
            yield f"{event} while {state}: {cell}"


def decisions_are_those_of_the_four_lines(table: Table) -> Iterator[str]:
    """Each cell is what the four lines of the decision table say, computed anew from what each state stands for."""
    names = {meaning: state for state, meaning in MEANINGS.items()}
    for state, event in product(MEANINGS, table.events):
        expected = _decide(MEANINGS[state], event)
        cell = table.cells.get((state, event))
        found = (cell.next, cell.action) if cell else None
        wanted = (names.get(expected[0]), expected[1]) if expected else None
        if found != wanted:
            yield f"{event} while {state}: {found} instead of {wanted}"


#: What a state stands for: what is active, the latest wish, which final signal was given.
Meaning = tuple[str, str, str]
MEANINGS: dict[str, Meaning] = {
    "running": ("user", "go", ""),
    "pausing": ("user", "hold", ""),
    "stopping": ("user", "", "STOP"),
    "cancelling": ("user", "", "CANCEL"),
    "paused": ("pause", "hold", ""),
    "resuming": ("pause", "go", ""),
    "paused-stopping": ("pause", "", "STOP"),
    "paused-cancelling": ("pause", "", "CANCEL"),
    "ended": ("", "", ""),
}
_END: Meaning = ("", "", "")


def _decide(meaning: Meaning, event: str) -> tuple[Meaning, str] | None:
    active, wish, final = meaning
    if event in SIGNALS:
        if not active:
            return meaning, "nothing"
        if event == "CANCEL":
            return (active, "", "CANCEL"), "nothing" if final == "CANCEL" else "cancel-task"
        if event == "STOP" or final:
            return (active, "", final or "STOP"), "nothing"
        return (active, "hold" if event == "PAUSE" else "go", ""), "nothing"
    possible = {"user": ("returned", "raised", "cancelled"), "pause": ("pause-ended", "cancelled")}
    if event not in possible.get(active, ()):
        return None
    if event == "raised":
        return _END, "end-and-report"
    if event == "cancelled" or final:
        return _END, "end"
    if wish == "hold":
        return ("pause", "hold", ""), "keep-and-pause" if active == "user" else "pause-again"
    return ("user", "go", ""), "start-user" if active == "user" else "start-kept"


def _users(table: Table) -> list[str]:
    return [state for state in table.states if _kind(table, state) == "user"]


def _pauses(table: Table) -> list[str]:
    return [state for state in table.states if _kind(table, state) == "pause"]


def _kind(table: Table, state: str) -> str:
    """What is active in a state, by what can finish there."""
    if (state, "returned") in table.cells or (state, "raised") in table.cells:
        return "user" if (state, "pause-ended") not in table.cells else "both"
    return "pause" if (state, "pause-ended") in table.cells else "end"


PROPERTIES: dict[str, Property] = {
    function.__name__: function
    for function in (
        every_cell_is_filled_or_impossible,
        every_name_is_declared,
        every_state_is_reached,
        nothing_leaves_the_end,
        stop_and_cancel_lead_to_the_end,
        finals_are_absorbing,
        continue_leads_to_the_kept_payload,
        pause_lasts,
        latest_wish_wins,
        repeating_changes_nothing,
        signals_never_act_except_cancel,
        signals_keep_the_active_task,
        actions_fit_their_states,
        only_what_returned_starts_the_user,
        decisions_are_those_of_the_four_lines,
    )
}


def problems(table: Table) -> list[str]:
    """What doesn't hold of a table, each with the property's name."""
    return [f"{name}: {place}" for name, holds in PROPERTIES.items() for place in holds(table)]
