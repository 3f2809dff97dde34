"""``rules``: every rule of the specification, and by how many checks it is verified."""

from __future__ import annotations

import argparse
import json

from .. import SPEC_VERSION
from ..model.rules import load_rules
from ..report.coverage import checks_by_rule
from .arguments import describe

HELP = "list every rule"

#: What `rules --json` says of a rule beside the number of its checks.
_FIELDS = (
    "id",
    "title",
    "level",
    "profile",
    "origin",
    "place",
    "text",
    "reason",
    "may_differ",
    "unchecked",
    "retired",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``rules``."""
    describe(parser, "List every rule: id, level, profile, origin, and by how many checks it is verified.")
    parser.add_argument("--json", action="store_true", help="as JSON, on standard output")


def execute(arguments: argparse.Namespace) -> int:
    """Print the list; always 0."""
    checks = {rule: len(names) for rule, names in checks_by_rule().items()}
    rules = load_rules().values()
    if arguments.json:
        listed = [
            {**{name: getattr(rule, name) for name in _FIELDS}, "checks": checks.get(rule.id, 0)} for rule in rules
        ]
        print(json.dumps({"schema": 1, "spec": SPEC_VERSION, "rules": listed}, indent=2, ensure_ascii=False))
        return 0
    width = max(len(rule.id) for rule in rules)
    print(f"{'id':<{width}}  level   profile    origin    checks  title")
    for rule in rules:
        count = "retired" if rule.retired else str(checks.get(rule.id, 0))
        print(
            f"{rule.id:<{width}}  {rule.level:<6}  {rule.profile:<9}  {rule.origin:<8}  {count:>6}  {rule.title}",
        )
    return 0
