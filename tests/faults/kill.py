"""Measure the kill table: ``python -m tests.faults.kill --json docs/data/kill-table.json``.

Exit code 0 when the suite finds every fault as it is declared, 1 when it doesn't, 2 for a usage error.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from taskloop_conformance.model.rules import load_rules

from .fault import load_catalogue
from .measure import Outcome, measure
from .table import KillTable


def kill_table(names: Collection[str] = (), processes: int = 2, progress: bool = False) -> KillTable:
    """Run the suite against the named faults, or all; ``progress`` shows a line of it on standard error."""
    catalogue = load_catalogue()
    faults = {name: catalogue[name] for name in names or catalogue}
    outcomes: dict[str, Outcome] = {}
    for outcome in measure(faults, processes):
        outcomes[outcome.name] = outcome
        if progress:
            print(f"\r{len(outcomes)} of {len(faults)} faults", end="", file=sys.stderr, flush=True)
    if progress:
        print(file=sys.stderr)
    return KillTable(load_rules(), faults, outcomes)


def with_measured_before(table: KillTable, before: Mapping[str, Any]) -> KillTable:
    """The table with what was measured before of the faults that weren't measured now, if of all of them."""
    catalogue = load_catalogue()
    known = {
        fault["name"]: Outcome(fault["name"], dict(fault["blamed"]))
        for fault in before.get("faults", ())
        if fault["name"] in catalogue
    }
    outcomes = known | dict(table.outcomes)
    return KillTable(table.rules, catalogue, outcomes) if outcomes.keys() == catalogue.keys() else table


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kill", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="only these, each with the rules that it reddens")
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="write the table as data; with faults named, what FILE holds of the other faults stays",
    )
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N", help="processes (default: 2)")
    options = parser.parse_args(arguments)
    if unknown := set(options.faults) - load_catalogue().keys():
        parser.error(f"there is no fault {', '.join(sorted(unknown))}")
    table = kill_table(options.faults, options.j, progress=sys.stderr.isatty())
    if options.json:
        # The families are measured by themselves: their section stays.
        before = json.loads(options.json.read_text(encoding="utf-8")) if options.json.exists() else {}
        whole = with_measured_before(table, before) if options.faults else table
        data = whole.as_json() | {name: before[name] for name in ("families",) if name in before}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    for name in options.faults:
        blamed = table.outcomes[name].blamed
        print(f"{name} reddens {', '.join(f'{rule} ({count} checks)' for rule, count in blamed.items()) or 'no rule'}")
    problems = table.problems()
    if options.faults:  # what a rule lacks shows only when all faults are measured
        problems = [problem for problem in problems if problem.split()[0].rstrip(":") in options.faults]
    for problem in problems:
        print(problem)
    print(f"{len(table.wrong)} faults, {table.found():.1%} found, {table.precision():.1%} of the blame declared")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
