"""What the parts of one run share: the scenario, the loop, the events so far, and the chains.

A run is played by several parts: one starts the chains (``starting.py``), one gives them their inputs
(``delivery.py``), one finds out whose error somebody was told of (``reports.py``), and the run itself sees to its
course (``recorder.py``).  They meet in this one object, so that none has to know another's inside, and a chain that one
part lets go is let go by all: an implementation may lose a chain that nobody keeps, and that has to show.
"""

from __future__ import annotations

import asyncio
import contextvars
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.failures import NotClaimed, Unimplemented
from ..model.history import Event
from .adapters import Adapter
from .clock import VirtualLoop
from .scenario import Scenario
from .source import Source


@dataclass
class State:
    """The state of one run; ``note`` writes an event down, now (chain, kind, detail)."""

    scenario: Scenario
    adapter: Adapter
    loop: VirtualLoop
    note: Callable[..., None]
    sources: Mapping[str, Source]
    events: list[Event]
    #: What the signals go to, by the chain's name; a weak reference where nobody keeps the chain.
    chains: dict[str, Any] = field(default_factory=dict)
    #: What create() gave: kept as a caller would keep it, because tasks that nobody refers to may be collected.
    created: dict[str, object] = field(default_factory=dict)
    #: The context in which each chain was started.
    contexts: dict[str, contextvars.Context] = field(default_factory=dict)
    #: The timer that brings a run to its end, while there is a chain that needs it.
    closing: asyncio.TimerHandle | None = None
    #: What the implementation lacks: the run is given up.
    missing: Unimplemented | NotClaimed | None = None

    def over(self) -> bool:
        """Whether every chain was given a final signal, raised or was cancelled."""
        return all(source.over for source in self.sources.values())

    def ended(self) -> None:
        """Once no chain needs closing the closing timer goes, so that only the chains' own are left."""
        if self.closing is not None and self.over():
            self.closing.cancel()
            self.closing = None

    def give_up(self, missing: Unimplemented | NotClaimed) -> None:
        """End the run at once, for something that it needs isn't there."""
        self.missing = missing
        self.loop.stop()

    def chain(self, name: str) -> Any:
        """A chain, also one that nobody keeps; None when it is gone."""
        chain = self.chains[name]
        return chain() if isinstance(chain, weakref.ref) else chain

    def forget(self, name: str) -> None:
        """Let a chain go, as a caller does who is done with it."""
        self.sources[name].task = None
        self.chains.pop(name, None)
        self.created.pop(name, None)

    def forget_all(self) -> None:
        """Let every chain go."""
        for name in self.sources:
            self.forget(name)
