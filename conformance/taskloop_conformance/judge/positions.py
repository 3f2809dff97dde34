"""What the oracle knows of one chain at one moment of a history, and what the naming of rules looks at.

These are data only: the oracle (``oracle.py``) changes them event by event, and naming (``naming.py``) reads them to
say which rule is broken.  Standing below both, they let neither import the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ..model.history import History
from ..model.transitions import Table

#: How far two virtual times may differ and still be the same instant (seconds).  Sums of floats such as 0.1 + 0.2 are
#: off by 1e-16 a step; a day of them by about 1e-11.  A pause shorter than 1e-5 s would be taken for none.
SAME = 1e-5


class Position(NamedTuple):
    """One explanation of the events so far.

    ``part`` says what the active task is about: ``due`` (the user coroutine is to begin), ``called`` (it
    runs), ``returned`` (fargs is to be called), ``finished`` (the decision is to fall), ``pause``,
    ``over``.  ``payload`` is the one in use, owed or kept; ``since`` is when the part began, or when the
    signal came that it must answer; ``note`` is how a task finished, whether a cancellation has arrived,
    or which rule ended the chain.
    """

    state: str
    part: str
    payload: str
    since: float
    note: str = ""


#: Among several lost positions the one that owed the most tells most.
_ORDER = {"returned": 0, "called": 1, "due": 2, "finished": 3, "pause": 4, "over": 5}


def telling_first(position: Position) -> tuple[int, Position]:
    """A key that sorts positions, the most telling first.

    Sets of positions have no order of their own (it changes with Python's hash seed), so whatever is said about one of
    several is said after sorting by this key: the same history always gives the same answer.
    """
    return _ORDER[position.part], position


@dataclass
class Situation:
    """One chain of a history, and how far it has been followed.

    ``index`` and ``now`` are the event in hand and its time in seconds; ``failure`` is the error that has to be
    reported ("" once it was) and the index of its event; ``calls`` counts the chain's calls so far; ``until`` is the
    time until which the chain may have something left, ``settled`` its positions at the end of the run.
    """

    chain: str
    history: History
    table: Table
    now: float = 0.0
    index: int = 0
    failure: tuple[str, int] | None = None
    cancelled: bool = False
    calls: int = 0
    until: float = -1.0
    positions: set[Position] = field(default_factory=set)
    settled: set[Position] = field(default_factory=set)
