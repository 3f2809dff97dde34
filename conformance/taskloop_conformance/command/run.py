"""``run TARGET``: validate one implementation, and write its report in every form that is asked for."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from ..model.rules import load_rules
from ..report import badge, github, known_failures
from ..report.ctrf import to_ctrf
from ..report.html import render_html
from ..report.junit import to_junit
from ..report.report import Report
from ..report.text import Progress, Style, render
from .arguments import add_effort, add_target, check_writable, describe, options_of, target_of
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
    files.add_argument("--badge", metavar="FILE", help="write a badge: FILE.svg, or FILE.json for badge services")
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
    # Workers need POSIX process groups and inherited pipes.
    options.in_process = arguments.in_process or os.name != "posix"
    if arguments.known_failures:
        options.known = known_failures.read(arguments.known_failures, load_rules())
    check_writable(
        arguments.json,
        arguments.html,
        arguments.junit,
        arguments.ctrf,
        arguments.badge,
        arguments.write_known_failures,
    )
    options.on_record = progress = Progress()
    try:
        report = validate(options)
    finally:
        progress.clear()
    _write(arguments, report)
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


def _write(arguments: argparse.Namespace, report: Report) -> None:
    if arguments.json == "-":
        print(report.dumps(), end="")
    elif arguments.json:
        Path(arguments.json).write_text(report.dumps(), "utf-8")
    if arguments.junit:
        Path(arguments.junit).write_text(to_junit(report), "utf-8")
    if arguments.ctrf:
        Path(arguments.ctrf).write_text(to_ctrf(report, time.time()), "utf-8")
    if arguments.badge:
        badge.write_badge(report, arguments.badge)
    if arguments.write_known_failures:
        Path(arguments.write_known_failures).write_text(known_failures.dump(report.rules, report.target), "utf-8")
    if arguments.html:
        Path(arguments.html).write_text(render_html(report.to_json()), "utf-8")
