"""``rules``: every rule of the specification, and by how many checks it is verified."""

from __future__ import annotations

import argparse
import json

from ..model.rules import load_rules
from ..report.coverage import checks_by_rule
from .arguments import describe

HELP = "list every rule"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``rules``."""
    describe(
        parser,
        "List every rule: id, level, profile, origin, and by how many checks it is verified. As JSON: the whole "
        "specification and the replay tokens of all checks, for whoever validates what another language offers.",
        "taskloop-conformance rules --json",
    )
    parser.add_argument("--json", action="store_true", help="the whole specification as JSON, on standard output")


def execute(arguments: argparse.Namespace) -> int:
    """Print the list; always 0."""
    if arguments.json:
        from ..report.specification import specification  # it collects the checks with pytest; the list needs no pytest

        print(json.dumps(specification(), indent=2, ensure_ascii=False))
        return 0
    checks = {rule: len(names) for rule, names in checks_by_rule().items()}
    rules = load_rules().values()
    width = max(len(rule.id) for rule in rules)
    print(f"{'id':<{width}}  level   profile    origin    checks  title")
    for rule in rules:
        count = "retired" if rule.retired else str(checks.get(rule.id, 0))
        print(
            f"{rule.id:<{width}}  {rule.level:<6}  {rule.profile:<9}  {rule.origin:<8}  {count:>7}  {rule.title}",
        )
    return 0
