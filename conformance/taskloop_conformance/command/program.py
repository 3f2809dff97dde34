"""The program ``taskloop-conformance``: finds the command, and turns whatever goes wrong into a line and an exit code.

Each command is a module of this package with ``HELP``, ``configure`` and ``execute`` (:class:`.arguments.Command`);
:data:`COMMANDS` lists them, and a new one is added there. Only the module of the command that is asked for is imported:
all of them together take twice as long, and somebody waits for the first line.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from .. import SPEC_VERSION, __version__
from ..model.failures import Mistake
from ..model.printable import describe, printable
from ..run.interrupts import signals_as_interruptions
from .arguments import USAGE_ERROR, Command, Parser, refuse_empty
from .output import forgiving_streams

#: The commands in the order of the help text, each with its module: from the first thing that a user types to the last.
_MODULES = {
    "run": "run",
    "check": "check",
    "init": "init",
    "learn": "learn",
    "matrix": "matrix",
    "rules": "rules",
    "explain": "explain",
    "replay": "replaying",
}


class _Commands(Mapping[str, Command]):
    """The commands by name; a command's module is imported when it is asked for."""

    def __getitem__(self, name: str) -> Command:
        return cast(Command, importlib.import_module(f".{_MODULES[name]}", __package__))

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


COMMANDS: Mapping[str, Command] = _Commands()

_DESCRIPTION = """\
Checks an implementation of the TaskLoop model (an async while made of chained tasks) against
the rules of its specification, and says rule by rule what it found."""

_EXAMPLES = """\
examples:
  taskloop-conformance run tasktools.taskloop              # a module that can be imported
  taskloop-conformance run path/to/taskloop.py             # a file
  taskloop-conformance run mine.adapters:adapter           # an adapter object
  taskloop-conformance check mine.adapters:adapter         # in a second: can it be validated?
  taskloop-conformance init mine.loops:Repeater            # a first draft of an adapter
  taskloop-conformance run --from 'tasktools==1.2.0'       # a published release, installed apart
  taskloop-conformance run TARGET --rule 'PAUSE.*'         # some rules only
  taskloop-conformance explain CONTINUE.kept-payload       # what a rule says, and why
  taskloop-conformance learn my-course --watch             # build one yourself, rule by rule

exit codes of run:
  0  conformant (also: except known failures; the selected rules passed)
  1  not conformant: a required rule failed, hung or crashed
  2  the target can't be used, or a usage error
  3  incomplete: not every planned rule was reported, or the suite itself failed"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit code.  Usage errors of argparse leave through SystemExit with code 2."""
    with forgiving_streams(), signals_as_interruptions():
        return _main(arguments)


def _main(arguments: Sequence[str] | None) -> int:
    words = list(sys.argv[1:] if arguments is None else arguments)
    parsed = make_parser(words[0] if words else "").parse_args(words)
    try:
        refuse_empty(parsed)
        return COMMANDS[parsed.command].execute(parsed)
    except Mistake as error:
        print(f"taskloop-conformance: {printable(' '.join(str(error).split()))}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt as interruption:
        by = f" by {interruption}" if str(interruption) else ""
        print(f"taskloop-conformance: interrupted{by}", file=sys.stderr)
        return 3
    except Exception as error:  # a failure of the suite must never look like a verdict on the implementation
        print(f"taskloop-conformance: the suite itself failed: {describe(error)}", file=sys.stderr)
        return 3


def make_parser(only: str = "") -> Parser:
    """The parser; what it gives has ``command``, the name of the command that was asked for.

    ``only`` is the first word of the command line: where it names a command, no other is in the parser.
    """
    parser = Parser("taskloop-conformance", description=_DESCRIPTION, epilog=_EXAMPLES)
    version = f"taskloop-conformance {__version__} (specification {SPEC_VERSION})"
    parser.add_argument("--version", action="version", version=version)
    commands = parser.add_subparsers(
        title="commands", metavar="COMMAND", dest="command", required=True, parser_class=Parser
    )
    for name in [only] if only in COMMANDS else COMMANDS:
        command = COMMANDS[name]
        command.configure(commands.add_parser(name, help=command.HELP))
    return parser
