"""Which checks verify which rules, and what is wrong with that."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from functools import cache

from ..model.rules import Rule
from ..paths import CHECKS


class SpecGate:
    """Collects checks with the rules that they name, and finds what doesn't fit the specification."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self.rules = rules
        self.checks: dict[str, tuple[str, ...]] = {}

    def add(self, check: str, rules: Iterable[str]) -> None:
        """Take up one check and the ids that it names."""
        self.checks[check] = tuple(rules)

    def problems(self) -> list[str]:
        """Checks without a rule, unknown or retired ids: one line each."""
        found = []
        for check, ids in self.checks.items():
            if not ids:
                found.append(f"{check} names no rule: mark it with @pytest.mark.verifies(ID)")
            for rule in ids:
                if rule not in self.rules:
                    found.append(f"{check} names {rule}, which the specification doesn't have")
                elif self.rules[rule].retired:
                    found.append(f"{check} names {rule}, which is retired")
        return found

    def concerns(self, check: str, profiles: Collection[str]) -> bool:
        """Whether one of the check's rules holds for an implementation that claims these profiles."""
        return any(self.rules[rule].concerns(profiles) for rule in self.checks[check])


def unverified(rules: Mapping[str, Rule], verified: Mapping[str, Collection[str]]) -> list[str]:
    """Rules that no check verifies and that don't say why, or that say so although there is one: one line each."""
    found = []
    for rule in rules.values():
        checks = verified.get(rule.id)
        if not rule.retired and not checks and not rule.unchecked:
            found.append(f"{rule.id} has no check, and doesn't say why (field `unchecked`)")
        elif checks and rule.unchecked:
            found.append(f"{rule.id} says that it is unchecked, and {next(iter(checks))} verifies it")
    return found


@cache
def checks_by_rule() -> Mapping[str, tuple[str, ...]]:
    """The checks of the suite by the rule that they verify, read from their source.

    A check is named ``test_file.py::test_name``.  Nothing is imported or run.
    """
    found: dict[str, list[str]] = {}
    for file in sorted(CHECKS.glob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test_"):
                for rule in _marked(node):
                    found.setdefault(rule, []).append(f"{file.name}::{node.name}")
    return {rule: tuple(names) for rule, names in found.items()}


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("verifies"):
            return [str(ast.literal_eval(argument)) for argument in decorator.args]
    return []
