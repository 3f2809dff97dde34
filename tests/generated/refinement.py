"""When a replaced cell makes no difference that anybody may complain of: refinement, computed from the table.

What can be seen of a chain are the calls of the user coroutine and their payloads, a cancellation that reaches it, a
report, and what is left at the end. Take the configuration after the replaced cell: control state, active task, whether
the kept payload is the last one. The replacement is a refinement when every visible behaviour from there, whatever
signals and completions come, is one that the right configuration can show, too.

``_refines`` follows all inputs, beside the set of right configurations that explain what was seen so far, as the oracle
does. It is a greatest fixed point: a pair that is under way is assumed to hold. Ends of pauses can't be seen, so each
side may take them when it likes. So "starts the user coroutine inside the CONTINUE call" comes out as a refinement (it
is earlier, and legal), and "ends at once where STOP came in a pause" does; "stays paused after CONTINUE" doesn't,
because the right side owes a call.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .table_chain import TABLE, Key

SIGNALS = ("PAUSE", "CONTINUE", "STOP", "CANCEL")
#: What a user task can end with.
COMPLETIONS = ("returned", "raised", "cancelled")
#: All that can happen to a chain; KILL is somebody else's cancellation of its active task.
EVENTS = (*SIGNALS, "KILL", *COMPLETIONS, "pause-ended")
#: What comes of itself, by active task.
_OWN = {"pause": "pause-ended", "dying": "cancelled", "ending": "pause-ended"}


class Configuration(NamedTuple):
    """All that the future of a chain depends on.

    ``active`` is the active task: ``user``, ``pause``, ``dying`` (a pause whose cancellation is under way), ``ending``
    (one that was cancelled too late: it has ended already, and its callback is to come) or ``nothing``; ``kept`` is
    whether the kept payload is the one produced last.
    """

    state: str
    active: str
    kept: bool


#: What an input shows: calls with the right or a wrong payload, cancellations of the user task, reports; mostly
#: nothing.
Seen = tuple[str, ...]
Outcome = tuple[Seen, Configuration]
Pair = tuple[Configuration, frozenset[Configuration]]


def act(action: str, following: str, before: Configuration, event: str) -> Iterator[Outcome]:
    """What an action shows and leads to; ``before`` is as it is once a finished task is gone."""
    _, active, kept = before
    # What `start-user` and `keep-and-pause` take is what the last finished task gave: a payload after iterations only.
    fresh = event == "returned"
    match action:
        case "start-user" | "start-kept" | "keep-and-pause" | "pause-again" if active == "dying":
            yield (), Configuration(following, "dying", kept)
        case "start-user" | "start-kept":
            right = fresh if action == "start-user" else kept
            beside = "a second call" if active == "user" else "call" if right else "call with a wrong payload"
            yield (beside,), Configuration(following, "user", right)
        case "keep-and-pause" | "pause-again":
            lost = ("the user task is forgotten",) if active == "user" else ()
            yield lost, Configuration(following, "pause", fresh if action == "keep-and-pause" else kept)
        case "cancel-task" if active == "user":
            yield ("cancellation",), Configuration(following, active, kept)
        case "cancel-task" if active == "pause":
            yield (), Configuration(following, "dying", kept)
            yield (), Configuration(following, "ending", kept)
        case "end-and-report" if event == "raised":
            yield ("report",), Configuration(following, active, kept)
        case _:
            yield (), Configuration(following, active, kept)


def after(before: Configuration, event: str) -> list[Outcome]:
    """What one input shows and leads to; nothing where it can't come."""
    state, active, _ = before
    if event in SIGNALS:
        cell = TABLE.cells[state, event]
        return list(act(cell.action, cell.next, before, event))
    if event == "KILL":
        # It arrives a turn later, and a signal may come in between. A user task may end as it likes all the same.
        return [((), before._replace(active=killed)) for killed in ("dying", "ending")] if active == "pause" else []
    if event not in {"user": COMPLETIONS, "pause": ("pause-ended",)}.get(active, (_OWN.get(active),)):
        return []
    gone = finished(before, event)
    cell_or_none = TABLE.cells.get((state, event))
    if cell_or_none is None:  # the table doesn't have it: only a fault leads here, and the event is ignored
        return [((), gone)]
    return list(act(cell_or_none.action, cell_or_none.next, gone, event))


def finished(before: Configuration, event: str) -> Configuration:
    """A configuration without its task; a fresh payload makes the kept one old, until it is kept itself."""
    return before._replace(active="nothing", kept=before.kept and event != "returned")


def silent(configuration: Configuration) -> list[Outcome]:
    """What comes of itself: the end of a pause, or of its cancellation."""
    return after(configuration, _OWN[configuration.active]) if configuration.active in _OWN else []


def closure(configurations: frozenset[Configuration]) -> frozenset[Outcome]:
    """All that comes of itself from some configurations: nothing seen yet, or the call of a resumed chain."""
    found: set[Outcome] = set()
    fresh: set[Outcome] = {((), configuration) for configuration in configurations}
    while fresh:
        found |= fresh
        fresh = {((*seen, *more), last) for seen, before in fresh if not seen for more, last in silent(before)} - found
    return frozenset(found)


def explained(right: frozenset[Configuration], event: str, seen: Seen) -> frozenset[Configuration]:
    """The right configurations after an input and what was seen of it; pauses may end before and after."""
    return frozenset(
        last
        for seen_before, before in closure(right)
        for seen_then, then in after(before, event)
        for seen_after, last in closure(frozenset({then}))
        if seen_before + seen_then + seen_after == seen
    )


@cache
def is_refinement(key: Key, action: str, following: str) -> bool:
    """Whether a replacement is a refinement in every configuration in which its cell can be visited."""
    state, event = key
    cell = TABLE.cells[key]
    for before in reachable():
        if before.state != state or not after(before, event):
            continue
        left = before if event in SIGNALS else finished(before, event)
        right = list(act(cell.action, cell.next, left, event))
        for seen, wrong in act(action, following, left, event):
            matching = frozenset(
                last
                for seen_then, then in right
                for seen_after, last in closure(frozenset({then}))
                if seen_then + seen_after == seen
            )
            if not _refines(wrong, matching, set()):
                return False
    return True


def _refines(wrong: Configuration, right: frozenset[Configuration], assumed: set[Pair]) -> bool:
    """Whether everything that can be seen from ``wrong`` on can be seen from one of ``right`` on."""
    if (wrong, right) in assumed:
        return True
    assumed.add((wrong, right))
    quiet = frozenset(last for seen, last in closure(right) if not seen)
    if not any(_may_rest(wrong, other) for other in quiet):
        return False
    own = _OWN.get(wrong.active)
    for event in EVENTS:
        for seen, following in after(wrong, event):
            matching = explained(quiet, event, seen)
            if event == own:  # nobody sees a pause end: the right one may do as much of itself
                matching |= frozenset(last for shown, last in closure(quiet) if shown == seen)
            if not matching or not _refines(following, matching, assumed):
                return False
    return True


def _may_rest(wrong: Configuration, right: Configuration) -> bool:
    """Whether ``wrong`` may have what it has, and owe what it owes, where ``right`` is."""
    if "user" in (wrong.active, right.active):
        return wrong.active == right.active
    if _owes(right) and not _owes(wrong):
        return False
    # A pause where nothing should be left is a task that is left over.
    return wrong.active != "pause" or right.active == "pause"


def _owes(configuration: Configuration) -> bool:
    """Whether a call comes of itself."""
    return any(seen for seen, _ in closure(frozenset({configuration})))


@cache
def reachable() -> frozenset[Configuration]:
    """The configurations of the right table."""
    reached: set[Configuration] = set()
    fresh = {Configuration(TABLE.initial, "user", True)}
    while fresh:
        reached |= fresh
        fresh = {last for before in fresh for event in EVENTS for _, last in after(before, event)} - reached
    return frozenset(reached)
