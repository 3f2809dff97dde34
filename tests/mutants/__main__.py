"""Run the suite against mutants: ``python -m tests.mutants [--base NAME] [--only TEXT] [--log FILE]``."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.faults.verdict import Target, Verdict, judge
from tests.faults.verdict_log import Judge, remembered

from .bases import BASES, Written, all_mutants
from .survivors import figures, load_survivors, problems, stale


def laid_out(chosen: Iterable[Written], folder: Path) -> Iterator[Target]:
    """The mutants as targets, each written when its turn comes."""
    for number, mutant in enumerate(chosen):
        yield mutant.target(folder / str(number))


def run(
    chosen: Sequence[Written],
    judge_each: Judge,
    log: Path | None = None,
    scratch: Path | None = None,
) -> dict[str, Verdict]:
    """The verdict on each mutant by its name; with a log, what stands in it already isn't run again.

    The mutants are written into a folder that is made in ``scratch`` (None: the system's place for that). A mutant that
    breaks a recommended rule which its base keeps is found, too.
    """
    bases = {mutant.base.name: mutant.base.unchanged() for mutant in chosen}
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        every = laid_out((*bases.values(), *chosen), Path(folder))
        verdicts = {verdict.name: verdict for verdict in remembered(judge_each, log)(every)}
    kept_less = {name: set(verdicts[unchanged.name].recommended) for name, unchanged in bases.items()}
    for name, unchanged in bases.items():
        if verdicts[unchanged.name].failed:
            raise AssertionError(f"{name} doesn't conform by itself: {verdicts[unchanged.name].message}")
    return {mutant.name: _with_recommended(verdicts[mutant.name], kept_less[mutant.base.name]) for mutant in chosen}


def _with_recommended(verdict: Verdict, kept_less: set[str]) -> Verdict:
    """The verdict, failed where it breaks recommended rules that the base keeps."""
    more = tuple(rule for rule in verdict.recommended if rule not in kept_less)
    if verdict.failed or not more:
        return verdict
    return replace(verdict, check="a check of a recommended rule", rules=more)


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit code 1 when the list of survivors isn't what is so."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", action="append", choices=[base.name for base in BASES])
    parser.add_argument("--only", default="", help="mutants whose name contains this")
    parser.add_argument("--exploration", default="quick")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write each verdict, and go on where a run was ended")
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    options = parser.parse_args(arguments)
    bases = tuple(base for base in BASES if not options.base or base.name in options.base)
    chosen = [mutant for mutant in all_mutants(bases) if options.only in mutant.name]
    verdicts = run(chosen, lambda targets: judge(targets, options.exploration, options.j), options.log)
    known = load_survivors()
    # What only eager tasks show is found by the quick run, too, where Python has them.
    quick = options.exploration == "quick" and not hasattr(asyncio, "eager_task_factory")
    wrong = problems(verdicts, known, quick=quick)
    if not options.only and not options.base:
        wrong += [f"is listed, and isn't made any more: {name}" for name in stale(chosen, known)]
    for line in wrong:
        print(line)
    print(", ".join(f"{number} {what}" for what, number in figures(verdicts, known).items()))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
