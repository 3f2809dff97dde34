"""The mutants that the suite doesn't fail: the committed list, with the reason for each, and what is wrong with it.

``survivors.toml`` has two kinds of groups. ``[[equivalent]]``: mutants that break no rule, and ``because`` says why.
``[[open]]``: mutants that break a rule which the suite doesn't see broken; ``breaks`` names it, and the group is work
to do. A mutant that survives and is in neither is new, and fails the gate. One that is listed and is found, or isn't
made any more, has to be taken out: the list says what is so.
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


@dataclass(frozen=True)
class Known:
    """A listed survivor: why it survives, and the rule that it breaks (empty: it is equivalent)."""

    because: str
    breaks: str = ""


class ListError(ValueError):
    """The list is wrong in itself: the message says where."""


def load_survivors(path: Path = LIST) -> dict[str, Known]:
    """The listed survivors by name; raises :class:`ListError` for a group without a reason or a name given twice."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if unknown := data.keys() - {"equivalent", "open"}:
        raise ListError(f"there are no groups {', '.join(sorted(unknown))}: [[equivalent]] and [[open]] are known")
    known: dict[str, Known] = {}
    for kind in ("equivalent", "open"):
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
    if kind == "open" and breaks not in load_rules():
        raise ListError(f"an open group names the rule that it breaks, and {breaks!r} is none: {group['mutants'][:1]}")
    return Known(because, breaks)


def problems(verdicts: Mapping[str, Verdict], known: Mapping[str, Known]) -> list[str]:
    """What is wrong between the list and what was measured: a line for each mutant."""
    found = []
    for name, verdict in verdicts.items():
        if not verdict.failed and name not in known:
            found.append(f"survives, and isn't in the list: {name}")
        elif verdict.failed and name in known:
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
    """The figures of the kill table's page: mutants in all, found, equivalent, and those that break a rule unseen."""
    surviving = [name for name, verdict in verdicts.items() if not verdict.failed]
    equivalent = sum(name in known and not known[name].breaks for name in surviving)
    return {
        "mutants": len(verdicts),
        "found": len(verdicts) - len(surviving),
        "equivalent": equivalent,
        "unseen": len(surviving) - equivalent,
    }
