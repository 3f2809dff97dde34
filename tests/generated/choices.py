"""What the rules leave free, as choices, and the family of implementations that takes every pair of them.

Every rule that leaves something free says so (`may_differ`, and "What may differ" of the semantics). The choices are
independent of each other, so they are drawn like this: each implementation takes one value of each choice, and the
family holds every pair of values of two choices at least once. A suite that fails one of them is wrong, and the values
tell where.
"""

from __future__ import annotations

import itertools
import random
import sys
from dataclasses import dataclass, fields

#: What each choice can be. The first value is the plain one.
CHOICES: dict[str, tuple[str, ...]] = {
    # "The number of turns of the event loop" between the end of a task and the decision, and from there to the start.
    "decision": ("at once", "one turn", "three turns", "seven turns"),
    "start": ("at once", "two turns", "five turns"),
    # "The length of a pause up to time_pause"; "whether it polls or waits for the signal"; threads.
    "pause": (
        "gate",
        "gate or time_pause",
        "poll",
        "poll often",
        "event",
        "timer",
        "nothing",
        "thread",
        "thread's event",
    ),
    "design": ("callbacks", "supervisor"),
    "task": ("plain", "inner", "eager"),
    "keyword": ("none", "taskloop"),
    "result": ("task", "nothing", "chain"),
    "report": ("handler", "raise"),
    "awaitable": ("no", "yes"),
    "hold": ("set", "loop"),
    "context": ("of the callback", "copied at the start"),
}
TURNS = {"at once": 0, "one turn": 1, "two turns": 2, "three turns": 3, "five turns": 5, "seven turns": 7}

#: How many implementations are generated: all pairs take about fifty, the rest are other mixtures.
ENOUGH = 220


@dataclass(frozen=True)
class Choices:
    """One value for each choice."""

    decision: str
    start: str
    pause: str
    design: str
    task: str
    keyword: str
    result: str
    report: str
    awaitable: str
    hold: str
    context: str

    @property
    def name(self) -> str:
        """A number for each choice, as in ``legal-0-1-5-...``: it can be an attribute's name and says which values."""
        numbers = [CHOICES[field.name].index(getattr(self, field.name)) for field in fields(self)]
        return "legal-" + "-".join(map(str, numbers))

    def __str__(self) -> str:
        return ", ".join(f"{field.name}: {getattr(self, field.name)}" for field in fields(self))


def from_name(name: str) -> Choices:
    """The choices of a name; raises ValueError for a name that stands for none."""
    numbers = name.removeprefix("legal-").split("-")
    return Choices(*(values[int(number)] for values, number in zip(CHOICES.values(), numbers, strict=True)))


def legal(enough: int = ENOUGH) -> list[Choices]:
    """The family: all pairs of values first, then other mixtures, until there are enough; the same at every call."""
    rng = random.Random(12)
    names = list(CHOICES)
    missing = {
        ((one, first), (two, second))
        for one, two in itertools.combinations(names, 2)
        for first in CHOICES[one]
        for second in CHOICES[two]
    }
    family: dict[Choices, None] = {}
    while missing or len(family) < enough:
        drawn = [Choices(*(rng.choice(values) for values in CHOICES.values())) for _ in range(30)]
        best = max(drawn, key=lambda choices: len(_pairs(choices) & missing))
        missing -= _pairs(best)
        if possible(best):
            family[best] = None
    return list(family)


def _pairs(choices: Choices) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    chosen = [(name, getattr(choices, name)) for name in CHOICES]
    return set(itertools.combinations(chosen, 2))


def possible(choices: Choices) -> bool:
    """Whether this Python has what the choices need: eager tasks are new in 3.12."""
    return choices.task != "eager" or sys.version_info >= (3, 12)
