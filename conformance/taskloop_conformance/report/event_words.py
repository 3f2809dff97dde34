"""An event of a history as a sentence, for readers who don't know the notation."""

from __future__ import annotations

from ..model.history import SIGNALS, Event
from ..model.labels import parse_fargs, parse_leftovers

#: What happened, by the event's kind; ``{}`` is its detail.
_WORDS = {
    "start": "the chain is started",
    "KILL": "somebody else cancels the active task",
    "refused": "a signal raises an exception: {}",
    "call": "the user coroutine begins, called with {}",
    "return": "the user coroutine returns",
    "raise": "the user coroutine raises",
    "interrupted": "a cancellation reaches the user coroutine",
    "cancelled": "a cancellation leaves the user coroutine",
    "masked": "the mask gives {}",
    "helper": "a helper is called: {}",
    "report": "somebody is told of an exception: {}",
    "fact": "it is observed: {}",
    "spin": "the event loop turns and turns without time moving",
}


def event_words(event: Event, *, named: bool) -> str:
    """The sentence; ``named`` says whether the chain is named, which several chains need."""
    chain = f"Chain {event.chain}: " if named and event.chain else ""
    words = chain + _words(event)
    return f"{words[0].upper()}{words[1:]}."


def _words(event: Event) -> str:
    if event.kind in SIGNALS:
        return f"{event.kind} is given"
    if event.kind == "fargs":
        made = parse_fargs(event.detail)
        if made.failed:
            return f"the function fargs gets {made.given} and " + (
                "raises" if made.result == "raise" else "gives no payload"
            )
        return f"the function fargs gets {made.given} and makes the payload {made.result}"
    if event.kind in ("idle", "busy"):
        left = parse_leftovers(event.detail)
        rest = f"{left.tasks} tasks and {left.timers} timers are left" if left else "no task and no timer is left"
        return f"the run {'ends' if event.kind == 'idle' else 'is cut off'}: {rest}"
    return _WORDS[event.kind].format(event.detail)
