"""Validate one target: install it if asked, run the checks apart or in this process, make the report."""

from __future__ import annotations

import contextlib
import os
import platform
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.failures import AdapterError
from ..model.printable import printable
from ..paths import CHECKS
from ..run.install import DEFAULT_TARGET, installed, join_target
from ..run.messages import cleaned
from ..run.records import MEMORY, Collected, Record, Request, Stop
from ..run.supervise import run_isolated

# What judges and tells is imported once the workers are starting: the first line of a run waits for them, not for it.
if TYPE_CHECKING:
    from ..model.rules import Rule
    from ..report.known_failures import Known
    from ..report.report import Report


@dataclass
class Options:
    """How to validate a target; ``deadline`` is in seconds, ``requirement`` what to install it from.

    ``selected`` are the rules to report on (None: all); ``profile`` the one profile to judge ("": all that are
    claimed); ``first`` the checks to begin with.  ``on_record`` is called with each finished check, and all that is
    collected so far, and may raise :class:`..run.records.Stop` to end the run.  ``cluster`` names the cluster whose
    workers run the checks ("": this machine's); ``folder`` is where relative names start (None: the current folder).
    ``on_start`` is called when the workers have been started, or just before the checks run in this process.
    """

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
    known: Mapping[str, Known] = field(default_factory=dict)
    on_record: Callable[[Record, Collected], None] | None = None
    profile: str = ""
    first: list[str] = field(default_factory=list)
    say: Callable[[str], None] = lambda text: None
    cluster: str = ""
    folder: str | None = None
    on_start: Callable[[], None] | None = None


def default_jobs() -> int:
    """As many workers as there are processors, four at most: every one starts a Python of its own."""
    return max(1, min(4, os.cpu_count() or 1))


def validate(options: Options, rules: Mapping[str, Rule] | None = None) -> tuple[Report, bool]:
    """Run all that is asked for and judge it: the report, and whether the run was interrupted.

    Whatever the implementation does, a report comes back.
    """
    label = printable(join_target(options.target, options.requirement))
    try:
        with contextlib.ExitStack() as stack:
            path = options.path
            if options.requirement:
                path = str(stack.enter_context(installed(options.requirement, options.say)))
            collected = _run_here(options, path) if options.in_process else _run_apart(options, path)
    except AdapterError as error:
        collected = Collected(adapter_error=" ".join(str(error).split()))
    from ..model.rules import load_rules
    from ..report import known_failures
    from ..report.report import build_report

    rules = rules or load_rules()
    collected.python = collected.python or platform.python_version()
    if options.effort == "quick" and not collected.adapter_error:
        collected.notes.append("--quick explores less: run without it before you rely on the verdict")
    bound = collected.bound if _is_covered(collected, options) else ""
    report = build_report(collected, label, rules, selected=options.selected, path=options.path, bound=bound)
    return known_failures.apply(report, options.known), collected.interrupted


def _is_covered(collected: Collected, options: Options) -> bool:
    """Whether the suite's own checks have all run, so that what they cover has been covered."""
    if options.effort == "none":
        return False
    reported = {record["check"] for record in collected.records}
    return options.checks == CHECKS and reported.issuperset(check for check, _ in collected.plan)


def _run_apart(options: Options, path: str | None) -> Collected:
    request = request_of(options, path)
    if not options.cluster:
        return run_isolated(request)
    from ..run.cluster import connected

    with connected(options.cluster) as cluster:
        return cluster.run(request)


def request_of(options: Options, path: str | None) -> Request:
    """What the runner is asked for; ``path`` is the folder that is first on the target's import path."""
    return Request(
        options.target,
        path,
        options.checks,
        options.effort,
        options.selected,
        options.jobs,
        options.deadline,
        options.memory,
        options.on_record,
        options.profile,
        options.first,
        options.folder,
        options.on_start,
    )


def _run_here(options: Options, path: str | None) -> Collected:
    """The same without subprocess, thread or socket: an implementation that hangs hangs this process."""
    from ..run.session import files_in, import_tools

    began = time.monotonic()
    import_tools(options.effort)
    with tempfile.TemporaryDirectory() as scratch, files_in(scratch, options.effort):
        collected = _run_checks_here(options, path)
    collected.seconds = time.monotonic() - began
    return collected


def _run_checks_here(options: Options, path: str | None) -> Collected:
    from ..explore.bound import bound_of
    from ..record.adapters import load, without
    from ..record.claims import narrowed, note_on_claims
    from ..run.loading import extend_path, try_out
    from ..run.plugin import ResultsPlugin
    from ..run.session import run_checks

    extend_path()
    adapter = narrowed(load(options.target, path), options.profile)
    try_out(adapter)
    collected = Collected(
        adapter.version,
        platform.python_version(),
        sorted(adapter.profiles),
        without=sorted(without(adapter)),
        bound=bound_of(options.effort, adapter.profiles),
    )
    if note := note_on_claims(adapter):
        collected.notes.append(note)

    def take(record: Record) -> None:
        collected.take(cleaned(record))
        if options.on_record is not None and "check" in record:
            try:
                options.on_record(record, collected)
            except Stop:
                collected.stopped = True

    if options.on_start is not None:
        options.on_start()
    plugin = ResultsPlugin(
        take,
        adapter,
        selected=options.selected,
        first=options.first,
        on_plan=collected.plan.extend,
        after_check=lambda: collected.stopped,
    )
    code = run_checks(plugin, checks=options.checks, effort=options.effort, capture="sys")
    if code not in (0, 1, 5) and not collected.errors and not collected.stopped:
        collected.interrupted = code == 2
        collected.errors.append("the run was interrupted" if code == 2 else f"pytest ended with exit code {code}")
    return collected
