"""Judge generated faults on the workers of a cluster: a few of them are one task.

A task starts ``python -m tests.faults.spread`` in a process of its own, below a keeper, and that does there what a
measurement on one machine does: it forks a child for each fault, with limits of time and memory (``verdict.py``). To
start it and to import the suite takes a second, so a task has several faults. The checkout has to be on a file system
that all workers share.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from taskloop_conformance.run.cluster import Cluster, ClusterError, Lost, connected
from taskloop_conformance.run.on_worker import Terms, run_module
from tests.generated import measure as table
from tests.generated.table_faults import faults

from .verdict import ROOT, SILENCE, Target, Verdict, judge

#: So many faults are one task: most are found within two seconds, beside which one second of importing is too much.
TOGETHER = 8
#: Where targets are written that workers have to read: a folder of the checkout, which they share.
SCRATCH = ROOT / ".cache"
#: So many tasks for each worker share the faults of the table: each runs the right implementation first.
SHARES = 2


def judge_on(cluster: str, targets: Sequence[Target], exploration: str, only: str = "") -> Iterator[Verdict]:
    """The verdict on each target, as they come; raises :class:`ClusterError` when some were lost."""
    chunks = [list(targets[start : start + TOGETHER]) for start in range(0, len(targets), TOGETHER)]
    jobs = [json.dumps([exploration, only, [asdict(target) for target in chunk]]) for chunk in chunks]
    with connected(cluster) as connection:
        for line in _lines(connection, "judge", jobs):
            found = json.loads(line)
            yield Verdict(**{**found, "rules": tuple(found["rules"]), "recommended": tuple(found["recommended"])})


def measure_on(cluster: str, depth: str) -> list[table.Result]:
    """What becomes of each fault of the transition table, in their order."""
    with connected(cluster) as connection:
        count = connection.slots * SHARES
        jobs = [json.dumps([depth, index, count]) for index in range(count)]
        found = {each["name"]: table.Result(**each) for each in map(json.loads, _lines(connection, "table", jobs))}
    return [found[fault.name] for fault in faults()]


def _lines(cluster: Cluster, what: str, jobs: Sequence[str]) -> Iterator[str]:
    arguments = [(__name__, (what, job), str(ROOT), TOGETHER * SILENCE) for job in jobs]
    lost = 0
    for _, printed in cluster.each(Terms(str(ROOT)), run_module, arguments):
        if isinstance(printed, Lost):
            lost += 1
        else:
            yield from printed.splitlines()
    if lost:
        raise ClusterError(f"{lost} of {len(jobs)} groups of faults were lost with their workers, twice: not judged")


def main(what: str, job: str) -> None:
    """The task's process: prints one JSON object a line."""
    if what == "judge":
        exploration, only, chosen = json.loads(job)
        for verdict in judge([Target(**each) for each in chosen], exploration, 1, only=only):
            print(json.dumps(asdict(verdict)), flush=True)
    else:
        depth, index, count = json.loads(job)
        for result in table.measure(list(faults())[index::count], depth, 1):
            print(json.dumps(asdict(result)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
