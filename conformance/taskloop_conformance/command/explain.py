"""``explain ID``: one rule in full."""

from __future__ import annotations

import argparse

from ..model.rules import load_rules
from ..report.narrative import explain
from ..report.selection import unknown_rule
from .arguments import UsageError, describe

HELP = "explain one rule"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``explain``."""
    describe(
        parser,
        "Explain one rule: its text, its reason, a legal and an illegal history, its checks.",
        "taskloop-conformance explain CONTINUE.kept-payload",
    )
    parser.add_argument("id", metavar="ID", help="as in CONTINUE.kept-payload; `rules` lists them all")


def execute(arguments: argparse.Namespace) -> int:
    """Print the explanation; 0.  Capitals don't matter."""
    rules = load_rules()
    names = {name.lower(): name for name in rules}
    name = names.get(arguments.id.lower())
    if name is None:
        raise UsageError(unknown_rule(arguments.id, rules))
    print(explain(name))
    return 0
