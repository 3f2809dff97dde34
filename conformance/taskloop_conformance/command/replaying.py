"""``replay TOKEN TARGET``: the command around :mod:`.replay`."""

from __future__ import annotations

import argparse
import contextlib

from ..run import posix
from ..run.install import installed, join_target
from .arguments import UsageError, add_target, check_writable, describe, say, seconds, target_of
from .replay import Wanted, check_token, explain_token, replay_apart, replay_here

HELP = "run one failing history again"


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``replay``."""
    describe(
        parser,
        "Run one history again and show it step by step.",
        "taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE tasktools.taskloop",
        "taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE mine.py --against tasktools.taskloop",
        "taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE mine.py --debug",
        "taskloop-conformance replay wait:1w=PAUSE,1+2=CONTINUE mine.py --html history.html",
        "taskloop-conformance replay --explain wait:1w=PAUSE,1+2=CONTINUE",
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
    parser.add_argument("--explain", action="store_true", help="say in words what TOKEN stands for, and run nothing")
    parser.add_argument("--against", metavar="OTHER", help="run it on a second target, too, and show both side by side")
    parser.add_argument("--html", metavar="FILE", help="write a self-contained page with a slider through the history")
    parser.add_argument("--debug", action="store_true", help="stop in Python's debugger at the first divergence")
    parser.add_argument("--in-process", action="store_true", help="no process of its own: for a debugger")
    parser.add_argument("--shown", help=argparse.SUPPRESS)


def execute(arguments: argparse.Namespace) -> int:
    """Replay; 0 for a legal history, 1 for one that breaks a rule, 2 and 3 as in the list of exit codes."""
    for option in ("explain", "against", "debug"):
        if arguments.html and getattr(arguments, option):
            raise UsageError(f"--{option} and --html don't go together: leave one out")
    check_writable(arguments.html)
    if arguments.explain:
        print(explain_token(arguments.token))
        return 0
    target, requirement = target_of(arguments)
    check_token(arguments.token)
    if arguments.debug and arguments.against:
        raise UsageError("--debug and --against don't go together: leave one out")
    shown = arguments.shown or join_target(target, requirement)
    with contextlib.ExitStack() as stack:
        path = arguments.path
        if requirement:
            path = str(stack.enter_context(installed(requirement, say)))
        wanted = Wanted(arguments.token, target, path, shown, arguments.against, arguments.debug, arguments.html)
        # The debugger needs this terminal, and whoever debugs ends a run himself.
        if arguments.in_process or arguments.debug or not posix.PROCESSES:
            return replay_here(wanted)
        return replay_apart(wanted, arguments.deadline)
