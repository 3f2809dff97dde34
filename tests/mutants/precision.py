"""How right the blame is: ``python -m tests.mutants.precision [--of mutants|catalogue] [--only TEXT] [--json FILE]``.

The catalogue's faults declare the rules that they break, but they were made together with the suite. So two hundred
mutants of four implementations were read with the rules beside them, and without the suite: ``reviewed.toml`` holds
for each the rules that it breaks, those that it may break besides, or that it is equivalent. Here the suite is run
against each mutant and each fault, as a user runs it, and its failed rules are compared with that. The figures are
those of the mutants, those of the catalogue, and those of both together.

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
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .bases import all_mutants
from .blame import Answer, Blame, Catalogued, Wrong, blames, declared, load_answers

#: Who breaks one of these has no chain that could be judged by other rules, whatever the signals and values are.
BY_ITSELF = frozenset({"CHAIN.starts", "CHAIN.continues", "CHAIN.no-overlap", "CHAIN.nothing-added"})

#: The shares that are promised: of the blamed rules those that are broken, of the judged ones those that are blocked.
PRECISION, BLOCKED_AT_MOST = 0.95, 0.05


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
    parser.add_argument("--of", action="append", choices=GROUPS, help="only these (default: both)")
    parser.add_argument("--only", default="", help="those whose name contains this")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write each answer, and go on where a run was ended")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as data")
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    options = parser.parse_args(arguments)
    groups: dict[str, tuple[Mapping[str, Answer], Sequence[Wrong]]] = {}
    if "mutants" in (options.of or GROUPS):
        reviewed = load_answers()
        groups["mutants"] = reviewed, [mutant for mutant in all_mutants() if mutant.name in reviewed]
    if "catalogue" in (options.of or GROUPS):
        groups["catalogue"] = declared(), [Catalogued(name) for name in declared()]
    found: dict[str, Precision] = {}
    answers: dict[str, Answer] = {}
    together: list[Blame] = []
    for group, (known, wrong) in groups.items():
        blamed = list(blames([each for each in wrong if options.only in each.name], options.j, options.log))
        found[group] = compare(blamed, known)
        answers |= known
        together += blamed
        print(*found[group].lines, f"{group}: {found[group]}", sep="\n")
    found["together"] = compare(together, answers)
    print(f"together: {found['together']}")
    if options.log and not options.only:
        options.log.unlink(missing_ok=True)  # it is for a run that was ended; the next one measures anew
    if options.json:
        write(options.json, found)
    shares = [found[group].precision for group in groups]
    return 0 if min(shares) >= PRECISION and found["together"].most_blocked[1] <= BLOCKED_AT_MOST else 1


#: What is asked: the reviewed mutants, and the catalogue's faults.
GROUPS = ("mutants", "catalogue")


def write(path: Path, found: Mapping[str, Precision]) -> None:
    """Write the figures of each group as data."""
    data = {group: figures.to_json() for group, figures in found.items()}
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
