"""What runs on a worker of a cluster: a look at whether it can do the work at all, then the work.

A worker of ``dask.distributed`` is a Python process with a thread for each task. It never imports the implementation:
a task starts the same keeper and the same isolated process that a run on one machine starts (see the opening page of
this package), looks after them in its thread, and gives back what they said. The keeper is told to end with that
thread, so that nothing runs on when the worker is killed.

A task that was lost with its worker is run once more. The scheduler has a limit of its own for that, which is a setting
of the cluster and counts all deaths of a worker; so each start is noted in the scheduler's log of events, and a third
one gives up before it starts anything.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import __version__
from ..paths import CHECKS
from . import keeper
from .records import Record, Request
from .share import Share
from .supervise import supervise

#: How often one piece of work is started at most: the first time, and once more when its worker was lost.
STARTS = 2


class Unfit(Exception):
    """This worker can't do the work; the message names it and says what is missing there."""


class LostTwice(Exception):
    """The work was lost with its worker, and so was its repetition."""


@dataclass(frozen=True)
class Terms:
    """What a worker has to have so that its results are those of the machine that asks.

    The same suite, the same Python, and the same files under the same names: a file system that all share.  ``files``
    has a digest for each file, "" for a folder.
    """

    folder: str
    files: Mapping[str, str] = field(default_factory=dict)
    version: str = __version__
    python: str = platform.python_version()

    def objection(self) -> str:
        """What this process lacks, as the end of a sentence; "" for nothing."""
        if self.version != __version__:
            return f"has taskloop-conformance {__version__}, and {self.version} asks: install the same"
        if self.python != platform.python_version():
            return f"runs Python {platform.python_version()}, and Python {self.python} asks: start it with the same"
        for name, digest in {self.folder: "", **self.files}.items():
            found = digest_of(name)
            if found is None:
                return f"can't read {name}: it has to be there under this name, as on a file system that all share"
            if found != digest:
                return f"has another {name}: it has to be the same file, as on a file system that all share"
        return ""


def digest_of(name: str) -> str | None:
    """A digest of a file's content, "" for a folder; None for what isn't there or can't be read."""
    path = Path(name)
    if path.is_dir():
        return ""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def perform(terms: Terms, topic: str, number: int, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Do one piece of work, in a task; raises :class:`Unfit` and :class:`LostTwice`."""
    from distributed import get_client, get_worker

    worker = get_worker()
    if objection := terms.objection():
        raise Unfit(f"the worker {worker.address} {objection}")
    events = get_client().get_events(topic)
    if sum(each == number for _, each in events or ()) >= STARTS:
        raise LostTwice
    worker.log_event(topic, number)
    return function(*arguments)


def is_wanted() -> bool:
    """Whether somebody still waits for the task that this thread runs: a program that was ended doesn't."""
    from distributed import get_worker

    worker = get_worker()
    task = worker.state.tasks.get(worker.get_current_task())
    return task is not None and task.state == "executing"


def run_shard(request: Request, shard: tuple[int, int], own_checks: bool, name_worker: bool) -> list[Record]:
    """Run one shard of the checks to its end; gives what its processes said.

    ``own_checks`` means the checks of the suite, wherever this machine has them; ``name_worker`` lets a target that
    can't be loaded here be told with this worker's name.
    """
    if own_checks:
        request = replace(request, checks=CHECKS)
    messages: list[Record] = []

    def goes_on() -> bool:
        return is_wanted() and not any("adapter-error" in message for message in messages)

    with tempfile.TemporaryDirectory(prefix="taskloop-conformance-", ignore_cleanup_errors=True) as scratch:
        share = Share(request, shard, scratch)
        try:
            supervise([share], messages.append, goes_on)
        finally:
            share.end()
    if name_worker:
        messages = [_with_worker(message) for message in messages]
    return messages


def _with_worker(message: Record) -> Record:
    from distributed import get_worker

    if "adapter-error" not in message:
        return message
    return {"adapter-error": f"on the worker {get_worker().address}: {message['adapter-error']}"}


def run_module(module: str, words: Sequence[str], folder: str, seconds: float) -> str:
    """Run ``python -m MODULE`` apart, from this folder; gives what it prints.

    Raises :class:`subprocess.CalledProcessError` when it fails and :class:`subprocess.TimeoutExpired` after so many
    seconds; however it ends, nothing that it has started runs on.
    """
    done = keeper.run(repr([sys.executable, "-m", module, *words]), seconds, capture=True, folder=folder)
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise subprocess.CalledProcessError(done.returncode, [module, *words[:1], *last])
    return done.stdout.decode()
