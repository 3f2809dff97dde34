"""Histories as text: what the rules' examples, reports and narratives are written in.

One event a line: seconds, the chain's letter (left out when the history has one chain only), the
event's kind, its detail.  Lines that begin with ``#`` are comments; a line ``NAME: VALUE`` before the
first event sets ``time_pause`` or a condition::

    time_pause: 0.25
    0     call p0
    0.5   PAUSE
    1     return
    1     fargs p0 -> p1
    3     CONTINUE
    3.25  call p1
"""

from __future__ import annotations

import math
import re

from .history import KINDS, Event, History
from .text import seconds

_HEADER = re.compile(r"([a-z_]+): *(.+)")
_EVENT = re.compile(
    r"(?P<at>\d+(?:\.\d+)?) +(?:(?P<chain>[A-Z][a-z]?|\*) +)?(?P<kind>[A-Za-z]+)(?: +(?P<detail>.*\S))? *"
)
_WHOLE_RUN = frozenset({"idle", "busy", "spin"})


class NotationError(ValueError):
    """A text that is no history: the message names the line and what was expected."""


def parse_history(text: str) -> History:
    """Read the notation; raise :class:`NotationError` where it can't be read.

    A text without a last line ``idle`` is the beginning of a run: what is still owed is not missed.
    """
    events: list[Event] = []
    conditions: dict[str, str] = {}
    time_pause = 0.25
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#", 1)[0].strip()
        if not line:
            continue
        if not events and (header := _HEADER.fullmatch(line)):
            if header[1] == "time_pause":
                time_pause = _parse_seconds(number, header[2])
            else:
                conditions[header[1]] = header[2]
            continue
        events.append(_parse_event(number, line, events[-1].at if events else 0.0))
    if not events:
        raise NotationError("the text holds no event; write lines such as '0.5 call p0'")
    return History(tuple(events), time_pause, conditions)


def _parse_seconds(number: int, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise NotationError(f"line {number}: time_pause is {text!r}; write seconds, such as 0.25")
    return value


def _parse_event(number: int, line: str, earliest: float) -> Event:
    match = _EVENT.fullmatch(line)
    if not match:
        raise NotationError(f"line {number}: {line!r} is not 'SECONDS [CHAIN] KIND [DETAIL]'")
    at, chain, kind, detail = float(match["at"]), match["chain"], match["kind"], match["detail"] or ""
    if kind not in KINDS:
        raise NotationError(f"line {number}: unknown kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if at < earliest:
        raise NotationError(f"line {number}: {at:g} s comes before {earliest:g} s of the line above")
    if kind in _WHOLE_RUN or chain == "*":
        return Event(at, "", kind, detail)
    return Event(at, chain or "A", kind, detail)


def format_event(event: Event, *, with_chain: bool) -> str:
    """One event as a line of the notation."""
    chain = f"{event.chain or '*'} " if with_chain else ""
    return f"{seconds(event.at):<7} {chain}{event.kind} {event.detail}".rstrip()


def format_history(history: History) -> str:
    """The whole history in the notation, with its settings first; :func:`parse_history` reads it back."""
    chains = {event.chain for event in history.events if event.kind not in _WHOLE_RUN}
    with_chain = not chains <= {"A"}
    head = [f"time_pause: {seconds(history.time_pause)}"]
    head += [f"{name}: {value}" for name, value in sorted(history.conditions.items())]
    return "\n".join([*head, *(format_event(event, with_chain=with_chain) for event in history.events)])
