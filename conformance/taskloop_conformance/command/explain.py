"""``explain ID``: one rule in full, or the rules of one area."""

from __future__ import annotations

import argparse

from ..report.explanation import explain
from .arguments import UsageError, describe

HELP = "explain one rule, or an area of rules"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``explain``."""
    describe(
        parser,
        "Explain one rule: its text, its reason, a legal and an illegal history, its checks. Of an area, its rules.",
        "taskloop-conformance explain CONTINUE.kept-payload",
        "taskloop-conformance explain pause",
    )
    parser.add_argument("id", metavar="ID", help="as in CONTINUE.kept-payload, or CONTINUE; `rules` lists them all")


def execute(arguments: argparse.Namespace) -> int:
    """Print the explanation; 0.  Capitals don't matter."""
    try:
        print(explain(arguments.id))
    except LookupError as error:
        raise UsageError(error.args[0]) from None
    return 0
