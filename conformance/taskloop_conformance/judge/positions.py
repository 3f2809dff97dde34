"""What is known of one chain at one moment of a history.

These are data only; what changes them are the steps (``steps.py``, ``mistakes.py``).
"""

from __future__ import annotations

from typing import NamedTuple

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
_ORDER = {"returned": 0, "called": 1, "due": 2, "finished": 3, "pause": 4, "over": 5, "lost": 6}


def telling_first(position: Position) -> tuple[int, Position]:
    """A key that sorts positions, the most telling first.

    Sets of positions have no order of their own (it changes with Python's hash seed), so whatever is said about one of
    several is said after sorting by this key: the same history always gives the same answer.
    """
    return _ORDER[position.part], position
