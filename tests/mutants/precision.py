"""How right the blame is on mutants: ``python -m tests.mutants.precision [--only TEXT] [--log FILE] [--json FILE]``.

The catalogue's faults declare the rules that they break, but they were made together with the suite. So two hundred
mutants of four implementations were read with the rules beside them, and without the suite: ``reviewed.toml`` holds
for each the rules that it breaks, those that it may break besides, or that it is equivalent. Here the suite is run
against each, as a user runs it, and its failed rules are compared with that.

As everywhere, whoever breaks a rule may break those that the rule itself names (``may_also_break``).

A rule is *blocked* when a failure keeps the suite from judging it. That costs the user an answer, so the share of
blocked rules is measured, too. A chain that never starts, doesn't go on or starts twice by itself leaves nothing that
could be judged: such mutants are counted apart. Of the others each rule is asked how often a fault of another area
keeps it from being judged.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from taskloop_conformance.model.rules import load_rules

from .bases import BASES, Written, all_mutants

LIST = Path(__file__).with_name("reviewed.toml")

#: Who breaks one of these has no chain that could be judged by other rules, whatever the signals and values are.
BY_ITSELF = frozenset({"CHAIN.starts", "CHAIN.continues", "CHAIN.no-overlap", "CHAIN.nothing-added"})

#: What the words of a report say of a rule.
BROKEN, BLOCKED, JUDGED = ("failed", "hung", "crashed"), ("blocked",), ("passed",)

#: The shares that are promised: of the blamed rules those that are broken, of the judged ones those that are blocked.
PRECISION, BLOCKED_AT_MOST = 0.95, 0.05


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


@cache
def _recommended_by_base(base: str) -> frozenset[str]:
    """The recommended rules that a base breaks by itself: its mutants aren't asked about those."""
    unchanged = next(each for each in BASES if each.name == base).unchanged()
    blame = _judge(unchanged)
    if blame.verdict != "conformant":
        raise AssertionError(f"{base} is {blame.verdict} by itself: {', '.join(blame.broken)}")
    return frozenset(blame.broken)


def _judge(mutant: Written) -> Blame:
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


def _blame(mutant: Written) -> Blame:
    found = _judge(mutant)
    own = _recommended_by_base(mutant.base.name)
    return replace(found, broken=tuple(rule for rule in found.broken if rule not in own))


def blames(chosen: Sequence[Written], processes: int = 2, log: Path | None = None) -> Iterator[Blame]:
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


@dataclass(frozen=True)
class Precision:
    """The shares over many mutants, and where they fall short, a line each.

    ``refused`` are those that can't be loaded or lack the surface; ``by_itself`` those that leave no chain to judge,
    ``blocked`` and ``judged`` count the rules of the others, ``all_blocked`` and ``all_judged`` those of all.
    ``cases`` are those others in which a rule is broken, and ``outside`` has for each rule how many of them block it by
    a rule of another area.
    """

    blamed: int
    right: int
    blocked: int
    judged: int
    found: int
    missed: int
    refused: int
    cases: int
    by_itself: int
    all_blocked: int
    all_judged: int
    lines: tuple[str, ...]
    outside: dict[str, int]

    @property
    def precision(self) -> float:
        """Of the blamed rules, the share that is broken."""
        return self.right / self.blamed if self.blamed else 1.0

    @property
    def blocked_share(self) -> float:
        """Of the rules that were asked about, the share that a failure kept from being judged."""
        return self.blocked / (self.blocked + self.judged) if self.judged else 0.0

    @property
    def all_blocked_share(self) -> float:
        """The same over all mutants, those that leave no chain to judge among them."""
        return self.all_blocked / (self.all_blocked + self.all_judged) if self.all_judged else 0.0

    @property
    def most_blocked(self) -> tuple[str, float]:
        """The rule that faults of other areas block most often, and in which share of the cases."""
        rule = max(self.outside, key=lambda each: (self.outside[each], each), default="none")
        return rule, self.outside.get(rule, 0) / self.cases if self.cases else 0.0

    def __str__(self) -> str:
        """The figures in a line."""
        rule, share = self.most_blocked
        return (
            f"{self.found} found, {self.refused} refused, {self.missed} missed; "
            f"{self.precision:.1%} of {self.blamed} blamed rules are broken; "
            f"{self.all_blocked_share:.1%} of the rules blocked, and {self.blocked_share:.1%} without {self.by_itself} "
            "mutants that leave no chain to judge; a fault of another area blocks no rule in more than "
            f"{share:.1%} of {self.cases} cases ({rule})"
        )

    def to_json(self) -> dict[str, Any]:
        """The figures as data, without the lines."""
        figures = {name: value for name, value in asdict(self).items() if name != "lines"}
        names = ("precision", "blocked_share", "all_blocked_share")
        rule, share = self.most_blocked
        shares = {name: round(getattr(self, name), 4) for name in names}
        return {**figures, **shares, "most_blocked": rule, "most_blocked_share": round(share, 4)}


def compare(found: Iterable[Blame], answers: Mapping[str, Answer]) -> Precision:
    """Compare what the suite says with the answers."""
    counts: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    lines = []
    for blame in found:
        answer = answers[blame.name]
        wrong = [rule for rule in blame.broken if not answer.accepts(rule)]
        counts["blamed"] += len(blame.broken)
        counts["right"] += len(blame.broken) - len(wrong)
        if not answer.equivalent:
            refused = "refused" if blame.verdict == "adapter-error" else "missed"
            counts["found" if blame.broken else refused] += 1
        counts["all_blocked"] += len(blame.blocked)
        counts["all_judged"] += blame.judged
        if BY_ITSELF.intersection(blame.broken):
            counts["by_itself"] += 1
        else:
            outside.update(blame.blocked_from_outside())
            counts["cases"] += bool(blame.broken)
            counts["blocked"] += len(blame.blocked)
            counts["judged"] += blame.judged
        if wrong or (not blame.broken and not answer.equivalent):
            said = f"blames {', '.join(wrong)}" if wrong else f"is {blame.verdict}"
            lines.append(f"{blame.name}\n    {said}; it breaks {', '.join(answer.breaks) or 'nothing'}: {answer.note}")
    found_so = {name: counts[name] for name in _COUNTED}
    return Precision(**found_so, lines=tuple(lines), outside=dict(sorted(outside.items())))


_COUNTED = (
    "blamed",
    "right",
    "blocked",
    "judged",
    "found",
    "missed",
    "refused",
    "cases",
    "by_itself",
    "all_blocked",
    "all_judged",
)


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit code 1 when a share isn't as promised."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutants.precision", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--only", default="", help="mutants whose name contains this")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write each answer, and go on where a run was ended")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as data")
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    options = parser.parse_args(arguments)
    answers = load_answers()
    chosen = [mutant for mutant in all_mutants() if mutant.name in answers and options.only in mutant.name]
    seen = compare(blames(chosen, options.j, options.log), answers)
    print(*seen.lines, seen, sep="\n")
    if options.log and not options.only:
        options.log.unlink(missing_ok=True)  # it is for a run that was ended; the next one measures anew
    if options.json:
        options.json.write_text(json.dumps(seen.to_json(), indent=2) + "\n", encoding="utf-8")
    blocked = max(seen.blocked_share, seen.most_blocked[1])
    return 0 if seen.precision >= PRECISION and blocked <= BLOCKED_AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
