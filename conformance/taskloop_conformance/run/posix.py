"""What the runner needs of the operating system: all of it stands here, and what happens where it is missing.

Worker processes need POSIX (fork, sessions, signals, inherited descriptors). Without it, on Windows and in a browser,
checks run in the program's own process: the same verdicts, but an implementation that hangs hangs the program.

Linux has two things more, of which other systems do without:

* a process can be the reaper of all its descendants: elsewhere what made a session of its own outlives the run;
* a process can be told to end with its parent: elsewhere a worker ends at its next message when the program was
  killed by ``SIGKILL``.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

#: Whether checks can run in processes of their own.
PROCESSES = os.name == "posix" and hasattr(os, "fork") and sys.platform not in ("emscripten", "wasi")

_LINUX = sys.platform == "linux"
# From linux/prctl.h.
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
#: To end all descendants takes a few milliseconds, and longer only against one that forks without end (seconds).
_ENDING = 5.0


def _prctl(option: int, value: int) -> None:
    if _LINUX:
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent(parent: int, how: signal.Signals) -> None:
    """Have this signal sent to this process when its parent, whose number is given, ends."""
    _prctl(_PR_SET_PDEATHSIG, how)
    if os.getppid() != parent:  # it ended before it was asked for
        os._exit(0)


def end_descendants(group: int) -> None:
    """End a process group, and on Linux every descendant of this process, whatever its group or session is."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    given_up = time.monotonic() + _ENDING
    while True:
        _bury()
        alive = _descendants(os.getpid())
        if not alive or time.monotonic() > given_up:
            return
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def _bury() -> None:
    """Take note of every child that has ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _descendants(ancestor: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, parent in _processes():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    new = children.get(ancestor, [])
    while new:
        found += new
        new = [child for pid in new for child in children.get(pid, ())]
    return found


def _processes() -> Iterator[tuple[int, int]]:
    """Every process and its parent; nothing where the system doesn't tell."""
    if not _LINUX:
        return
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            with contextlib.suppress(OSError, ValueError, IndexError):
                # "pid (name) state parent ...": the name may hold anything, a parenthesis too.
                text = Path("/proc", entry, "stat").read_bytes()
                yield int(entry), int(text.rpartition(b")")[2].split()[1])


def limit_resources(memory: int) -> None:
    """Limit this process's memory (bytes; 0: no limit), and write no core dumps, where the system can do it."""
    try:
        import resource
    except ImportError:
        return
    for name, wanted in (("RLIMIT_AS", memory), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None or (name == "RLIMIT_AS" and not wanted):
            continue
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (wanted if hard < 0 else min(wanted, hard), hard))
