"""A process that has loaded the implementation and run nothing: it says of a scenario whether it is legal there.

The worker forks it as soon as the implementation is loaded, and it waits.  For each token that it is asked for it forks
a child, which runs that one scenario and ends with the answer as its exit code.  So each answer comes from a process
without a past, and what the implementation does to it costs that child alone.  To fork takes a few milliseconds, and
only failures are asked about.

Tokens are one line each; an answer is one byte.  Nothing here is trusted: an answer can take the blame from one rule to
another, but it never acquits.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from typing import NoReturn

from ..judge.oracle import judge_all
from ..record.adapters import Adapter
from ..record.recorder import record
from ..record.tokens import from_token
from . import posix

#: How long an answer may take (real seconds): a history takes milliseconds, and one of a long run a second.
_PATIENCE = 5.0

_LEGAL, _ILLEGAL, _UNKNOWN = b"+", b"-", b"?"


class FreshProcess:
    """The process, as its parent sees it."""

    def __init__(self, adapter: Adapter) -> None:
        """Fork it; raises OSError where the system has no more processes or descriptors."""
        theirs, self._tokens = os.pipe()
        self._answers, mine = os.pipe()
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            _serve(adapter, theirs, mine, parent)
        os.close(theirs)
        os.close(mine)
        self._lost = False

    def is_legal(self, token: str) -> bool | None:
        """Whether a scenario is legal in a process without a past; None where no answer comes."""
        if self._lost:
            return None
        try:
            os.write(self._tokens, token.encode() + b"\n")
            ready, _, _ = select.select([self._answers], [], [], _PATIENCE)
            answer = os.read(self._answers, 1) if ready else b""
        except (OSError, ValueError):  # the implementation may close whatever descriptor it finds
            answer = b""
        self._lost = not answer  # an answer that comes late would be taken for the next one
        return {_LEGAL: True, _ILLEGAL: False}.get(answer)

    def close(self) -> None:
        """End it, and what it may be running; without this it ends with its parent."""
        self._lost = True
        os.close(self._tokens)
        os.close(self._answers)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _serve(adapter: Adapter, tokens: int, answers: int, parent: int) -> NoReturn:
    try:
        serving = os.getpid()
        posix.end_with_parent(parent, signal.SIGKILL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        # The worker's channel among them: its parent must see it closed when the worker closes it.
        for number in (each for each in range(3, max(tokens, answers) + 1) if each not in (tokens, answers)):
            _close(number)
        with os.fdopen(tokens, encoding="utf-8") as lines:
            for line in iter(lines.readline, ""):
                child = os.fork()
                if child == 0:
                    posix.end_with_parent(serving, signal.SIGKILL)
                    _answer(adapter, line.rstrip("\n"))
                _, status = os.waitpid(child, 0)
                code = os.waitstatus_to_exitcode(status)
                os.write(answers, {0: _LEGAL, 1: _ILLEGAL}.get(code, _UNKNOWN))
    finally:
        os._exit(0)


def _close(number: int) -> None:
    try:
        os.close(number)
    except OSError:
        return


def _answer(adapter: Adapter, token: str) -> NoReturn:
    code = 2
    try:
        code = 1 if judge_all(record(from_token(token), adapter)) else 0
    except BaseException:  # what can't be run here is no answer; whatever is raised, this process ends below
        sys.exc_info()
    finally:
        os._exit(code)


def fresh_process(adapter: Adapter) -> FreshProcess | None:
    """Such a process, or None where there can be none."""
    if not posix.PROCESSES:
        return None
    try:
        return FreshProcess(adapter)
    except OSError:
        return None
