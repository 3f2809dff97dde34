"""A run that remembers more than its history: the turns of the event loop, and the traceback of each exception.

Neither belongs to a history: turns may differ between conforming implementations, and a traceback isn't plain data.
Whoever looks for the cause of a failure wants both.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable

from ..model.history import Event, History
from ..model.text import short_text
from .adapters import Adapter
from .crashes import is_own
from .recorder import Run
from .scenario import Scenario
from .turns import Turns, WatchedLoop

#: So many of the innermost lines of an exception are kept: they are the implementation's own, and few are deep.
_LINES = 8


class TracedRun(Run):
    """A run of a scenario.

    ``watch`` is called after each event with what is recorded so far; ``turns`` is the diary of the event loop.
    """

    loop_type = WatchedLoop

    def __init__(self, scenario: Scenario, adapter: Adapter, watch: Callable[[History], None] | None = None) -> None:
        super().__init__(scenario, adapter)
        self._watch = watch
        self.turns = Turns(self.started_at)
        if isinstance(self.loop, WatchedLoop):
            self.loop.turns, self.loop.events = self.turns, lambda: len(self.events)
        self._tracebacks: dict[int, list[str]] = {}

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        """Write an event down, with the turn and with the exception that is being handled."""
        super().note(chain, kind, detail)
        event = self.events[-1]  # the very object that stays in the history: its id stands for it
        self.turns.note(self.loop, event)
        if kind == "refused":
            self._keep(event, sys.exception())
        if self._watch is not None:
            self._watch(History(tuple(self.events), self.scenario.time_pause, self.conditions()))

    def on_error(self, error: BaseException) -> None:
        """Somebody was told of an error."""
        super().on_error(error)
        if self.events and self.events[-1].kind == "report":
            self._keep(self.events[-1], error)

    def _keep(self, event: Event, error: BaseException | None) -> None:
        frames = traceback.extract_tb(error.__traceback__) if error is not None else []
        own = [frame for frame in frames if is_own(frame.filename)]
        lines = [f"{frame.filename}:{frame.lineno}, in {frame.name}: {frame.line}" for frame in own[-_LINES:]]
        self._tracebacks[id(event)] = [short_text(line, 200) for line in lines]

    def turn(self, event: Event) -> int | None:
        """The turn of the event loop in which an event of this run was written down, counted from its start."""
        moment = self.turns.of(event)
        return moment.turn if moment else None

    def traceback(self, event: Event) -> list[str]:
        """The implementation's own lines behind an exception that was raised or reported, the innermost last."""
        return self._tracebacks.get(id(event), [])
