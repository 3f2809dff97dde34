"""The arguments of ``taskloop-conformance``, and a help text that teaches by examples."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import NoReturn

from .. import SPEC_VERSION, __version__
from ..paths import CHECKS
from ..run.install import DEFAULT_TARGET
from ..run.processes import MEMORY
from .validation import default_jobs

USAGE_ERROR = 2

_DESCRIPTION = """\
Checks an implementation of the TaskLoop model (an async while made of chained tasks) against
the rules of its specification, and says rule by rule what it found."""

_EXAMPLES = """\
examples:
  taskloop-conformance run tasktools.taskloop              a module that can be imported
  taskloop-conformance run path/to/taskloop.py             a file
  taskloop-conformance run mine.adapters:adapter           an adapter object
  taskloop-conformance run --from 'tasktools==1.2.0'       a published release, installed apart
  taskloop-conformance run TARGET --rule 'PAUSE.*'         some rules only
  taskloop-conformance explain CONTINUE.kept-payload       what a rule says, and why
  taskloop-conformance learn my-course --watch             build one yourself, rule by rule

exit codes:
  0 conformant   1 not conformant   2 the target can't be used, or a usage error   3 incomplete"""

_RUN_EXAMPLES = """\
examples:
  taskloop-conformance run tasktools.taskloop --json report.json --html report.html
  taskloop-conformance run --from 'tasktools==1.2.0' --junit junit.xml
  taskloop-conformance run mine.py --write-known-failures known.toml     today's failures, to be explained
  taskloop-conformance run mine.py --known-failures known.toml           only news fail
  taskloop-conformance run mine.py --rule CANCEL.at-once --in-process    with a debugger"""


class _Parser(argparse.ArgumentParser):
    """Usage errors are one clear line and exit 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (see {self.prog} --help)\n")


def make_parser() -> argparse.ArgumentParser:
    """The parser; what it gives has ``command``, the name of the command that was asked for."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser("taskloop-conformance", description=_DESCRIPTION, epilog=_EXAMPLES, formatter_class=raw)
    parser.add_argument(
        "--version",
        action="version",
        version=f"taskloop-conformance {__version__} (specification {SPEC_VERSION})",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    run = commands.add_parser(
        "run",
        help="validate one implementation",
        description="Validate one implementation, rule by rule.",
        epilog=_RUN_EXAMPLES,
        formatter_class=raw,
    )
    run.add_argument(
        "target",
        nargs="?",
        metavar="TARGET",
        help=f"module, file.py or module:object; with --from it is {DEFAULT_TARGET} when left out",
    )
    _add_source_options(run)
    files = run.add_argument_group("reports")
    files.add_argument(
        "--json", metavar="FILE", help="write the report as JSON ('-': standard output, nothing else there)"
    )
    files.add_argument("--html", metavar="FILE", help="write a self-contained page with a picture of each failure")
    files.add_argument("--junit", metavar="FILE", help="write JUnit XML")
    files.add_argument("--badge", metavar="FILE", help="write a badge: FILE.svg, or FILE.json for badge services")
    known = run.add_argument_group("known failures")
    known.add_argument("--known-failures", metavar="FILE", help="TOML list of excused rules; strict")
    known.add_argument("--write-known-failures", metavar="FILE", help="write that list from this run")
    _add_effort_options(run)
    run.add_argument(
        "--in-process",
        action="store_true",
        help="no worker processes: for a debugger; an implementation that hangs hangs the program",
    )
    run.set_defaults(command="run")

    several = commands.add_parser(
        "matrix",
        help="validate several side by side",
        formatter_class=raw,
        description="Validate several targets; a target may also be a requirement such as tasktools==1.2.0.",
        epilog="example:\n  taskloop-conformance matrix tasktools==1.1.0 tasktools==1.2.0 mine.py",
    )
    several.add_argument("targets", nargs="+", metavar="TARGET")
    several.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    several.add_argument("--json", metavar="FILE", help="write all reports as JSON")
    several.add_argument("--html", metavar="FILE", help="write a self-contained page: rules by targets")
    _add_effort_options(several)
    several.set_defaults(command="matrix")

    _add_learn(commands)

    rules = commands.add_parser(
        "rules", help="list every rule", description="Every rule, and by how many checks it is verified."
    )
    rules.add_argument("--json", action="store_true", help="as JSON, on standard output")
    rules.set_defaults(command="rules")

    explain = commands.add_parser(
        "explain",
        help="explain one rule",
        description="One rule: text, reason, a legal and an illegal history.",
    )
    explain.add_argument("id", metavar="ID", help="as in CONTINUE.kept-payload")
    explain.set_defaults(command="explain")

    replay = commands.add_parser(
        "replay",
        help="run one failing history again",
        formatter_class=raw,
        description="Run one history again and show it step by step.",
        epilog="example:\n  taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE tasktools.taskloop",
    )
    replay.add_argument("token", metavar="TOKEN", help="as printed with a failure")
    replay.add_argument("target", nargs="?", metavar="TARGET")
    _add_source_options(replay)
    replay.add_argument(
        "--deadline",
        type=_seconds,
        default=30.0,
        metavar="SECONDS",
        help="end it then (default: %(default)g)",
    )
    replay.add_argument("--in-process", action="store_true", help="no process of its own: for a debugger")
    replay.add_argument("--shown", help=argparse.SUPPRESS)
    replay.set_defaults(command="replay")
    return parser


def _add_learn(commands: argparse._SubParsersAction[_Parser]) -> None:
    learn = commands.add_parser(
        "learn",
        help="a course: build an implementation, rule by rule",
        description="A course. It writes exercises into FOLDER, and the suite judges the one at hand.",
        epilog="examples:\n  taskloop-conformance learn my-course            write the exercises, judge one\n"
        "  taskloop-conformance learn my-course --watch    judge on each save",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    learn.add_argument("folder", nargs="?", default="taskloop-course", metavar="FOLDER", help="default: %(default)s")
    what = learn.add_mutually_exclusive_group()
    what.add_argument("--watch", action="store_true", help="judge the exercise at hand again on each save")
    what.add_argument("--list", action="store_true", help="list the exercises, and which are done")
    what.add_argument("--hint", action="store_true", help="the next hint for the exercise at hand; there are three")
    what.add_argument("--solution", action="store_true", help="print one solution of the exercise at hand")
    what.add_argument("--reset", action="store_true", help="begin the exercise at hand again; yours is kept")
    learn.set_defaults(command="learn")


def _add_source_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    parser.add_argument(
        "--from",
        dest="requirement",
        metavar="REQUIREMENT",
        help="install this pip requirement into a folder of its own and load TARGET from there",
    )


def _add_effort_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--rule", action="append", default=[], metavar="ID", help="this rule only; repeatable, '*' allowed"
    )
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", dest="effort", action="store_const", const="quick", default="", help="explore less")
    effort.add_argument("--thorough", dest="effort", action="store_const", const="thorough", help="explore more")
    parser.add_argument(
        "-j",
        dest="jobs",
        type=_count,
        default=default_jobs(),
        metavar="N",
        help="worker processes (default here: %(default)s)",
    )
    parser.add_argument(
        "--deadline",
        type=_seconds,
        default=10.0,
        metavar="SECONDS",
        help="a check that gives no sign of life for so long hangs (default: %(default)g)",
    )
    parser.add_argument(
        "--memory",
        type=_count_mib,
        default=MEMORY >> 20,
        metavar="MIB",
        help="what a worker process may use at most, where the system can limit it (default: %(default)s)",
    )
    parser.add_argument("--checks", type=Path, default=CHECKS, help=argparse.SUPPRESS)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes from 1 to 64")
    return int(text)


def _count_mib(text: str) -> int:
    if not text.isdecimal() or int(text) < 256:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of MiB from 256 on")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value
