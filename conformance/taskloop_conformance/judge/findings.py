"""From an explanation to findings: the rule to name, the place, what was allowed there and what happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ..model.forbidden import Forbidden
from ..model.history import SIGNALS, Divergence, History
from ..model.text import seconds
from .circumstances import Place, refined
from .explanation import Explanation
from .steps import Steps
from .trails import Taken
from .wording import allowed_at, happened_at

#: So many steps of one kind are looked at: the circumstances may differ, and the first, the second and a later one
#: of something have different rules; the thousandth is as the tenth.
_TOLD = 20


@dataclass(frozen=True)
class Explained:
    """What is said of a chain that broke a rule.

    ``steps`` are the forbidden steps, the first one first; ``until`` is the time until which the chain, explained so,
    may have something left.
    """

    findings: tuple[Divergence, ...]
    steps: tuple[Forbidden, ...]
    until: float


def explain(chain: str, history: History, steps: Steps, charged: bool = False) -> Explained:
    """Explain an illegal history at the least cost; ``charged``: what is left at the end is this chain's."""
    search = Explanation(chain, history, steps, charged)
    best, *others = search.run()
    findings: dict[str, Divergence] = {}
    told: Counter[Forbidden] = Counter()
    for taken in best.trail.steps():
        # After one wrong payload the labels of the next ones say little: they are told by what is the same.
        spoilt = taken.entry.step == "payload" and any(entry.step == "payload" for entry in told.keys() - {taken.entry})
        told[taken.entry] += 1
        if told[taken.entry] <= _TOLD and not spoilt:
            divergence = _divergence(search, taken)
            findings.setdefault(divergence.rule, divergence)
    first, *rest = findings.values()
    alternatives = {_divergence(search, other.trail.steps()[0]).rule for other in others}
    first = replace(first, alternatives=tuple(sorted(alternatives - findings.keys())))
    return Explained((first, *rest), best.trail.kinds, search.until(best))


def _divergence(search: Explanation, taken: Taken) -> Divergence:
    history, entry = search.history, taken.entry
    index = search.shown(taken)
    place = Place(history, search.chain, index)
    event = history.events[index]
    return Divergence(
        entry.rule if entry.step == "spins" else refined(entry.rule, place),
        index,
        event.at,
        search.chain,
        allowed_at(entry, taken.parent.positions, history.time_pause),
        happened_at(entry, place),
        search.forbidden.kinds[entry.step].local,
        _mistake(search, taken, index),
        entry.rule,
    )


def _mistake(search: Explanation, taken: Taken, index: int) -> str:
    """The forbidden step in a sentence, and the signal that it is about where that isn't the event itself."""
    meaning = taken.entry.meaning or search.forbidden.kinds[taken.entry.step].meaning
    event = search.history.events[taken.index]
    if event.kind in SIGNALS and taken.index != index:
        return f"{meaning.removesuffix('.')}: {event.kind} at {seconds(event.at)} s."
    return meaning
