"""``run TARGET``: validate one implementation, and write its report in every form that is asked for."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..model.printable import printable
from ..model.rules import PROFILES, load_rules
from ..run import posix
from ..run.install import join_target
from ..run.records import Collected, Record, Stop
from . import last
from .arguments import UsageError, add_effort, add_target, check_writable, describe, options_of, say, target_of
from .output import forgiving_file, write_files
from .validation import Options, validate
from .watching import watch

# The forms of the report are imported where they are used: while the workers start, or when all is done.
if TYPE_CHECKING:
    from ..report.events import EventStream
    from ..report.known_failures import Known
    from ..report.progress import Progress
    from ..report.report import Report

HELP = "validate one implementation"

#: The options that name one file to write.
_FILES = ("json", "html", "junit", "ctrf", "events", "write_known_failures")


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``run``."""
    describe(
        parser,
        "Validate one implementation, rule by rule.",
        "taskloop-conformance run tasktools.taskloop --json report.json --html report.html",
        "taskloop-conformance run --from 'tasktools==1.2.0' --junit junit.xml",
        "taskloop-conformance run mine.py -x --lf --watch                       # while you mend it",
        "taskloop-conformance run mine.py --write-known-failures known.toml     # today's failures, to be explained",
        "taskloop-conformance run mine.py --known-failures known.toml           # only what is new fails",
        "taskloop-conformance run mine.py --cluster tcp://head-node:8786        # on the workers of a dask cluster",
        "taskloop-conformance run mine.py --rule CANCEL.at-once --in-process    # with a debugger",
    )
    add_target(parser, default=True)
    parser.add_argument(
        "--profile", choices=PROFILES, help="judge only this one of the profiles that the target claims"
    )
    files = parser.add_argument_group("reports")
    files.add_argument("--json", metavar="FILE", help="write the report as JSON ('-': to standard output, alone)")
    files.add_argument("--html", metavar="FILE", help="write a self-contained page with a picture of each failure")
    files.add_argument("--junit", metavar="FILE", help="write JUnit XML, for CI servers")
    files.add_argument("--ctrf", metavar="FILE", help="write CTRF (Common Test Report Format) JSON, for dashboards")
    files.add_argument(
        "--badge",
        metavar="FILE",
        action="append",
        default=[],
        help="write a badge: FILE.svg, or FILE.json for badge services; repeatable",
    )
    files.add_argument(
        "--events", metavar="FILE", help="write JSON lines while the checks run ('-': to standard output, alone)"
    )
    known = parser.add_argument_group("known failures")
    known.add_argument("--known-failures", metavar="FILE", help="TOML list of excused rules, each with its reason")
    known.add_argument("--write-known-failures", metavar="FILE", help="write that list from this run")
    work = parser.add_argument_group("while you work on it")
    work.add_argument("-x", dest="stop", action="store_true", help="stop at the first required rule that is broken")
    work.add_argument(
        "--lf",
        dest="last_failed",
        action="store_true",
        help="begin with what failed in the last run with -x, --lf or --watch",
    )
    work.add_argument("--watch", action="store_true", help="run again whenever a source file has changed")
    work.add_argument(
        "--in-process",
        action="store_true",
        help="no worker processes: for a debugger; an implementation that hangs hangs the program",
    )
    add_effort(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Validate, write, print; gives the exit code of the verdict."""
    target, requirement = target_of(arguments)
    options = options_of(arguments, target)
    options.requirement, options.profile = requirement, arguments.profile or ""
    options.in_process = arguments.in_process or not posix.PROCESSES
    if options.cluster and options.in_process:
        raise UsageError("--cluster needs worker processes: leave --in-process out, and use a POSIX system")
    if arguments.known_failures:
        from ..report import known_failures

        options.known = known_failures.read(arguments.known_failures, load_rules())
    check_writable(*(getattr(arguments, name) for name in _FILES), *arguments.badge)
    if arguments.json == "-" and arguments.events == "-":
        raise UsageError("--json - and --events - both want standard output: give one of them a file")
    if not arguments.watch:
        return _run(arguments, options)
    if options.in_process:
        raise UsageError("--watch needs worker processes, which import the changed files anew: leave --in-process out")
    return watch(lambda: _run(arguments, options), target, arguments.path, say)


def _run(arguments: argparse.Namespace, options: Options) -> int:
    label = printable(join_target(options.target, options.requirement))
    if arguments.last_failed:
        options.first = last.remembered(label)
        if not options.first:
            say("--lf: no failures of this target are remembered; the checks run in their usual order")
    failed: list[str] = []
    with contextlib.ExitStack() as stack:
        stream = _events_stream(arguments.events, stack)
        listeners = _Listeners(stream, label, arguments.path, options.known)

        def on_record(record: Record, collected: Collected) -> None:
            if record["outcome"] not in ("passed", "skipped"):
                failed.append(record["check"])
            listeners(record, collected)
            if arguments.stop and _is_enough(record, options):
                raise Stop

        options.on_start, options.on_record = listeners.prepare, on_record
        try:
            report, interrupted = validate(options)
        finally:
            listeners.clear()
        listeners.finish(report)
    # A run that somebody's CI makes leaves nothing behind.
    if report.rules and (arguments.stop or arguments.last_failed or arguments.watch):
        last.remember(label, failed)
    if arguments.json == "-":
        print(report.dumps(), end="")
    write_files(_files(arguments, report))
    _print(arguments, report)
    if interrupted and arguments.watch:
        raise KeyboardInterrupt
    return report.exit_code


class _Listeners:
    """Who is told of each finished check: the line of progress and, with ``--events``, the stream."""

    def __init__(self, stream: TextIO | None, target: str, path: str | None, known: Mapping[str, Known]) -> None:
        self._stream, self._target, self._path, self._known = stream, target, path, known
        self._progress: Progress | None = None
        self._events: EventStream | None = None

    def prepare(self) -> None:
        """Import and make them: while the workers start, so that nobody waits for it."""
        from ..report.events import EventStream
        from ..report.progress import Progress

        self._progress = Progress(known=self._known)
        if self._stream:
            self._events = EventStream(self._stream, self._target, self._path, load_rules(), self._known)

    def __call__(self, record: Record, collected: Collected) -> None:
        """Tell them of a check."""
        if self._progress:
            self._progress(record, collected)
        if self._events:
            self._events(record, collected)

    def clear(self) -> None:
        """Leave no line of progress behind."""
        if self._progress:
            self._progress.clear()

    def finish(self, report: Report) -> None:
        """Tell them the end of it."""
        if self._progress is None:  # the target could not even be installed
            self.prepare()
        if self._events:
            self._events.finish(report)


def _is_enough(record: Record, options: Options) -> bool:
    """Whether a check has shown that the target doesn't conform."""
    from ..report.outcomes import broken_by

    broken = broken_by(record, load_rules(), options.target)
    return any(result.level == "MUST" and result.id not in options.known for result in broken)


def _events_stream(file: str | None, stack: contextlib.ExitStack) -> TextIO | None:
    if not file:
        return None
    return sys.stdout if file == "-" else stack.enter_context(forgiving_file(file))


def _link(report: Report) -> str | None:
    """The address of the first failure on a configured site; only a file is text enough to travel in an address."""
    from ..report.link import link

    shown = [each for each in report.rules if each.outcome == "failed" and not each.replay.startswith("probe:")]
    file = Path(report.target)
    if not shown or file.suffix != ".py" or not file.is_file():
        return None
    return link(file.read_text("utf-8", "replace"), shown[0].replay)


def _print(arguments: argparse.Namespace, report: Report) -> None:
    """The report for a person; a standard output that holds a report for programs holds nothing else."""
    from ..report import github
    from ..report.text import Style, render

    alone = "-" in (arguments.json, arguments.events)
    if report.verdict == "adapter-error":
        print(f"taskloop-conformance: adapter-error: {'; '.join(report.errors)}", file=sys.stderr)
    elif not alone:
        print(render(report, Style(sys.stdout)), end="")
        if address := _link(report):
            print(f"see it in a browser: {address}")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in github.workflow_commands(report):  # GitHub reads them from both streams
            print(line, file=sys.stderr if alone else sys.stdout)
        github.write_summary(report, os.environ)


def _files(arguments: argparse.Namespace, report: Report) -> Iterator[tuple[str, str]]:
    """Every report that was asked for, with its file."""
    from ..report import badge, known_failures
    from ..report.ctrf import to_ctrf
    from ..report.html import render_html
    from ..report.junit import to_junit

    if arguments.json and arguments.json != "-":
        yield arguments.json, report.dumps()
    if arguments.junit:
        yield arguments.junit, to_junit(report)
    if arguments.ctrf:
        yield arguments.ctrf, to_ctrf(report, time.time())
    for file in arguments.badge:
        yield file, badge.badge_for(report, file)
    if arguments.write_known_failures:
        yield arguments.write_known_failures, known_failures.dump(report.rules, report.target)
    if arguments.html:
        yield arguments.html, render_html(report.to_json(), report.path)
