"""The program ``taskloop-conformance``: run, matrix, rules, explain, replay."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from . import SPEC_VERSION, __version__, badge, known_failures, matrix, report_junit
from .coverage import checks_by_rule
from .failures import AdapterError
from .install import install
from .replay import check_token, replay_apart, replay_here
from .report import Report, SelectionError, select, unknown_rule
from .report_text import Progress, Style, render
from .rules import Rule, load_rules
from .running import DEFAULT_TARGET, Options, default_jobs, validate
from .scenario import TokenError
from .session import CHECKS

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


class UsageError(Exception):
    """The command line asks for what can't be done."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit code.  Usage errors leave through SystemExit with code 2."""
    parsed = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = parsed.command
    try:
        return command(parsed)
    except (UsageError, SelectionError, TokenError, AdapterError, known_failures.KnownFailuresError) as error:
        print(f"taskloop-conformance: {' '.join(str(error).split())}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("taskloop-conformance: interrupted", file=sys.stderr)
        return 3
    except BrokenPipeError:
        # The reader went away (`| head`): nothing is left to say, and the interpreter must not say it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except Exception as error:  # a failure of the suite must never look like a verdict on the implementation
        print(f"taskloop-conformance: the suite itself failed: {type(error).__name__}: {error}", file=sys.stderr)
        return 3


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser("taskloop-conformance", description=_DESCRIPTION, epilog=_EXAMPLES, formatter_class=raw)
    parser.add_argument(
        "--version", action="version", version=f"taskloop-conformance {__version__} (specification {SPEC_VERSION})"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    run = commands.add_parser(
        "run", help="validate one implementation", description="Validate one implementation, rule by rule.",
        epilog=_RUN_EXAMPLES, formatter_class=raw,
    )  # fmt: skip
    run.add_argument(
        "target", nargs="?", metavar="TARGET",
        help=f"module, file.py or module:object; with --from it is {DEFAULT_TARGET} when left out",
    )  # fmt: skip
    _add_source_options(run)
    files = run.add_argument_group("reports")
    files.add_argument("--json", metavar="FILE", help="write the report as JSON ('-': standard output, nothing else there)")
    files.add_argument("--html", metavar="FILE", help="write a self-contained page with a picture of each failure")
    files.add_argument("--junit", metavar="FILE", help="write JUnit XML")
    files.add_argument("--badge", metavar="FILE", help="write a badge: FILE.svg, or FILE.json for badge services")
    known = run.add_argument_group("known failures")
    known.add_argument("--known-failures", metavar="FILE", help="TOML list of excused rules; strict")
    known.add_argument("--write-known-failures", metavar="FILE", help="write that list from this run")
    _add_effort_options(run)
    run.add_argument(
        "--in-process", action="store_true",
        help="no worker processes: for a debugger; an implementation that hangs hangs the program",
    )  # fmt: skip
    run.set_defaults(command=_run)

    several = commands.add_parser(
        "matrix", help="validate several side by side", formatter_class=raw,
        description="Validate several targets; a target may also be a requirement such as tasktools==1.2.0.",
        epilog="example:\n  taskloop-conformance matrix 'tasktools==1.1.0' 'tasktools==1.2.0' mine.py --html matrix.html",
    )  # fmt: skip
    several.add_argument("targets", nargs="+", metavar="TARGET")
    several.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    several.add_argument("--json", metavar="FILE", help="write all reports as JSON")
    several.add_argument("--html", metavar="FILE", help="write a self-contained page: rules by targets")
    _add_effort_options(several)
    several.set_defaults(command=_matrix)

    rules = commands.add_parser("rules", help="list every rule", description="Every rule, and by how many checks it is verified.")
    rules.add_argument("--json", action="store_true", help="as JSON, on standard output")
    rules.set_defaults(command=_rules)

    explain = commands.add_parser(
        "explain", help="explain one rule", description="One rule: text, reason, a legal and an illegal history."
    )
    explain.add_argument("id", metavar="ID", help="as in CONTINUE.kept-payload")
    explain.set_defaults(command=_explain)

    replay = commands.add_parser(
        "replay", help="run one failing history again", formatter_class=raw,
        description="Run one history again and show it step by step.",
        epilog="example:\n  taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE tasktools.taskloop",
    )  # fmt: skip
    replay.add_argument("token", metavar="TOKEN", help="as printed with a failure")
    replay.add_argument("target", nargs="?", metavar="TARGET")
    _add_source_options(replay)
    replay.add_argument("--deadline", type=_seconds, default=30.0, metavar="SECONDS", help="end it then (default: %(default)g)")
    replay.add_argument("--in-process", action="store_true", help="no process of its own: for a debugger")
    replay.set_defaults(command=_replay)
    return parser


def _add_source_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    parser.add_argument(
        "--from", dest="requirement", metavar="REQUIREMENT",
        help="install this pip requirement into a folder of its own and load TARGET from there",
    )  # fmt: skip


def _add_effort_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rule", action="append", default=[], metavar="ID", help="this rule only; repeatable, '*' allowed")
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", dest="effort", action="store_const", const="quick", default="", help="explore less")
    effort.add_argument("--thorough", dest="effort", action="store_const", const="thorough", help="explore more")
    parser.add_argument(
        "-j", dest="jobs", type=_count, default=default_jobs(), metavar="N", help="worker processes (default here: %(default)s)"
    )
    parser.add_argument(
        "--deadline", type=_seconds, default=10.0, metavar="SECONDS",
        help="a check that gives no sign of life for so long hangs (default: %(default)g)",
    )  # fmt: skip
    parser.add_argument("--checks", type=Path, default=CHECKS, help=argparse.SUPPRESS)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes from 1 to 64")
    return int(text)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value


def _target_of(arguments: argparse.Namespace) -> str:
    if arguments.path and arguments.requirement:
        raise UsageError("--path and --from exclude each other: both say where TARGET comes from")
    if arguments.target is None and not arguments.requirement:
        raise UsageError("name a TARGET (a module, a file.py or module:object) or a release with --from")
    return arguments.target or DEFAULT_TARGET


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _options(arguments: argparse.Namespace, target: str, rules: dict[str, Rule]) -> Options:
    return Options(
        target, arguments.path, selected=select(arguments.rule, rules), effort=arguments.effort, jobs=arguments.jobs,
        deadline=arguments.deadline, checks=arguments.checks.resolve(), say=_say,
    )  # fmt: skip


def _check_writable(*files: str | None) -> None:
    """A report that can't be written is better known before the run than after it."""
    for file in files:
        if file and file != "-":
            folder = Path(file).resolve().parent
            if not folder.is_dir():
                raise UsageError(f"can't write {file}: there is no folder {folder}")
            if Path(file).is_dir() or not os.access(file if Path(file).exists() else folder, os.W_OK):
                raise UsageError(f"can't write {file}: it is a folder or not writable")


def _run(arguments: argparse.Namespace) -> int:
    rules = dict(load_rules())
    options = _options(arguments, _target_of(arguments), rules)
    options.requirement, options.in_process = arguments.requirement, arguments.in_process or os.name != "posix"
    if arguments.known_failures:
        options.known = known_failures.read(arguments.known_failures, rules)
    written = (arguments.json, arguments.html, arguments.junit, arguments.badge, arguments.write_known_failures)
    _check_writable(*written)
    options.on_record = progress = Progress()
    try:
        report = validate(options, rules)
    finally:
        progress.clear()
    _write(arguments, report)
    if arguments.json != "-":
        print(render(report, Style(sys.stdout)), end="")
    return report.exit_code


def _write(arguments: argparse.Namespace, report: Report) -> None:
    if arguments.json == "-":
        print(report.dumps(), end="")
    elif arguments.json:
        Path(arguments.json).write_text(report.dumps(), "utf-8")
    if arguments.junit:
        Path(arguments.junit).write_text(report_junit.to_junit(report), "utf-8")
    if arguments.badge:
        badge.write_badge(report, arguments.badge)
    if arguments.write_known_failures:
        Path(arguments.write_known_failures).write_text(known_failures.dump(report.rules, report.target), "utf-8")
    if arguments.html:
        from .report_html import render_html

        Path(arguments.html).write_text(render_html(report.to_json()), "utf-8")


def _matrix(arguments: argparse.Namespace) -> int:
    rules = dict(load_rules())
    options = _options(arguments, "", rules)
    _check_writable(arguments.json, arguments.html)
    style = Style(sys.stdout)
    width = max(map(len, arguments.targets))

    def show(report: Report) -> None:
        passed = sum(result.outcome == "passed" for result in report.rules)
        said = f"{passed:>3} of {report.planned} passed" if report.rules else "; ".join(report.errors)
        print(f"{report.target:<{width}}  {style.paint(f'{report.verdict:<14}', report.verdict)}  {said}", flush=True)

    reports = matrix.run_matrix(arguments.targets, options, rules, show)
    if arguments.json:
        Path(arguments.json).write_text(matrix.dumps(reports), "utf-8")
    if arguments.html:
        Path(arguments.html).write_text(matrix.to_html(reports, rules), "utf-8")
    return matrix.exit_code(reports)


def _rules(arguments: argparse.Namespace) -> int:
    checks = checks_by_rule()
    rules = load_rules().values()
    if arguments.json:
        fields = ("id", "title", "level", "profile", "origin", "place", "text", "reason", "may_differ", "unchecked", "retired")
        listed = [
            {**{name: getattr(rule, name) for name in fields}, "checks": len(checks.get(rule.id, ()))} for rule in rules
        ]
        print(json.dumps({"schema": 1, "spec": SPEC_VERSION, "rules": listed}, indent=2, ensure_ascii=False))
        return 0
    width = max(len(rule.id) for rule in rules)
    print(f"{'id':<{width}}  level   profile    origin    checks  title")
    for rule in rules:
        count = "retired" if rule.retired else str(len(checks.get(rule.id, ())))
        print(f"{rule.id:<{width}}  {rule.level:<6}  {rule.profile:<9}  {rule.origin:<8}  {count:>6}  {rule.title}")
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    rules = load_rules()
    by_fold = {name.lower(): name for name in rules}
    name = by_fold.get(arguments.id.lower())
    if name is None:
        raise UsageError(unknown_rule(arguments.id, rules))
    from .narrative import explain

    print(explain(rules[name]))
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    target = _target_of(arguments)
    check_token(arguments.token)
    path = str(install(arguments.requirement, _say)) if arguments.requirement else arguments.path
    if arguments.in_process:
        return replay_here(arguments.token, target, path)
    return replay_apart(arguments.token, target, path, arguments.deadline)
