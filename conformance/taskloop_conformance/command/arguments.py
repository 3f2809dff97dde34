"""What the commands' arguments share: the parser, groups of options, and the values that they take."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn, Protocol

from ..model.failures import Mistake
from ..model.text import short_text
from ..paths import CHECKS
from ..report.selection import select
from ..run.install import DEFAULT_TARGET, split_target
from ..run.records import MEMORY
from .validation import Options, default_jobs

USAGE_ERROR = 2
#: What is empty when it is left out; argparse itself lets none of these be given empty.
_MAY_BE_EMPTY = ("effort", "profile")


class UsageError(Mistake):
    """The command line asks for what can't be done; the message says what to do instead."""


class Command(Protocol):
    """A command of the program, as its module offers it."""

    #: One line for the list of commands.
    HELP: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's description, examples and arguments to its parser."""

    def execute(self, arguments: argparse.Namespace) -> int:
        """Do it; gives the exit code.  Raises :class:`UsageError` for what can't be done."""


class Parser(argparse.ArgumentParser):
    """Usage errors are one clear line and exit 2; examples keep their line ends."""

    def __init__(self, *arguments: object, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(*arguments, **options)  # type: ignore[arg-type]  # handed on as they come

    def error(self, message: str) -> NoReturn:
        """Leave with the message."""
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (see {self.prog} --help)\n")


def describe(parser: argparse.ArgumentParser, text: str, *examples: str) -> None:
    """Give a command's parser its description and its examples, one a line."""
    parser.description = text
    if examples:
        parser.epilog = "\n".join(["examples:" if len(examples) > 1 else "example:", *(f"  {e}" for e in examples)])


def add_target(parser: argparse.ArgumentParser, *, default: bool = False) -> None:
    """TARGET, and the options that say where it comes from; ``default`` lets a release stand for it."""
    left_out = f"; with --from it is {DEFAULT_TARGET} when left out" if default else ""
    parser.add_argument(
        "target",
        nargs="?" if default else None,
        metavar="TARGET",
        help=f"a module (package.module), a file (path/to/file.py) or an adapter (module:object){left_out}",
    )
    parser.add_argument("--path", metavar="DIR", help="put DIR first on the import path")
    if default:
        parser.add_argument(
            "--from",
            dest="requirement",
            metavar="REQUIREMENT",
            help="install this pip requirement into a folder of its own and load TARGET from there",
        )


def refuse_empty(arguments: argparse.Namespace) -> None:
    """Raise :class:`UsageError` for an argument that is there and empty.

    In a script it is a variable that isn't set: to go on as if the argument weren't there would validate something
    else, or write no report, and nobody would notice.
    """
    for name, value in vars(arguments).items():
        texts = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        if name not in _MAY_BE_EMPTY and any(isinstance(text, str) and not text.strip() for text in texts):
            if name.startswith("target"):
                raise UsageError("TARGET is empty: name a module, a file.py or module:object")
            option = {"requirement": "--from", "token": "TOKEN", "id": "ID"}.get(name, f"--{name.replace('_', '-')}")
            raise UsageError(f"{option} is empty: give it a value or leave it out")


def target_of(arguments: argparse.Namespace) -> tuple[str, str | None]:
    """What to load, and what to install it from (None: nothing)."""
    target, requirement = split_target(arguments.target) if arguments.target else (DEFAULT_TARGET, None)
    if arguments.requirement and requirement:
        raise UsageError(f"--from and the target {arguments.target!r} both name a release: leave one out")
    requirement = arguments.requirement or requirement
    if arguments.path and requirement:
        raise UsageError("--path and --from both say where TARGET comes from: leave one out")
    if arguments.target is None and not requirement:
        raise UsageError("name a TARGET (a module, a file.py or module:object) or a release with --from")
    return target, requirement


def add_effort(parser: argparse.ArgumentParser) -> None:
    """How much to check, and with what limits."""
    parser.add_argument(
        "--rule",
        action="append",
        default=[],
        metavar="ID",
        help="report on this rule only (and on others that turn out broken); repeatable, and 'PAUSE.*' names an area",
    )
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument(
        "--quick",
        dest="effort",
        action="store_const",
        const="quick",
        default="",
        help="a first answer in a third of the time: fewer histories, and none of those that are drawn",
    )
    effort.add_argument(
        "--thorough",
        dest="effort",
        action="store_const",
        const="thorough",
        help="explore more, for minutes: twelve rounds and three inputs",
    )
    limits = parser.add_argument_group("processes and limits")
    limits.add_argument(
        "-j",
        dest="jobs",
        type=_jobs,
        default=default_jobs(),
        metavar="N",
        help="worker processes (default here: %(default)s)",
    )
    limits.add_argument(
        "--cluster",
        type=_cluster,
        metavar="ADDRESS",
        help="use the workers of this dask.distributed cluster, whatever -j says; local[N] starts N workers here",
    )
    limits.add_argument(
        "--deadline",
        type=seconds,
        default=10.0,
        metavar="SECONDS",
        help="a check that gives no sign of life for so long counts as hung (default: %(default)g); an import may take"
        " three times as long",
    )
    limits.add_argument(
        "--memory",
        type=_mebibytes,
        default=MEMORY >> 20,
        metavar="MIB",
        help="how much memory a worker process may use, where the system can limit it (default: %(default)s)",
    )
    parser.add_argument("--checks", type=Path, default=CHECKS, help=argparse.SUPPRESS)


def options_of(arguments: argparse.Namespace, target: str) -> Options:
    """The options that :func:`add_effort` added, for a validation of ``target``."""
    return Options(
        target,
        arguments.path,
        selected=select(arguments.rule),
        effort=arguments.effort,
        jobs=arguments.jobs,
        deadline=arguments.deadline,
        checks=arguments.checks.resolve(),
        say=say,
        memory=arguments.memory << 20,
        cluster=arguments.cluster or "",
    )


def say(text: str) -> None:
    """Inform a person at a terminal; a program that reads the output gets nothing of it."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def check_writable(*files: str | None) -> None:
    """Raise :class:`UsageError` for a report that can't be written: better before the run than after it."""
    for file in files:
        if not file or file == "-":
            continue
        folder = Path(file).resolve().parent
        if not folder.is_dir():
            raise UsageError(f"can't write {file}: there is no folder {folder}; make it first")
        if Path(file).is_dir():
            raise UsageError(f"can't write {file}: it is a folder; name a file in it")
        if not os.access(file if Path(file).exists() else folder, os.W_OK):
            raise UsageError(f"can't write {file}: you may not write there; name another place")


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{short_text(text, 40)!r} is no number of seconds above 0")
    return value


def _jobs(text: str) -> int:
    # More than 64 processes on one machine are a slip of the keyboard: each starts a Python of its own.
    if not text.isdecimal() or len(text) > 2 or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{short_text(text, 40)!r} is no number of processes from 1 to 64")
    return int(text)


def _cluster(text: str) -> str:
    from ..run.cluster_address import problem_with

    if text.strip() and (problem := problem_with(text)):  # an empty one is refused as every empty argument is
        raise argparse.ArgumentTypeError(problem)
    return text


def _mebibytes(text: str) -> int:
    # Below 256 MiB Python, pytest and Hypothesis themselves don't fit, and every check would be called crashed.
    if not text.isdecimal() or len(text) > 9 or int(text) < 256:
        raise argparse.ArgumentTypeError(f"{short_text(text, 40)!r} is no number of MiB from 256 on")
    return int(text)
