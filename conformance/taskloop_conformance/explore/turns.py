"""How many turns of the event loop an implementation takes between the events that a user sees.

The specification leaves that open.  An implementation that decides five turns after an iteration's end has five gaps
into which a signal can fall, and the one just before its decision may be the one that it loses.  So the explorer asks:
two dry runs count the turns, and signals are then given in each of the gaps.
"""

from __future__ import annotations

from typing import NamedTuple

from ..record.adapters import Adapter
from ..record.recorder import Run
from ..record.tokens import from_token

#: An implementation that takes more turns than this is sampled up to here: each turn more costs hundreds of histories.
_MOST = 12

#: At least so many turns are tried: one before, one at and one after the decision of an implementation that takes one.
_LEAST = 3


class Turns(NamedTuple):
    """So many turns after the start, after an iteration's end, and after a CONTINUE in a pause get signals.

    ``look`` is after how many ``time_pause`` a pause looks for its signal first; 1 where it doesn't look by itself.
    """

    start: int
    decision: int
    resume: int
    look: float = 1.0


#: What is assumed where nothing was measured.
USUAL = Turns(1, _LEAST, 2)

#: A pause of so many ``time_pause`` shows when it looks; digits beyond these say nothing of the implementation.
_LONG, _DIGITS = 3, 3


class _TimedRun(Run):
    """A run that also writes down in which turn each event happened."""

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        super().note(chain, kind, detail)
        self.turns.setdefault(kind, []).append(self.loop.turn)

    turns: dict[str, list[int]]

    def dry(self) -> dict[str, list[int]]:
        """Run; gives the turns in which events of each kind happened."""
        self.turns = {}
        self.loop.moves = []
        self.record()
        return self.turns


def measure_turns(adapter: Adapter) -> Turns:
    """The turns that an implementation takes, from dry runs; :data:`USUAL` where it doesn't come to its second call."""
    plain = _TimedRun(from_token("limit3/wait:"), adapter).dry()
    if len(plain.get("call", ())) < 2 or not plain.get("fargs"):
        return USUAL
    start = plain["call"][0] - plain["start"][0]
    decision = plain["call"][1] - plain["fargs"][0]
    resume = 1
    paused = _TimedRun(from_token("limit3/wait:1w=PAUSE,1+0.5=CONTINUE"), adapter)
    seen = paused.dry()
    moves = [turn for turn, _ in paused.loop.moves or []]
    if len(seen.get("call", ())) > 1 and seen.get("CONTINUE"):
        begun = [turn for turn in moves if turn > seen["fargs"][0]]
        decision = max(decision, begun[0] - seen["fargs"][0] if begun else 0)
        last = max([seen["CONTINUE"][0], *(turn for turn in moves if turn <= seen["call"][1])])
        resume = seen["call"][1] - last
    start, decision, resume = (min(_MOST, max(low, n + 1)) for low, n in ((1, start), (_LEAST, decision), (2, resume)))
    return Turns(start, decision, resume, _first_look(adapter))


def _first_look(adapter: Adapter) -> float:
    """When the loop first has something to do in a pause, in ``time_pause`` after the iteration's end."""
    run = _TimedRun(from_token(f"limit3/wait:1w=PAUSE,1+{_LONG}=CONTINUE"), adapter)
    run.dry()
    ended = next((event.at for event in run.events if event.kind == "fargs"), None)
    if ended is None:
        return 1.0
    after = ((at - run.started_at - ended) / run.scenario.time_pause for _, at in run.loop.moves or [])
    return next((round(look, _DIGITS) for look in after if 0.001 < look < _LONG - 0.001), 1.0)
