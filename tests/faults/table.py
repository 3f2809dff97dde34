"""The kill table: which rule finds which fault, how precisely, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from taskloop_conformance.model.rules import Rule

from .fault import Fault, firsts
from .measure import Outcome


@dataclass(frozen=True)
class KillTable:
    """The faults, what the suite said of each, and the rules."""

    rules: Mapping[str, Rule]
    faults: Mapping[str, Fault]
    outcomes: Mapping[str, Outcome]

    @property
    def required(self) -> list[str]:
        """The rules that an implementation must keep, and that the suite can find broken."""
        return [
            rule.id for rule in self.rules.values() if rule.level == "MUST" and not (rule.retired or rule.unchecked)
        ]

    @property
    def wrong(self) -> list[Fault]:
        """The faults that break a rule: all but the equivalent ones."""
        return [fault for fault in self.faults.values() if not fault.equivalent]

    def blamed(self, fault: Fault) -> list[str]:
        """The rules that were found broken, in the order of the specification."""
        return [rule for rule in self.rules if rule in self.outcomes[fault.name].blamed]

    def found(self) -> float:
        """The share of the wrong faults that at least one rule found."""
        return _share(bool(self.blamed(fault)) for fault in self.wrong)

    def precision(self) -> float:
        """The share of the blamed rules, over all faults, that the fault had declared."""
        return _share(rule in self.declared(fault) for fault in self.faults.values() for rule in self.blamed(fault))

    def declared(self, fault: Fault) -> frozenset[str]:
        """The rules that a fault may redden: those that it names, and those that go with the ones it breaks."""
        broken = [self.rules[rule] for rule in fault.breaks if rule in self.rules]
        along = [also for rule in broken for also in rule.may_also_break]
        return frozenset(fault.breaks).union(along)

    def killers(self, rule: str) -> list[str]:
        """The names of the faults that are about a rule and were found by it."""
        about = firsts(self.faults.values()).get(rule, [])
        return [name for name in about if rule in self.outcomes[name].blamed]

    def problems(self) -> list[str]:
        """What must not be, one line each; empty when the suite proves itself."""
        found: list[str] = []
        for fault in self.faults.values():
            found += _of_one(fault, self.blamed(fault), self.outcomes[fault.name], self.declared(fault))
            unknown = {*fault.breaks, *fault.misblamed} - self.rules.keys()
            found += [f"{fault.name} declares {rule}, which is no rule" for rule in sorted(unknown)]
        for rule in self.required:
            if not self.killers(rule):
                found.append(f"{rule} is required, and no fault that is about it is found by it")
        return found

    def as_json(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "schema": 1,
            "faults": [
                {
                    "name": fault.name,
                    "about": fault.about,
                    "breaks": list(fault.breaks),
                    "misblamed": list(fault.misblamed),
                    "equivalent": fault.equivalent,
                    "blamed": {rule: self.outcomes[fault.name].blamed[rule] for rule in self.blamed(fault)},
                }
                for fault in self.faults.values()
            ],
            "rules": [
                {"id": rule, "level": self.rules[rule].level, "killers": self.killers(rule)} for rule in self.rules
            ],
            "found": round(self.found(), 4),
            "precision": round(self.precision(), 4),
            "problems": self.problems(),
        }


def _of_one(fault: Fault, blamed: list[str], outcome: Outcome, declared: frozenset[str]) -> list[str]:
    """The problems of one fault."""
    found = [f"{fault.name}: {text}" for text in outcome.strange]
    if not fault.about.endswith("."):
        found.append(f"{fault.name} isn't documented: one sentence that says what goes wrong")
    if fault.equivalent:
        found += [f"{fault.name} counts as equivalent, and {rule} finds it" for rule in blamed]
        return found
    if not fault.breaks:
        found.append(f"{fault.name} declares no rule that it breaks, nor why it breaks none")
    if not blamed:
        found.append(f"{fault.name} survives: no check fails")
        return found
    found += [f"{fault.name} doesn't redden {rule}, as it declares" for rule in fault.breaks if rule not in blamed]
    known = declared | set(fault.misblamed)
    found += [f"{fault.name} reddens {rule}, which it doesn't declare" for rule in blamed if rule not in known]
    found += [f"{fault.name} doesn't redden {rule} any more" for rule in fault.misblamed if rule not in blamed]
    return found


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values) if values else 1.0
