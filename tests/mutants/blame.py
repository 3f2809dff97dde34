"""What the suite blames of an implementation with something wrong in it, and what it is right to blame.

A mutant was read with the rules beside it, and ``reviewed.toml`` holds what that reader said; a fault of the catalogue
declares it.  The suite runs as a user runs it, and its report is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from taskloop_conformance.model.rules import load_rules
from tests.faults.fault import load_catalogue
from tests.faults.verdict import ROOT, Target

from .bases import Base

LIST = Path(__file__).with_name("reviewed.toml")

#: What the words of a report say of a rule.
BROKEN, BLOCKED, JUDGED = ("failed", "hung", "crashed"), ("blocked",), ("passed",)


@dataclass(frozen=True)
class Answer:
    """What a reader of rules and code says of one mutant; no rule is broken by an equivalent one."""

    name: str
    breaks: tuple[str, ...] = ()
    may_break: tuple[str, ...] = ()
    equivalent: bool = False
    note: str = ""

    def accepts(self, rule: str) -> bool:
        """Whether it is right to blame a rule."""
        related = {other for broken in self.breaks for other in load_rules()[broken].may_also_break}
        return rule in self.breaks or rule in self.may_break or rule in related


@dataclass(frozen=True)
class Blame:
    """What a run's report says of one mutant; ``blocking`` has the broken rule that blocks each of the blocked ones."""

    name: str
    verdict: str
    broken: tuple[str, ...]
    blocked: tuple[str, ...]
    judged: int
    blocking: tuple[str, ...] = ()

    def blocked_from_outside(self) -> list[str]:
        """The rules that a fault of another area keeps from being judged."""
        pairs = zip(self.blocked, self.blocking, strict=True)
        return [rule for rule, by in pairs if rule.partition(".")[0] != by.partition(".")[0]]


def load_answers(path: Path = LIST) -> dict[str, Answer]:
    """The committed answers by the mutant's name; raises TypeError for a field that there isn't."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]
    return {answer.name: answer for answer in (Answer(**_tuples(each)) for each in read)}


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}


class Wrong(Protocol):
    """An implementation with something wrong in it: a mutant, or a fault of the catalogue."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def base(self) -> Base | CleanBase:
        """What it is made from."""

    def target(self, folder: Path) -> Target:
        """What the suite loads; it may be written into this folder."""


@dataclass(frozen=True)
class CleanBase:
    """The implementation that the catalogue's faults are made from."""

    def unchanged(self) -> Catalogued:
        """The implementation itself."""
        return Catalogued("clean")


@dataclass(frozen=True)
class Catalogued:
    """A fault of the catalogue as something to judge."""

    name: str
    base: CleanBase = CleanBase()

    def target(self, folder: Path) -> Target:
        """Where the suite finds it; nothing is written."""
        return Target(self.name, f"tests.faults.target:{self.name}", str(ROOT))


def declared() -> dict[str, Answer]:
    """What the catalogue's faults say of themselves, as answers."""
    return {
        fault.name: Answer(fault.name, fault.breaks, equivalent=bool(fault.equivalent), note=fault.about)
        for fault in load_catalogue().values()
    }


@cache
def _recommended_by_base(base: Base | CleanBase) -> frozenset[str]:
    """The recommended rules that a base breaks by itself: its mutants aren't asked about those."""
    blame = _judge(base.unchanged())
    if blame.verdict != "conformant":
        raise AssertionError(f"{blame.name} is {blame.verdict} by itself: {', '.join(blame.broken)}")
    return frozenset(blame.broken)


def _judge(mutant: Wrong) -> Blame:
    with tempfile.TemporaryDirectory() as name:
        target, report = mutant.target(Path(name) / "mutant"), Path(name) / "report.json"
        command = [sys.executable, "-m", "taskloop_conformance", "run", target.load]
        where = ["--path", target.folder] if target.folder else []
        subprocess.run(
            [*command, *where, "--quick", "-j", "1", "--json", str(report)],
            cwd=name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,  # not conformant is what is expected
        )
        data: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    by_outcome = {
        words: tuple(rule["id"] for rule in data["rules"] if rule["outcome"] in words)
        for words in (BROKEN, BLOCKED, JUDGED)
    }
    judged = len(by_outcome[JUDGED]) + len(by_outcome[BROKEN])
    blocking = tuple(rule["divergence"]["rule"] for rule in data["rules"] if rule["outcome"] in BLOCKED)
    return Blame(mutant.name, data["verdict"], by_outcome[BROKEN], by_outcome[BLOCKED], judged, blocking)


def _blame(mutant: Wrong) -> Blame:
    found = _judge(mutant)
    own = _recommended_by_base(mutant.base)
    return replace(found, broken=tuple(rule for rule in found.broken if rule not in own))


def blames(chosen: Sequence[Wrong], processes: int = 2, log: Path | None = None) -> Iterator[Blame]:
    """What the suite says of each mutant; what stands in the log isn't run again."""
    lines = log.read_text("utf-8").splitlines() if log and log.exists() else []
    done = {blame.name: blame for blame in (Blame(**_tuples(json.loads(line))) for line in lines)}
    yield from (done[mutant.name] for mutant in chosen if mutant.name in done)
    with ThreadPoolExecutor(processes) as pool:
        for blame in pool.map(_blame, [mutant for mutant in chosen if mutant.name not in done]):
            if log:
                with log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(blame)) + "\n")
            yield blame
