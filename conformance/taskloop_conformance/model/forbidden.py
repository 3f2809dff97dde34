"""The forbidden steps, read from ``spec/forbidden.toml``: what is behind an illegal history, and its rule."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .entries import SpecError, read, read_text
from .rules import load_rules
from .transitions import Active, Table, load_table

_FILE = "forbidden.toml"


@dataclass(frozen=True)
class Kind:
    """A kind of forbidden step.

    ``cost`` is how much it takes to believe it; the cheapest explanation is told.  After a ``local`` one it is certain
    in which state the chain is; after any other one that is the likeliest guess.
    """

    cost: int
    meaning: str
    local: bool = False


@dataclass(frozen=True)
class Forbidden:
    """One forbidden step: under these circumstances a step of this kind breaks ``rule``.

    An empty condition fits everything.  ``case`` is what the kind of step distinguishes by itself; ``signal`` is the
    signal that is given, ``active`` and ``wish`` are those of the state in which the step is taken.  ``cost`` and
    ``meaning`` are the step's own, where they differ from those of its kind.  ``example`` is an illegal history that
    the step explains, where that of the rule isn't one.
    """

    step: str
    rule: str
    case: tuple[str, ...] = ()
    signal: tuple[str, ...] = ()
    active: tuple[Active, ...] = ()
    wish: tuple[str, ...] = ()
    cost: int = 0
    meaning: str = ""
    example: str = ""

    def fits(self, case: str, signal: str, active: str, wish: str) -> bool:
        """Whether the circumstances are these."""
        return (
            (not self.case or case in self.case)
            and (not self.signal or signal in self.signal)
            and (not self.active or active in self.active)
            and (not self.wish or wish in self.wish)
        )


@dataclass(frozen=True)
class ForbiddenSteps:
    """The whole file: the kinds by name, and the steps in the order in which they are tried."""

    kinds: Mapping[str, Kind]
    steps: tuple[Forbidden, ...]

    def cost(self, step: Forbidden) -> int:
        """How much it takes to believe a step."""
        return step.cost or self.kinds[step.step].cost

    def find(self, kind: str, table: Table, state: str, case: str = "", signal: str = "") -> Forbidden | None:
        """The first step of a kind that fits; None where such a step isn't forbidden or can't be."""
        active, wish = table.parts[state]
        return next((s for s in self.steps if s.step == kind and s.fits(case, signal, active, wish)), None)


def parse_forbidden(text: str) -> ForbiddenSteps:
    """Read the forbidden steps; raise :class:`SpecError` naming what is wrong and where."""
    found = read(ForbiddenSteps, tomllib.loads(text), _FILE)
    rules, signals = load_rules(), load_table().events
    for number, step in enumerate(found.steps, 1):
        label = f"{_FILE}: step {number} ({step.step}, {step.rule})"
        if step.step not in found.kinds:
            raise SpecError(f"{label}: no kind of step is called {step.step!r}")
        if step.rule not in rules or rules[step.rule].retired:
            raise SpecError(f"{label}: there is no rule {step.rule} in force")
        if undeclared := {*step.signal, *step.wish} - signals.keys():
            raise SpecError(f"{label}: {', '.join(sorted(undeclared))} is no signal")
    if idle := sorted(found.kinds.keys() - {step.step for step in found.steps}):
        raise SpecError(f"{_FILE}: no step is of the kind {idle[0]}")
    return found


@cache
def load_forbidden() -> ForbiddenSteps:
    """The specification's own forbidden steps."""
    return parse_forbidden(read_text(_FILE))
