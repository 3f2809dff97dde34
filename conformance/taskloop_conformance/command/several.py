"""Validate several targets: in turn on this machine, or each as one task on a cluster."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..model.printable import printable
from ..model.rules import Rule, load_rules
from ..paths import CHECKS
from ..report.report import Report, build_report
from ..run.cluster import Cluster, ClusterError, Lost, connected, terms_of
from ..run.install import join_target, split_target
from ..run.on_worker import Terms, is_wanted
from ..run.records import Collected, Record, Stop
from .validation import Options, request_of, validate

#: A report, and whether the run was interrupted.
Validated = tuple[Report, bool]


def run_matrix(
    targets: Sequence[str], options: Options, rules: Mapping[str, Rule], after_each: Callable[[Report], None]
) -> list[Report]:
    """Validate each target; one that is a requirement (``tasktools==1.2.0``) is installed apart.

    ``after_each`` is told of the reports in the order of the targets. An interruption ends it: the report of the target
    that was in hand is the last one.
    """
    reports = []
    each = [replace(options, target=load, requirement=wanted) for load, wanted in map(split_target, targets)]
    with contextlib.ExitStack() as stack:
        if options.cluster:
            validated = _spread(stack.enter_context(connected(options.cluster)), each, rules)
        else:
            validated = (validate(one, rules) for one in each)
        for target, (report, interrupted) in zip(targets, validated, strict=False):
            reports.append(replace(report, target=printable(target)))
            after_each(reports[-1])
            if interrupted:
                break
    return reports


def _spread(cluster: Cluster, each: Sequence[Options], rules: Mapping[str, Rule]) -> Generator[Validated, None, None]:
    """The reports in the order of the targets, which are validated in any; raises :class:`AdapterError`."""
    folder = os.getcwd()
    jobs = [(replace(one, cluster="", jobs=1, folder=folder), one.checks == CHECKS) for one in each]
    files = {name: digest for one in each for name, digest in terms_of(request_of(one, one.path), folder).files.items()}
    known: dict[int, Validated] = {}
    trouble, interrupted = "", False
    with contextlib.closing(cluster.each(Terms(folder, files), validate_here, jobs)) as results:
        for number, one in enumerate(each):
            try:
                while number not in known and not trouble:
                    index, result = next(results)
                    lost = "its worker was lost, and so was the next one"
                    known[index] = _without_result(one, rules, lost) if isinstance(result, Lost) else result
            except ClusterError as error:
                trouble = str(error)
            except KeyboardInterrupt as interruption:
                by = f" by {interruption}" if str(interruption) else ""
                trouble, interrupted = f"interrupted{by}", True
            report, _ = known.get(number) or _without_result(one, rules, trouble)
            yield report, interrupted


def _without_result(options: Options, rules: Mapping[str, Rule], why: str) -> Validated:
    label = printable(join_target(options.target, options.requirement))
    collected = Collected(errors=[f"not validated: {why}"])
    return build_report(collected, label, rules, selected=options.selected, path=options.path), False


def validate_here(options: Options, own_checks: bool) -> Validated:
    """Validate one target, in a task; ``own_checks`` means the checks of the suite, wherever they are here."""

    def on_record(record: Record, collected: Collected) -> None:
        if not is_wanted():
            raise Stop

    checks = CHECKS if own_checks else Path(options.checks)
    return validate(replace(options, checks=checks, on_record=on_record, on_start=None), load_rules())
