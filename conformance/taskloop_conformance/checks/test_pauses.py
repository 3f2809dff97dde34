"""Pauses of any length, and signals in the turns in which one piece of a pause has ended and the next has not begun.

A pause may be made of many short ones.  Between two of them an implementation has to decide, and some take several
turns of the event loop for it: a signal that comes just then must not be lost.  When the pieces end is the
implementation's own choice; most take ``time_pause`` for each, so the moments after each multiple of it are tried.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskloop_conformance.model.history import History

Check = Callable[[str], History]
pytestmark = pytest.mark.needs("control")

#: So many turns after a piece has run out: an implementation that decides later than that takes its time on purpose.
_TURNS = range(1, 5)


#: Lengths of a pause (``time_pause``, seconds) that aren't made of whole seconds or of round parts of one.
_LENGTHS = (0.004, 0.3, 2.5, 7.25, 90.5)


def _soon(check: Check, length: float, signal: str) -> None:
    check(f"tp{length}/wait:1w=PAUSE,1+0.02={signal}")
    check(f"tp{length}/wait:1w=PAUSE,1+1.02={signal}")


@pytest.mark.verifies("CONTINUE.in-time")
@pytest.mark.parametrize("length", _LENGTHS)
def test_continue_in_any_length(check: Check, length: float) -> None:
    """In a pause of any length CONTINUE is obeyed within that length, also where it comes right after the begin."""
    _soon(check, length, "CONTINUE")


@pytest.mark.verifies("STOP.in-time")
@pytest.mark.parametrize("length", _LENGTHS)
def test_stop_in_any_length(check: Check, length: float) -> None:
    """So is STOP."""
    _soon(check, length, "STOP")


@pytest.mark.verifies("CANCEL.during-pause")
@pytest.mark.parametrize("length", _LENGTHS)
def test_cancel_in_any_length(check: Check, length: float) -> None:
    """CANCEL is obeyed at once."""
    _soon(check, length, "CANCEL")


#: How long a pause has lasted (in multiples of ``time_pause``) when it is to end, in different places of its pieces.
_LATE = (12.3, 41.35, 60.7, 100.5)


@pytest.mark.verifies("CONTINUE.in-time")
@pytest.mark.parametrize("late", _LATE)
def test_continue_late(check: Check, late: float) -> None:
    """However long a pause has lasted, CONTINUE is obeyed within ``time_pause``."""
    check(f"wait:1w=PAUSE,1+{late}=CONTINUE")


@pytest.mark.verifies("STOP.in-time")
@pytest.mark.parametrize("late", _LATE)
def test_stop_late(check: Check, late: float) -> None:
    """So is STOP."""
    check(f"wait:1w=PAUSE,1+{late}=STOP")


@pytest.mark.verifies("CANCEL.during-pause")
@pytest.mark.parametrize("late", _LATE)
def test_cancel_late(check: Check, late: float) -> None:
    """CANCEL is obeyed at once."""
    check(f"wait:1w=PAUSE,1+{late}=CANCEL")


def _between_pieces(check: Check, behaviour: str, turns: int, signal: str) -> None:
    check(f"{behaviour}=PAUSE,1+1s{turns}={signal}")
    check(f"{behaviour}=PAUSE,1+2s{turns}={signal}")


@pytest.mark.verifies("CONTINUE.resumes", "PAUSE.lasts")
@pytest.mark.parametrize("turns", _TURNS)
@pytest.mark.parametrize("behaviour", ["wait:1w", "ready:1c"])
def test_continue_between_pieces(check: Check, behaviour: str, turns: int) -> None:
    """CONTINUE between two pieces of a pause counts like one within a piece."""
    _between_pieces(check, behaviour, turns, "CONTINUE")


@pytest.mark.verifies("STOP.during-pause")
@pytest.mark.parametrize("turns", _TURNS)
@pytest.mark.parametrize("behaviour", ["wait:1w", "ready:1c"])
def test_stop_between_pieces(check: Check, behaviour: str, turns: int) -> None:
    """STOP between two pieces of a pause counts like one within a piece."""
    _between_pieces(check, behaviour, turns, "STOP")


@pytest.mark.verifies("CANCEL.during-pause")
@pytest.mark.parametrize("turns", _TURNS)
@pytest.mark.parametrize("behaviour", ["wait:1w", "ready:1c"])
def test_cancel_between_pieces(check: Check, behaviour: str, turns: int) -> None:
    """CANCEL between two pieces of a pause counts like one within a piece."""
    _between_pieces(check, behaviour, turns, "CANCEL")


@pytest.mark.asyncio
@pytest.mark.verifies("CONTINUE.in-time")
async def test_beside_a_longer_pause(probe: Callable[[str], Any]) -> None:
    """A chain goes on within its own time_pause, beside one that is paused with a longer one."""
    await probe("unequal-pauses")
