"""``run TARGET``: validate one implementation, and write its report in every form that is asked for."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator

from ..model.rules import load_rules
from ..report import badge, github, known_failures
from ..report.ctrf import to_ctrf
from ..report.html import render_html
from ..report.junit import to_junit
from ..report.report import Report
from ..report.text import Progress, Style, render
from ..run import posix
from .arguments import add_effort, add_target, check_writable, describe, options_of, target_of
from .output import write_files
from .validation import validate

HELP = "validate one implementation"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``run``."""
    describe(
        parser,
        "Validate one implementation, rule by rule.",
        "taskloop-conformance run tasktools.taskloop --json report.json --html report.html",
        "taskloop-conformance run --from 'tasktools==1.2.0' --junit junit.xml",
        "taskloop-conformance run mine.py --write-known-failures known.toml     today's failures, to be explained",
        "taskloop-conformance run mine.py --known-failures known.toml           only what is new fails",
        "taskloop-conformance run mine.py --rule CANCEL.at-once --in-process    with a debugger",
    )
    add_target(parser, default=True)
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
    known = parser.add_argument_group("known failures")
    known.add_argument("--known-failures", metavar="FILE", help="TOML list of excused rules, each with its reason")
    known.add_argument("--write-known-failures", metavar="FILE", help="write that list from this run")
    add_effort(parser)
    parser.add_argument(
        "--in-process",
        action="store_true",
        help="no worker processes: for a debugger; an implementation that hangs hangs the program",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Validate, write, print; gives the exit code of the verdict."""
    target, requirement = target_of(arguments)
    options = options_of(arguments, target)
    options.requirement = requirement
    options.in_process = arguments.in_process or not posix.PROCESSES
    if arguments.known_failures:
        options.known = known_failures.read(arguments.known_failures, load_rules())
    check_writable(
        arguments.json,
        arguments.html,
        arguments.junit,
        arguments.ctrf,
        *arguments.badge,
        arguments.write_known_failures,
    )
    options.on_record = progress = Progress()
    try:
        report = validate(options)
    finally:
        progress.clear()
    if arguments.json == "-":
        print(report.dumps(), end="")
    write_files(_files(arguments, report))
    if report.verdict == "adapter-error":
        print(f"taskloop-conformance: adapter-error: {'; '.join(report.errors)}", file=sys.stderr)
    elif arguments.json != "-":
        print(render(report, Style(sys.stdout)), end="")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        # GitHub reads workflow commands from both streams; one that holds a report holds nothing else.
        for line in github.workflow_commands(report):
            print(line, file=sys.stderr if arguments.json == "-" else sys.stdout)
        github.write_summary(report, os.environ)
    return report.exit_code


def _files(arguments: argparse.Namespace, report: Report) -> Iterator[tuple[str, str]]:
    """Every report that was asked for, with its file."""
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
        yield arguments.html, render_html(report.to_json())
