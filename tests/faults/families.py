"""Measure what the suite says of whole families: ``python -m tests.faults.families --json docs/data/kill-table.json``.

The catalogue is written by hand, fault by fault. The families are not: faults of the transition table
(``tests/generated``), mechanical mutants of four implementations (``tests/mutants``), faults by kind of user's side
(``kinds``), and implementations that break nothing (``tests/generated/legal.py``). Their figures are a section
``families`` of the kill table's data:

- ``members``: how many there are; ``equivalent``: of these, how many break no rule, each by a stated reason;
- ``found``: how many the suite fails; ``unseen``: how many break a rule and are passed;
- ``wrongly_failed``: those that break no rule and are failed;
- ``unseen_names``: those that are passed, so that a page can name them, and of mutants ``reasons``, by name;
- ``curve`` (of the table's faults): pairs (histories run, faults found by then), from few signals to many.

``--cluster ADDRESS`` or ``--cluster local[2]`` spreads them over the workers of a cluster: ``spread.py``. Exit code
3 when workers were lost with what they did.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from taskloop_conformance.run.cluster import ClusterError
from taskloop_conformance.run.cluster_address import problem_with
from tests.generated import measure as table
from tests.generated.choices import legal
from tests.generated.suite import scenarios
from tests.generated.table_faults import faults
from tests.mutants.__main__ import run as run_mutants
from tests.mutants.bases import all_mutants
from tests.mutants.survivors import load_survivors

from .kinds.patching import load_kinds
from .spread import SCRATCH, judge_on, measure_on
from .verdict import Target, Verdict, judge
from .verdict_log import Judge, remembered

#: Where the curve has its points: it is drawn over a logarithmic axis.
POINTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)

Figures = dict[str, Any]


def figures(names: Iterable[str], equivalent: Iterable[str], failed: Iterable[str]) -> Figures:
    """The figures of a family: all its names, those that break no rule, and those that the suite fails."""
    members, harmless, found = set(names), set(equivalent), set(failed)
    unseen = members - harmless - found
    return {
        "members": len(members),
        "equivalent": len(harmless),
        "found": len(found - harmless),
        "unseen": len(unseen),
        "wrongly_failed": sorted(found & harmless),
        "unseen_names": sorted(unseen),
    }


def curve(histories: Sequence[int]) -> list[tuple[int, int]]:
    """How many faults are found after so many histories; ``histories`` has the number for each that is found."""
    longest = max(histories, default=0)
    points = [point for point in POINTS if point < longest] + ([longest] if histories else [])
    return [(point, sum(number <= point for number in histories)) for point in points]


def of_table(processes: int, cluster: str = "", depth: str = "default") -> Figures:
    """The faults of the transition table."""
    results = measure_on(cluster, depth) if cluster else list(table.measure(list(faults()), depth, processes))
    found = figures(
        (result.name for result in results),
        (result.name for result in results if result.equivalent),
        (result.name for result in results if result.histories),
    )
    numbers = [result.histories for result in results if result.histories and not result.equivalent]
    return {**found, "histories": len(scenarios(depth, table.right())), "curve": curve(numbers)}


def in_two_steps(at: Callable[[str], Judge], harmless: Collection[str] = ()) -> Judge:
    """A judge of faults: the quick run first, and the default one for what that passes.

    ``at`` gives the judge of a depth. What the quick run fails, the default run fails too: it runs all of the quick
    one's histories and more. Most faults are found within a second, so the dear run is left for the few others. Those
    in ``harmless`` break no rule: the default run has nothing to find in them.
    """

    def judge_each(targets: Iterable[Target]) -> Iterator[Verdict]:
        met: dict[str, Target] = {}

        def noted() -> Iterator[Target]:
            for target in targets:
                met[target.name] = target
                yield target

        passed = []
        for verdict in at("quick")(noted()):
            if verdict.failed or verdict.name in harmless:
                yield verdict
            else:
                passed.append(met[verdict.name])
        yield from at("default")(passed)

    return judge_each


def of_kinds(judge_each: Judge) -> Figures:
    """The faults by kind, each as a module with both profiles and as one with TaskLoop alone.

    What they are made of keeps the recommended rules, too, and some break one of those: to see that is to find them.
    """
    SCRATCH.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        targets = [
            Target(fault.name + suffix, str(fault.write(Path(folder), control_only=bool(suffix))))
            for fault in load_kinds().values()
            for suffix in ("", " (TaskLoop alone)")
            if not (suffix and fault.functions_only)
        ]
        verdicts = list(judge_each(targets))
    return figures((v.name for v in verdicts), (), (v.name for v in verdicts if v.failed or v.recommended))


def harmless_mutants() -> set[str]:
    """The mutants that are listed as equivalent, each with its reason."""
    return {name for name, known in load_survivors().items() if not known.breaks}


def of_mutants(judge_each: Judge, log: Path | None = None) -> Figures:
    """The mechanical mutants; a log lets a long run go on where it was ended."""
    SCRATCH.mkdir(exist_ok=True)
    verdicts = run_mutants(list(all_mutants()), judge_each, log, SCRATCH)
    harmless = harmless_mutants()
    failed = [name for name, verdict in verdicts.items() if verdict.failed]
    found = figures(verdicts, harmless & verdicts.keys(), failed)
    known = load_survivors()
    return {**found, "reasons": {name: known[name].because for name in found["unseen_names"] if name in known}}


def of_legal(judge_each: Judge) -> Figures:
    """The generated implementations that break no rule."""
    names = [choices.name for choices in legal()]
    targets = [Target(name, f"tests.generated.legal:{name}") for name in names]
    failed = [verdict.name for verdict in judge_each(targets) if verdict.failed]
    return figures(names, names, failed)


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit code 1 when something that breaks a rule is passed, or something legal failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.families", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="the kill table's data, which gets the section")
    parser.add_argument("--only", action="append", choices=("table", "kinds", "mutants", "legal"))
    parser.add_argument(
        "--log",
        type=Path,
        metavar="FILE",
        help="the verdicts as they come, to go on with an ended run; the table is quicker than that",
    )
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N", help="processes")
    parser.add_argument(
        "--cluster", default="", metavar="ADDRESS", help="the workers of this dask.distributed cluster, or local[N]"
    )
    options = parser.parse_args(arguments)
    if options.cluster and (problem := problem_with(options.cluster)):
        parser.error(problem)
    try:
        return measure(options)
    except ClusterError as error:  # nothing is written: what wasn't judged is neither found nor passed
        print(error, file=sys.stderr)
        return 3


def measure(options: argparse.Namespace) -> int:
    """Measure the chosen families, print and write the figures; gives the exit code."""

    def at(depth: str) -> Judge:
        if options.cluster:
            return lambda targets: judge_on(options.cluster, list(targets), depth)
        return lambda targets: judge(targets, depth, options.j)

    families: dict[str, Callable[[], Figures]] = {
        "table": lambda: of_table(options.j, options.cluster),
        "kinds": lambda: of_kinds(remembered(in_two_steps(at), options.log)),
        "mutants": lambda: of_mutants(in_two_steps(at, harmless_mutants()), options.log),
        # What breaks nothing has to pass all of the default run.
        "legal": lambda: of_legal(remembered(at("default"), options.log)),
    }
    measured: dict[str, Figures] = {}
    for name in options.only or families:
        measured[name] = families[name]()
        shown = {key: value for key, value in measured[name].items() if isinstance(value, int)}
        print(f"{name}: {', '.join(f'{key} {value}' for key, value in shown.items())}")
    if options.json:
        write(options.json, measured)
    return int(any(each["unseen"] or each["wrongly_failed"] for each in measured.values()))


def write(path: Path, measured: dict[str, Figures]) -> None:
    """Put the figures into the kill table's data; what wasn't measured stays as it was."""
    data = json.loads(path.read_text(encoding="utf-8"))
    data["families"] = {**data.get("families", {}), **measured}
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
