"""Measure the explorer against the faults of the transition table: ``python -m tests.generated.measure``.

    --depth quick|default|thorough     which histories; they are run from few signals to many
    --json FILE                        every fault with how many histories it took, and the survivors
    -j N                               processes

All of the suite that this uses are two functions: ``scenarios()``, what is to be run, and ``attempt()``, what it shows.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from taskloop_conformance.explore.explorer import DEPTHS
from taskloop_conformance.record.adapters import Adapter
from taskloop_conformance.record.scenario import Scenario

from .suite import attempt, scenarios
from .table_chain import Key, Replacement, TableAdapter
from .table_faults import TableFault, faults

#: So many histories are run for a fault that breaks no rule: the suite must not fail it.
TRIED_WHEN_EQUIVALENT = 40


def right() -> Adapter:
    """The implementation without a fault."""
    return control(TableAdapter("right"))


@dataclass(frozen=True)
class Result:
    """What became of a fault: ``histories`` until it was found (0: never), ``run`` of them, by which rule and token."""

    name: str
    equivalent: str
    histories: int = 0
    run: int = 0
    reached: int = 0  # how many histories visit the replaced cell often enough
    rule: str = ""
    token: str = ""

    @property
    def survives(self) -> bool:
        """Whether it breaks a rule and no history shows it."""
        return not self.equivalent and not self.histories

    @property
    def wrongly_failed(self) -> bool:
        """Whether it breaks no rule and a history fails it."""
        return bool(self.equivalent and self.histories)


class Visits:
    """Which histories visit which cell how often in one chain: what the right implementation does in each of them."""

    def __init__(self, chosen: Sequence[Scenario], wrong: Replacement | None = None) -> None:
        """Run the right implementation; ``wrong`` makes it a wrong one, which is refused."""
        self.scenarios = chosen
        self.by_visit: dict[tuple[Key, int], list[int]] = {}
        for index, scenario in enumerate(chosen):
            seen: set[tuple[Key, int]] = set()
            base = TableAdapter("right", wrong, visited=seen.add)
            if failure := attempt(scenario, control(base)):
                raise AssertionError(f"the right implementation fails {scenario}: {failure.divergence}")
            for cell in seen:
                self.by_visit.setdefault(cell, []).append(index)

    def reaching(self, fault: TableFault) -> list[int]:
        """The histories, by index, that visit the replaced cell often enough."""
        state, event, visit, _, _ = fault.replacement
        return self.by_visit.get(((state, event), visit), [])

    def examine(self, fault: TableFault) -> Result:
        """Run the histories that can show a fault, until the first that does."""
        reaching = self.reaching(fault)
        chosen: Iterable[int] = reaching
        if fault.equivalent:
            chosen = reaching[:: max(1, len(reaching) // TRIED_WHEN_EQUIVALENT)]
        adapter = fault.adapter()
        for run, index in enumerate(chosen, 1):
            if failure := attempt(self.scenarios[index], control(adapter)):
                rule, token = failure.divergence.rule, str(failure.scenario)
                return Result(fault.name, fault.equivalent, index + 1, run, len(reaching), rule, token)
        return Result(fault.name, fault.equivalent, 0, len(reaching), len(reaching))


def control(adapter: TableAdapter) -> Adapter:
    """The adapter for what asks for all members: those of the profile that it doesn't claim are never used."""
    return cast(Adapter, adapter)


_visits: Visits  # of the parent, before it forks


def _examine(fault: TableFault) -> Result:
    return _visits.examine(fault)


def measure(chosen: Sequence[TableFault], depth: str, processes: int = 2) -> Iterator[Result]:
    """What becomes of each fault, in their order."""
    global _visits  # noqa: PLW0603  # forked processes share what was computed, and nothing is sent to them
    _visits = Visits(scenarios(depth, right()))
    if processes == 1:
        yield from map(_examine, chosen)
        return
    with multiprocessing.get_context("fork").Pool(processes, gc.freeze) as pool:
        yield from pool.imap(_examine, chosen, chunksize=16)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.generated.measure", description=__doc__)
    parser.add_argument("--depth", default="default", choices=DEPTHS)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("-j", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    options = parser.parse_args(arguments)
    results = list(measure(list(faults()), options.depth, options.j))
    if options.json:
        options.json.write_text(json.dumps([vars(result) for result in results], indent=1) + "\n", encoding="utf-8")
    wrong = [result for result in results if not result.equivalent]
    survivors = [result for result in wrong if result.survives]
    unreached = Counter(result.name.partition(":")[0] for result in survivors if not result.reached)
    for result in survivors:
        if result.reached:
            print(f"survives {result.reached} histories: {result.name}")
    print(f"no history reaches: {', '.join(unreached)}")
    for result in results:
        if result.wrongly_failed:
            print(f"breaks no rule, and {result.token} fails it under {result.rule}: {result.name}")
    found = len(wrong) - len(survivors)
    print(f"{len(results)} faults, {len(results) - len(wrong)} equivalent, {found} of {len(wrong)} found")
    return 0


if __name__ == "__main__":
    sys.exit(main())
