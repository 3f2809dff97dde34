"""What the user's side of a scenario needs of the run that it belongs to.

The source (``source.py``) plays the user: it is called by the implementation, and whatever reaches it has to be written
down.  Who writes is none of its business: the recorder for whole chains, a probe for the mask alone.  So both sides
know this protocol, and neither knows the other.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from .payloads import Ledger
from .scenario import Scenario


class Log(Protocol):
    """The run that a source writes to."""

    @property
    def scenario(self) -> Scenario:
        """How the user's side behaves."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop on which the chains run."""

    @property
    def limit(self) -> int:
        """The iteration in which a source brings its chain to its end."""

    @property
    def without(self) -> frozenset[str]:
        """What the library behind the adapter has no notion of."""

    @property
    def ledgers(self) -> dict[str, Ledger]:
        """The payloads of every chain of the run, by its name."""

    @property
    def errors(self) -> dict[str, BaseException]:
        """The errors that all chains of the run share, by their kind."""

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        """Write an event down, now."""

    def called(self, chain: str) -> None:
        """The user coroutine began: the moment for observations beside the events."""

    def signal(self, chain: str, name: str) -> None:
        """Give one input to a chain: a signal, KILL or CREATE."""

    def bring_to_its_end(self, chain: str) -> None:
        """Give STOP because the run is long enough; the scenario says nothing of it."""

    def ended(self, chain: str) -> None:
        """The chain got a final signal, raised or was cancelled: it needs no closing any more."""

    def leave_open(self) -> None:
        """Cut the run off here: there is no way to bring this chain to its end."""
