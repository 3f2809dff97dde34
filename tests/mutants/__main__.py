"""Run the suite against mutants: ``python -m tests.mutants [--base NAME] [--sample N] [--json FILE]``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.faults.verdict import Target, Verdict, judge

from .bases import BASES, Written, all_mutants


def laid_out(chosen: Iterable[Written], folder: Path) -> Iterator[Target]:
    """The mutants as targets, each written when its turn comes."""
    for number, mutant in enumerate(chosen):
        yield mutant.target(folder / str(number))


def run(chosen: list[Written], exploration: str, processes: int, progress: bool = False) -> dict[str, Verdict]:
    """The verdict on each mutant by its name."""
    verdicts: dict[str, Verdict] = {}
    with tempfile.TemporaryDirectory() as folder:
        for verdict in judge(laid_out(chosen, Path(folder)), exploration, processes):
            verdicts[verdict.name] = verdict
            if progress:
                survived = sum(not each.failed for each in verdicts.values())
                print(f"\r{len(verdicts)} of {len(chosen)}, {survived} survive ", end="", file=sys.stderr, flush=True)
    return verdicts


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", action="append", choices=[base.name for base in BASES])
    parser.add_argument("--only", default="", help="mutants whose name contains this")
    parser.add_argument("--exploration", default="quick")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    options = parser.parse_args(arguments)
    bases = tuple(base for base in BASES if not options.base or base.name in options.base)
    chosen = [mutant for mutant in all_mutants(bases) if options.only in mutant.name]
    verdicts = run(chosen, options.exploration, options.j, progress=True)
    if options.json:
        options.json.write_text(json.dumps({n: vars(v) for n, v in verdicts.items()}, indent=1) + "\n")
    for name in sorted(name for name, verdict in verdicts.items() if not verdict.failed):
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
