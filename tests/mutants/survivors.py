"""The mutants that the quick run doesn't fail: the committed list, with the reason for each, and what is wrong with it.

``survivors.toml`` has three kinds of groups. ``[[equivalent]]``: mutants that break no rule, and ``because`` says why.
``[[deeper]]``: mutants that break the rule in ``breaks``, which takes more than the quick run on Python 3.11 to see:
the default one, or a newer Python; ``because`` says what. ``[[open]]``: mutants that break a rule which the suite
doesn't see broken at all; ``breaks`` names it, and the group is work to do. A mutant that survives and is in none is
new, and fails the gate. One that is listed and is found, or isn't made any more, has to be taken out: the list says
what is so.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taskloop_conformance.model.rules import load_rules
from tests.faults.verdict import Verdict

from .bases import Written

LIST = Path(__file__).with_name("survivors.toml")

KINDS = ("equivalent", "deeper", "open")


@dataclass(frozen=True)
class Known:
    """A listed survivor: why it survives, the rule it breaks (empty: equivalent), and whether a deeper run finds it."""

    because: str
    breaks: str = ""
    deeper: bool = False


class ListError(ValueError):
    """The list is wrong in itself: the message says where."""


def load_survivors(path: Path = LIST) -> dict[str, Known]:
    """The listed survivors by name; raises :class:`ListError` for a group without a reason or a name given twice."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := data.keys() - set(KINDS):
        known_kinds = ", ".join(f"[[{kind}]]" for kind in KINDS)
        raise ListError(f"there are no groups {', '.join(sorted(unknown))}: known are {known_kinds}")
    known: dict[str, Known] = {}
    for kind in KINDS:
        for group in data.get(kind, []):
            for name in group["mutants"]:
                if name in known:
                    raise ListError(f"listed twice: {name}")
                known[name] = _known(kind, group)
    return known


def _known(kind: str, group: Mapping[str, Any]) -> Known:
    because, breaks = str(group.get("because", "")), str(group.get("breaks", ""))
    if not because.strip():
        raise ListError(f"a group of {kind} mutants says no reason: {group['mutants'][:1]}")
    if kind == "equivalent" and breaks:
        raise ListError(f"what breaks {breaks} isn't equivalent: {group['mutants'][:1]}")
    if kind != "equivalent" and breaks not in load_rules():
        raise ListError(f"a group ({kind}) names the rule that is broken; {breaks!r} is none: {group['mutants'][:1]}")
    return Known(because, breaks, deeper=kind == "deeper")


def problems(verdicts: Mapping[str, Verdict], known: Mapping[str, Known], *, quick: bool = True) -> list[str]:
    """What is wrong between the list and what was measured, in a quick run or another: a line for each mutant."""
    found = []
    for name, verdict in verdicts.items():
        if not verdict.failed and name not in known:
            found.append(f"survives, and isn't in the list: {name}")
        elif verdict.failed and name in known and (quick or not known[name].deeper):
            found.append(f"is in the list of survivors, but {verdict.check} finds it: {name}")
    return found


def stale(made: Sequence[Written], known: Mapping[str, Known]) -> list[str]:
    """Listed mutants that aren't made any more: the code that they changed has changed itself."""
    return sorted(known.keys() - {mutant.name for mutant in made})


def sample(made: Sequence[Written], known: Mapping[str, Known], killed: int, surviving: int) -> list[Written]:
    """So many mutants that must be found, and so many listed survivors; the same as long as the mutants are the same.

    A survivor takes as long as a whole run of the suite, what is found a tenth of that: so there are fewer of them.
    """
    rng = random.Random(1234)
    listed = [mutant for mutant in made if mutant.name in known]
    others = [mutant for mutant in made if mutant.name not in known]
    return rng.sample(others, min(killed, len(others))) + rng.sample(listed, min(surviving, len(listed)))


def figures(verdicts: Mapping[str, Verdict], known: Mapping[str, Known]) -> dict[str, int]:
    """The figures: mutants in all, found, equivalent, those for a deeper run, and those that break a rule unseen."""
    surviving = [name for name, verdict in verdicts.items() if not verdict.failed]
    listed = [known[name] for name in surviving if name in known]
    equivalent, deeper = sum(not each.breaks for each in listed), sum(each.deeper for each in listed)
    return {
        "mutants": len(verdicts),
        "found": len(verdicts) - len(surviving),
        "equivalent": equivalent,
        "deeper": deeper,
        "unseen": len(surviving) - equivalent - deeper,
    }
