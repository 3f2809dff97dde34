"""What a fault declares, and the list of all of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from .clean import Chain, Clean

Kind = TypeVar("Kind", bound="type[Chain] | type[Clean]")

#: Every fault by name, in the order of the catalogue's files.
FAULTS: dict[str, Fault] = {}


@dataclass(frozen=True)
class Fault:
    """One named way of being wrong.

    ``breaks`` are the rules that it breaks and that must turn red, the first one the rule it is about.  What else may
    turn red with them isn't for a fault to say: the rules themselves name others that their breakers may well break,
    too (``may_also_break`` in spec/).  ``misblamed`` are rules that the suite reddens although they aren't broken: they
    count against its precision.  A fault that breaks no rule says in ``equivalent`` why none is, and must pass.
    """

    name: str
    about: str
    breaks: tuple[str, ...]
    kind: type[Chain] | type[Clean]
    equivalent: str = ""
    misblamed: tuple[str, ...] = ()

    def implementation(self) -> Clean:
        """A fresh implementation with this fault."""
        if issubclass(self.kind, Clean):
            return self.kind()
        faulty = Clean()
        faulty.chain_type = self.kind
        return faulty


def fault(
    name: str, breaks: str, *, misblamed: str = "", about: str = "", equivalent: str = ""
) -> Callable[[Kind], Kind]:
    """Enter a class into the list as a fault; its docstring's first line says what goes wrong.

    ``breaks`` and ``misblamed`` are ids with spaces between; ``about`` stands in for the docstring where classes are
    made in a row.
    """

    def enter(kind: Kind) -> Kind:
        text = about or (kind.__doc__ or "").strip().partition("\n")[0]
        if name in FAULTS:
            raise ValueError(f"two faults are called {name}")
        broken, wrongly = tuple(breaks.split()), tuple(misblamed.split())
        FAULTS[name] = Fault(name, text, broken, kind, equivalent, wrongly)
        return kind

    return enter


def load_catalogue() -> dict[str, Fault]:
    """Every fault by name."""
    importlib.import_module(".catalogue", __package__)  # the faults enter themselves; they import this module
    return FAULTS


def firsts(faults: Iterable[Fault]) -> dict[str, list[str]]:
    """The names of the faults by the rule that each is about."""
    found: dict[str, list[str]] = {}
    for each in faults:
        if each.breaks:
            found.setdefault(each.breaks[0], []).append(each.name)
    return found
