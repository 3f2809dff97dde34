"""The keeper: a process between the parent and what is run, so that all of it can be ended.

It forks once, before anything else is imported: the child does the work, the keeper waits. It ends every descendant
when the work ends, when it gets ``SIGTERM``, or when its parent is gone; then it ends the way the work did. The same
serves for workers, for a single replay, and for pip.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from ..paths import ROOT
from . import posix

_WATCHED = {signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGINT}
#: How long a keeper may take to end what it keeps, before it is ended itself (seconds); see posix.end_descendants.
_PATIENCE = 8.0


def command_of(call: str) -> list[str]:
    """The command line of a keeper whose work is this call, an expression over the modules of ``run``.

    ``-P``: the current folder is no place to import the suite from; it is searched last, later.
    """
    code = (
        f"import sys; sys.path.append({str(ROOT)!r}); from taskloop_conformance.run.keeper import keep; "
        f"keep({os.getpid()}, {call})"
    )
    return [sys.executable, "-P", "-c", code]


def run(
    call: str,
    timeout: float | None = None,
    *,
    capture: bool = False,
    environment: Mapping[str, str] | None = None,
    folder: str | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a keeper until its work has ended, in this folder; gives the exit code and, where captured, the output.

    Raises :class:`subprocess.TimeoutExpired` after ``timeout`` seconds.  However this is left, nothing runs on.
    """
    stream = subprocess.PIPE if capture else None
    with subprocess.Popen(
        command_of(call),
        stdin=subprocess.DEVNULL,
        stdout=stream,
        stderr=stream,
        env=environment,
        cwd=folder,
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=timeout)
        except BaseException:
            end(process)
            raise
        return subprocess.CompletedProcess(call, process.returncode, output, errors)


def keep(parent: int, work: Callable[[], object] | Sequence[str]) -> NoReturn:
    """Do the work in a child: call it, or run it when it is a command; never returns."""
    posix.adopt_orphans()
    posix.end_with_parent(parent, signal.SIGTERM)
    keeper = os.getpid()
    signal.signal(
        signal.SIGCHLD, signal.SIG_DFL
    )  # a parent that ignores it hands that on, and nothing could be waited for
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    child = os.fork()
    if child == 0:
        os.setsid()  # what it does to its process group must not reach the keeper
        posix.end_with_parent(keeper, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if callable(work):
            work()
            os._exit(0)
        os.execvp(work[0], list(work))
    # The parent must see the channel closed when the worker closes it, so no copy of it may stay here.
    os.closerange(3, 1 << 16)
    status = _wait(child)
    posix.end_descendants(child)
    if os.WIFSIGNALED(status):
        _end_by(os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def _wait(child: int) -> int:
    """Until the child has ended, whose status is given, or until a signal asks for the end."""
    while signal.sigwait(_WATCHED) == signal.SIGCHLD:
        while True:  # one signal can stand for several ends
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == child:
                return status
            if pid == 0:
                break
    return 0


def _end_by(number: int) -> None:
    """End this process by the signal that ended its work, so that the parent sees how."""
    posix.limit_resources(0)  # no core dump of the keeper
    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.kill(os.getpid(), number)


def end(process: subprocess.Popen[bytes]) -> int:
    """End a keeper and all that it keeps; gives its exit code.  It may have ended already."""
    if process.returncode is None:
        # SIGCONT: what it keeps may have stopped it.
        for number in (signal.SIGTERM, signal.SIGCONT):
            process.send_signal(number)
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()
