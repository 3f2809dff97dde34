"""What happened: the events of one run, with virtual times.

A history is plain data.  The recorder writes one while an implementation runs, the notation reads
one from text, and the oracle judges either without knowing where it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

SIGNALS = ("PAUSE", "CONTINUE", "STOP", "CANCEL")

#: Every kind of event that a history may hold, and what it says.
KINDS: dict[str, str] = {
    "start": "the chain was started; left out, it starts with its first event",
    "PAUSE": "the signal was given",
    "CONTINUE": "the signal was given",
    "STOP": "the signal was given",
    "CANCEL": "the signal was given",
    "KILL": "somebody else cancelled the active task",
    "refused": "a signal raised an exception; detail: SIGNAL and the exception",
    "call": "the user coroutine began; detail: the payload it was called with",
    "return": "the user coroutine returned",
    "raise": "the user coroutine raised",
    "interrupted": "a cancellation reached the user coroutine",
    "cancelled": "a cancellation left the user coroutine: one that had reached it, or one of its own",
    "fargs": "fargs was called; detail: 'INPUT -> RESULT', the result a payload, 'raise' or 'nothing'",
    "masked": "what the mask gave back; detail: a payload, 'the error' or 'the cancellation'",
    "helper": "a helper was called; detail: 'NAME INPUT OUTPUT -> RESULT'",
    "report": "an exception reached the exception handler or an awaiter; detail: the exception",
    "fact": "something observed beside the chain; detail: 'NAME VALUE'",
    "idle": "the event loop had nothing left to do; detail: 'tasks N timers N'",
    "busy": "the run was cut off while the loop still had something to do; detail: 'tasks N timers N'",
    "spin": "many turns of the loop passed without time moving",
}


class Event(NamedTuple):
    """One thing that happened.

    ``at`` is in virtual seconds since the run began, ``chain`` names the chain ("A", "B", or ""
    for the run as a whole), ``kind`` is a key of :data:`KINDS`.
    """

    at: float
    chain: str
    kind: str
    detail: str = ""


@dataclass(frozen=True)
class History:
    """The events of one run, in the order in which they happened.

    ``time_pause`` is the longest legal pause in virtual seconds; ``conditions`` are the facts about the
    set-up that a rule may depend on (``"register": "keywords"``).
    """

    events: tuple[Event, ...]
    time_pause: float = 0.25
    conditions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Divergence:
    """A place where a history leaves what the specification allows.

    ``index`` counts events from 0.  ``aside`` is true when what follows could be judged all the same, as
    if this hadn't happened.  ``mistake`` says in a sentence which forbidden step explains the history at the least
    cost; ``base`` is the rule that forbids this step whatever the circumstances, which ``rule`` may refine;
    ``alternatives`` are the rules that other explanations at the same cost would name first.
    """

    rule: str
    index: int
    at: float
    chain: str
    allowed: str
    happened: str
    aside: bool = False
    mistake: str = ""
    base: str = ""
    alternatives: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """What comes from JSON has lists."""
        object.__setattr__(self, "alternatives", tuple(self.alternatives))

    @property
    def named(self) -> str:
        """The rule, and the others that may be the broken one instead: ``PAUSE.holds or CONTROL.at-finish``."""
        return " or ".join((self.rule, *self.alternatives))
