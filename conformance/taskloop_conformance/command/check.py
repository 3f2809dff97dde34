"""``check TARGET``: in a second, whether a target can be validated at all, and what to do where it can't.

It loads the target, looks for the names that each profile needs, and runs one short history on each surface.  That a
history is legal says little about the other rules: that is what ``run`` is for.
"""

from __future__ import annotations

import argparse
import contextlib
import inspect
import shlex
from collections.abc import Iterator
from pathlib import Path

from ..judge.oracle import judge_all
from ..model.failures import AdapterError, Unimplemented
from ..model.printable import describe as describe_error
from ..record.adapters import Adapter, ModuleAdapter, load, without
from ..record.claims import note_on_claims
from ..record.recorder import record
from ..record.smoke import smoke
from ..record.tokens import from_token
from ..report.narrative import replay_command
from ..run import posix
from ..run.install import installed, join_target
from ..run.loading import extend_path
from .apart import run_apart
from .arguments import add_target, describe, say, seconds, target_of

HELP = "see in a second whether a target can be validated"

#: What each profile needs of a module, and what an adapter that claims it needs.
_MODULE = {
    "functions": ("coromask", "renew", "simple_fargs", "simple_fargs_out"),
    "control": ("create", "pause", "task_continue", "stop", "cancel"),
}
_ADAPTER = {"functions": _MODULE["functions"], "control": ("start",)}
#: The short histories of each profile, and what an adapter may have no notion of (``without``) that they need.
#: Those of control give all four signals between them.
_TOKENS = {
    "functions": (("keyword/wait:", ""),),
    "control": (
        ("wait:", ""),
        ("wait:1w=PAUSE,1+2=CONTINUE", "pause"),
        ("wait:1w=STOP", "stop"),
        ("wait:1w=CANCEL", "cancel"),
    ),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``check``."""
    describe(
        parser,
        "See whether a target can be validated: does it load, does it offer what the suite calls, does a history run?",
        "taskloop-conformance check my_package.taskloop",
        "taskloop-conformance check my_package.conformance_adapter:adapter --path src",
    )
    add_target(parser, default=True)
    parser.add_argument(
        "--deadline", type=seconds, default=10.0, metavar="SECONDS", help="end it after so long (default: %(default)g)"
    )
    parser.add_argument("--in-process", action="store_true", help="no process of its own: for a debugger")
    parser.add_argument("--shown", help=argparse.SUPPRESS)


def execute(arguments: argparse.Namespace) -> int:
    """Check it: 0 it can be validated, 1 something is missing or goes wrong, 2 it can't be loaded."""
    target, requirement = target_of(arguments)
    shown = arguments.shown or join_target(target, requirement)
    with contextlib.ExitStack() as stack:
        path = str(stack.enter_context(installed(requirement, say))) if requirement else arguments.path
        if arguments.in_process or not posix.PROCESSES:
            return check_here(target, path, shown, arguments.path)
        words = ["check", "--in-process", "--shown", shown, *(["--path", path] if path else []), "--", target]
        return run_apart(words, arguments.deadline)


def check_here(target: str, path: str | None, shown: str, given_path: str | None = None) -> int:
    """Check it in this process and print what is found; gives the exit code.

    ``shown`` and ``given_path`` are the target and the folder as the user named them.  Raises
    :class:`AdapterError` when it can't be loaded or called.
    """
    extend_path()
    adapter = load(target, path)
    print(f"loaded     {shown} {adapter.version}".rstrip())
    smoke(adapter)
    problems = 0
    for label, text in [*_surface(adapter), *_histories(adapter, shown, given_path)]:
        problems += label == "problem"
        print(f"{label:<10} {text}")
    if note := note_on_claims(adapter):
        print(f"note       {note}")
    run = shlex.join(["taskloop-conformance", "run", shown, *(["--path", given_path] if given_path else [])])
    if problems:
        print(f"\nMend that first; then validate it:  {run}")
        return 1
    print(f"\nIt can be validated:  {run}")
    return 0


def _surface(adapter: Adapter) -> Iterator[tuple[str, str]]:
    """For each claimed profile the names that are there, and those that aren't."""
    for profile in sorted(adapter.profiles):
        if isinstance(adapter, ModuleAdapter):
            holder = adapter.module if profile == "functions" else adapter.module.TaskLoop
            needed, where = _MODULE[profile], "" if profile == "functions" else "TaskLoop."
        else:
            holder, needed, where = adapter, _ADAPTER[profile], "adapter."
        missing = [name for name in needed if inspect.getattr_static(holder, name, None) is None]
        missing = [name for name in missing if getattr(holder, name, None) is None]
        yield profile, ", ".join(f"{where}{name}" for name in needed if name not in missing)
        if missing:
            named = ", ".join(f"{where}{name}" for name in missing)
            yield "problem", f"missing: {named}; add it, or the rules about it are unimplemented"


def _histories(adapter: Adapter, shown: str, path: str | None) -> Iterator[tuple[str, str]]:
    """Run the short histories of the claimed profiles, and say of each whether it is legal."""
    lacking = without(adapter)
    for profile in sorted(adapter.profiles):
        for token in [token for token, need in _TOKENS[profile] if need not in lacking]:
            yield _history(token, adapter, replay_command(token, shown, path))


def _history(token: str, adapter: Adapter, replay: str) -> tuple[str, str]:
    try:
        found = judge_all(record(from_token(token), adapter))
    except (Unimplemented, AdapterError) as error:
        return "problem", f"{token}: {error}"
    except Exception as error:  # whatever comes out of the target, or out of an adapter that isn't right yet
        return "problem", f"{token} fails with {describe_error(error)}{_place(error)}"
    if not found:
        return "history", f"{token} is legal"
    first = found[0]
    return "problem", f"{token} breaks {first.rule}: {first.happened}; allowed: {first.allowed}\n{'':<11}see: {replay}"


def _place(error: BaseException) -> str:
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f" ({Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno})" if traceback else ""
