"""The program ``taskloop-conformance``: run, learn, matrix, rules, explain, replay."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from .. import SPEC_VERSION
from ..model.failures import AdapterError
from ..model.rules import Rule, load_rules
from ..record.scenario import TokenError
from ..report import badge, known_failures, matrix
from ..report import junit as report_junit
from ..report.coverage import checks_by_rule
from ..report.html import render_html
from ..report.narrative import explain
from ..report.report import Report
from ..report.selection import SelectionError, select, unknown_rule
from ..report.text import Progress, Style, render
from ..run.install import DEFAULT_TARGET, install, join_target, split_target
from ..teach.folder import FolderError
from .arguments import USAGE_ERROR, make_parser
from .learn import learn
from .replay import check_token, replay_apart, replay_here
from .validation import Options, run_matrix, validate


class UsageError(Exception):
    """The command line asks for what can't be done."""


_USAGE_ERRORS = (
    UsageError,
    SelectionError,
    TokenError,
    AdapterError,
    FolderError,
    known_failures.KnownFailuresError,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit code.  Usage errors leave through SystemExit with code 2."""
    parsed = make_parser().parse_args(arguments)
    try:
        return _COMMANDS[parsed.command](parsed)
    except _USAGE_ERRORS as error:
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


def _target_of(arguments: argparse.Namespace) -> tuple[str, str | None]:
    """What to load, and what to install it from."""
    target, requirement = split_target(arguments.target) if arguments.target else (DEFAULT_TARGET, None)
    if arguments.requirement and requirement:
        raise UsageError(f"--from and the target {arguments.target!r} both name a release: leave one out")
    requirement = arguments.requirement or requirement
    if arguments.path and requirement:
        raise UsageError("--path excludes --from: both say where TARGET comes from")
    if arguments.target is None and not requirement:
        raise UsageError("name a TARGET (a module, a file.py or module:object) or a release with --from")
    return target, requirement


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _options(arguments: argparse.Namespace, target: str, rules: dict[str, Rule]) -> Options:
    return Options(
        target,
        arguments.path,
        selected=select(arguments.rule, rules),
        effort=arguments.effort,
        jobs=arguments.jobs,
        deadline=arguments.deadline,
        checks=arguments.checks.resolve(),
        say=_say,
        memory=arguments.memory << 20,
    )


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
    target, requirement = _target_of(arguments)
    options = _options(arguments, target, rules)
    options.requirement = requirement
    # Workers need POSIX process groups and inherited pipes.
    options.in_process = arguments.in_process or os.name != "posix"
    if arguments.known_failures:
        options.known = known_failures.read(arguments.known_failures, rules)
    written = (
        arguments.json,
        arguments.html,
        arguments.junit,
        arguments.badge,
        arguments.write_known_failures,
    )
    _check_writable(*written)
    options.on_record = progress = Progress()
    try:
        report = validate(options, rules)
    finally:
        progress.clear()
    _write(arguments, report)
    if report.verdict == "adapter-error":
        print(f"taskloop-conformance: adapter-error: {'; '.join(report.errors)}", file=sys.stderr)
    elif arguments.json != "-":
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
        print(
            f"{report.target:<{width}}  {style.paint(f'{report.verdict:<23}', report.verdict)}  {said}",
            flush=True,
        )

    reports = run_matrix(arguments.targets, options, rules, show)
    if arguments.json:
        Path(arguments.json).write_text(matrix.dumps(reports), "utf-8")
    if arguments.html:
        Path(arguments.html).write_text(matrix.to_html(reports, rules), "utf-8")
    return matrix.exit_code(reports)


def _rules(arguments: argparse.Namespace) -> int:
    checks = checks_by_rule()
    rules = load_rules().values()
    if arguments.json:
        fields = (
            "id",
            "title",
            "level",
            "profile",
            "origin",
            "place",
            "text",
            "reason",
            "may_differ",
            "unchecked",
            "retired",
        )
        listed = [
            {**{name: getattr(rule, name) for name in fields}, "checks": len(checks.get(rule.id, ()))} for rule in rules
        ]
        print(json.dumps({"schema": 1, "spec": SPEC_VERSION, "rules": listed}, indent=2, ensure_ascii=False))
        return 0
    width = max(len(rule.id) for rule in rules)
    print(f"{'id':<{width}}  level   profile    origin    checks  title")
    for rule in rules:
        count = "retired" if rule.retired else str(len(checks.get(rule.id, ())))
        print(
            f"{rule.id:<{width}}  {rule.level:<6}  {rule.profile:<9}  {rule.origin:<8}  {count:>6}",
            rule.title,
            sep="  ",
        )
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    rules = load_rules()
    by_fold = {name.lower(): name for name in rules}
    name = by_fold.get(arguments.id.lower())
    if name is None:
        raise UsageError(unknown_rule(arguments.id, rules))
    print(explain(name))
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    target, requirement = _target_of(arguments)
    check_token(arguments.token)
    path = str(install(requirement, _say)) if requirement else arguments.path
    if arguments.in_process:
        return replay_here(arguments.token, target, path, arguments.shown or join_target(target, requirement))
    return replay_apart(arguments.token, target, path, join_target(target, requirement), arguments.deadline)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": _run,
    "learn": learn,
    "matrix": _matrix,
    "rules": _rules,
    "explain": _explain,
    "replay": _replay,
}
