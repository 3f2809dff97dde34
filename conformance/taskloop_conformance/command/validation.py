"""Validate one target: install it if asked, run the checks apart or in this process, make the report."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..model.failures import AdapterError
from ..model.rules import Rule, load_rules
from ..paths import CHECKS
from ..record.adapters import load
from ..report import known_failures
from ..report.report import Report, build_report
from ..run.install import DEFAULT_TARGET, install, join_target, split_target
from ..run.loading import extend_path, try_out
from ..run.records import MEMORY, Collected, Plan, Record, Request
from ..run.supervise import run_isolated


@dataclass
class Options:
    """How to validate a target; ``deadline`` is in seconds, ``requirement`` what to install it from."""

    target: str = DEFAULT_TARGET
    path: str | None = None
    requirement: str | None = None
    selected: list[str] | None = None
    effort: str = ""
    jobs: int = 1
    deadline: float = 10.0
    in_process: bool = False
    checks: Path = CHECKS
    memory: int = MEMORY
    known: Mapping[str, known_failures.Known] = field(default_factory=dict)
    on_record: Callable[[Record, Plan], None] | None = None
    say: Callable[[str], None] = lambda text: None


def default_jobs() -> int:
    """As many workers as there are processors, four at most: every one starts a Python of its own."""
    return max(1, min(4, os.cpu_count() or 1))


def validate(options: Options, rules: Mapping[str, Rule] | None = None) -> Report:
    """Run all that is asked for and judge it; whatever the implementation does, a report comes back."""
    rules = rules or load_rules()
    label = join_target(options.target, options.requirement)
    try:
        path = options.path
        if options.requirement:
            path = str(install(options.requirement, options.say))
        collected = _run_here(options, path) if options.in_process else _run_apart(options, path)
    except AdapterError as error:
        collected = Collected(adapter_error=" ".join(str(error).split()))
    collected.python = collected.python or platform.python_version()
    report = build_report(collected, label, rules, selected=options.selected)
    return known_failures.apply(report, options.known)


def run_matrix(
    targets: Sequence[str], options: Options, rules: Mapping[str, Rule], after_each: Callable[[Report], None]
) -> list[Report]:
    """Validate each target in turn; one that is a requirement (``tasktools==1.2.0``) is installed apart."""
    reports = []
    for target in targets:
        load, requirement = split_target(target)
        report = replace(validate(replace(options, target=load, requirement=requirement), rules), target=target)
        after_each(report)
        reports.append(report)
    return reports


def _run_apart(options: Options, path: str | None) -> Collected:
    return run_isolated(
        Request(
            options.target,
            path,
            options.checks,
            options.effort,
            options.selected,
            options.jobs,
            options.deadline,
            options.memory,
            options.on_record,
        )
    )


def _run_here(options: Options, path: str | None) -> Collected:
    """The same without subprocess, thread or socket: an implementation that hangs hangs this process."""
    from ..run.plugin import ResultsPlugin
    from ..run.session import run_checks

    began = time.monotonic()
    extend_path()
    adapter = load(options.target, path)
    try_out(adapter)
    collected = Collected(adapter.version, platform.python_version(), sorted(adapter.profiles))

    def take(record: Record) -> None:
        collected.take(record)
        if options.on_record is not None and "check" in record:
            options.on_record(record, collected.plan)

    plugin = ResultsPlugin(take, adapter, selected=options.selected, on_plan=collected.plan.extend)
    code = run_checks(plugin, checks=options.checks, effort=options.effort, capture="sys")
    if code not in (0, 1, 5) and not collected.errors:
        collected.errors.append("the run was interrupted" if code == 2 else f"pytest ended with exit code {code}")
    collected.seconds = time.monotonic() - began
    return collected
