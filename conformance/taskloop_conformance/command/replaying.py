"""``replay TOKEN TARGET``: the command around :mod:`.replay`."""

from __future__ import annotations

import argparse
import contextlib

from ..run import posix
from ..run.install import installed, join_target
from .arguments import add_target, describe, say, seconds, target_of
from .replay import check_token, replay_apart, replay_here

HELP = "run one failing history again"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``replay``."""
    describe(
        parser,
        "Run one history again and show it step by step.",
        "taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE tasktools.taskloop",
    )
    parser.add_argument("token", metavar="TOKEN", help="as printed with a failure")
    add_target(parser, default=True)
    parser.add_argument(
        "--deadline",
        type=seconds,
        default=30.0,
        metavar="SECONDS",
        help="end it after so long and call it hung (default: %(default)g)",
    )
    parser.add_argument("--in-process", action="store_true", help="no process of its own: for a debugger")
    parser.add_argument("--shown", help=argparse.SUPPRESS)


def execute(arguments: argparse.Namespace) -> int:
    """Replay; 0 for a legal history, 1 for one that breaks a rule, 2 and 3 as in the list of exit codes."""
    target, requirement = target_of(arguments)
    check_token(arguments.token)
    shown = arguments.shown or join_target(target, requirement)
    with contextlib.ExitStack() as stack:
        path = arguments.path
        if requirement:
            path = str(stack.enter_context(installed(requirement, say)))
        if arguments.in_process or not posix.PROCESSES:
            return replay_here(arguments.token, target, path, shown)
        return replay_apart(arguments.token, target, path, shown, arguments.deadline)
