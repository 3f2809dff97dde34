"""A finding: one broken rule, the history that shows it, and how to see it again.

It is made where a history is found to be illegal, travels as data (over the pipe from a worker, into the JSON report),
and is put into words and pictures last, where somebody reads it.  No sentence is ever taken apart on the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .history import Divergence, Event, History


@dataclass(frozen=True)
class Finding:
    """One broken rule.

    ``divergence`` is where ``history`` leaves what the specification allows; ``replay`` is the token that makes the
    history again.  ``essential`` says in words what the history can't do without: ``without CANCEL`` it passes.
    """

    divergence: Divergence
    history: History
    replay: str
    essential: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The id of the broken rule."""
        return self.divergence.rule

    def to_json(self) -> dict[str, Any]:
        """As data: objects, lists, texts and numbers only.  :meth:`from_json` reads it back."""
        history = self.history
        return {
            "divergence": asdict(self.divergence),
            "replay": self.replay,
            "essential": list(self.essential),
            "time_pause": history.time_pause,
            "conditions": dict(history.conditions),
            "events": [list(event) for event in history.events],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        """Read what :meth:`to_json` wrote; raises KeyError or TypeError for anything else."""
        events = tuple(
            Event(float(at), str(chain), str(kind), str(detail)) for at, chain, kind, detail in data["events"]
        )
        history = History(events, float(data["time_pause"]), dict(data["conditions"]))
        return cls(Divergence(**data["divergence"]), history, str(data["replay"]), tuple(data.get("essential", ())))
