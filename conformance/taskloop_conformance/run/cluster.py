"""Spread work over the workers of a ``dask.distributed`` cluster: shards of checks, whole targets, other commands.

How it works
------------

``--cluster ADDRESS`` names the scheduler of a cluster that somebody has started; ``--cluster local[N]`` starts one on
this machine, with N workers, for this run, on 127.0.0.1 only. Each piece of work is one task; which worker takes it is
the scheduler's business. What a task does on its worker stands in :mod:`.on_worker`: the same isolated processes as
here, below a keeper.

The result doesn't depend on the cluster. The checks are dealt out by their place in the plan, records are sorted by
it, and where a process was lost, what one process alone would have left out is left out (:func:`as_by_one`). So a
report is that of ``-j 1``, but for times and for what the machinery says of its own workers.

Files aren't sent. An implementation is more than its file: it imports neighbours, reads data, may be an installed
package. So the workers have to see the same files under the same names, a shared file system in short, and a worker
that doesn't is named with what it lacks.

A worker that dies loses its tasks; each is run once more, elsewhere, and is lost when that worker dies as well. Nothing
is taken for passed that wasn't reported: rules whose checks were lost are missing, and the run is incomplete.

Why dask.distributed
--------------------

It has schedulers for the usual batch systems (dask-jobqueue), Kubernetes and ssh, encrypted connections, and notices
lost workers; a network protocol of our own would be worse at each. It sends pickles: who can reach a scheduler can run
code there, as everywhere with dask, so a cluster is used by those who trust each other.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..model.failures import AdapterError, Mistake
from ..paths import CHECKS
from ..record.importing import split
from .on_worker import LostTwice, Terms, Unfit, digest_of, perform, run_shard
from .records import Collected, Record, Request, Stop
from .supervise import file, in_order

# Most of distributed's methods have no types.
Client = Any
Future = Any

_LOCAL = re.compile(r"local\[(\d{1,2})\]")
_ADDRESS = re.compile(r"([a-z]+://)?[^\s/:\[\]]+:\d{1,5}|[a-z]+://\S+")
_PORT = re.compile(r":(\d+)$")
#: How long to wait for the scheduler, and then for its first worker (seconds).
_STARTING = 30.0
#: What is no scheduler may take a client's greeting and be silent: then it is waited for so much longer (seconds).
_SILENT = 5.0
#: A cluster that has had no worker for so long has none any more: batch systems take a minute for a new one (seconds).
_NO_WORKERS = 120.0
#: How often is looked for results (seconds), and every how many looks for workers.
_ROUND, _LOOKS = 0.02, 250
#: How long a local cluster may take to end, before its processes are left to end with this one (seconds).
_ENDING = 10.0


class ClusterError(Mistake):
    """There is no cluster to work on: the message says why, and what to do."""


class Lost:
    """What stands for the result of work that was lost with its worker twice."""


def problem_with(text: str) -> str:
    """What is wrong with the name of a cluster; "" for nothing."""
    if local := _LOCAL.fullmatch(text):
        return "" if 1 <= int(local[1]) <= 64 else f"{text}: a local cluster has from 1 to 64 workers"
    if _ADDRESS.fullmatch(text):
        port = _PORT.search(text)
        return f"{text}: a port is a number up to 65535" if port and int(port[1]) > 65535 else ""
    return f"{text!r} is neither the address of a scheduler (tcp://host:8786) nor local[N] with N workers"


class Cluster:
    """A cluster that is connected; ``slots`` is how many tasks its workers take at a time."""

    def __init__(self, client: Client, *, local: bool) -> None:
        self._client, self.local = client, local
        self.slots = sum(client.nthreads().values())

    def each(
        self, terms: Terms, function: Callable[..., Any], jobs: Sequence[tuple[Any, ...]]
    ) -> Generator[tuple[int, Any], None, None]:
        """Call the function with each job's arguments on some worker: (index of the job, result), as they come.

        A job that was lost with its worker twice gives :class:`Lost`.  Raises :class:`AdapterError` when a worker lacks
        something, and what the function raises.  Whoever stops asking cancels what is left.
        """
        topic = f"taskloop-conformance-{uuid.uuid4()}"
        waiting: dict[Future, int] = {}
        for number, arguments in enumerate(jobs):
            future = self._client.submit(
                perform, terms, topic, number, function, arguments, key=f"{topic}-{number}", pure=False
            )
            waiting[future] = number
        try:
            for future in self._done(waiting):
                yield waiting.pop(future), _result(future)
        finally:
            if waiting:
                with contextlib.suppress(Exception):  # the scheduler may be gone
                    self._client.cancel(list(waiting), force=True)

    def _done(self, waiting: dict[Future, int]) -> Iterator[Future]:
        looks, seen = 0, time.monotonic()
        while waiting:
            if done := [future for future in waiting if future.done()]:
                yield from done
                continue
            time.sleep(_ROUND)
            looks += 1
            if looks % _LOOKS == 0:
                with contextlib.suppress(Exception):
                    if self._client.nthreads():
                        seen = time.monotonic()
                if time.monotonic() - seen > _NO_WORKERS:
                    raise ClusterError(f"the cluster has had no worker for {_NO_WORKERS:g} s: the run was given up")

    def run(self, request: Request) -> Collected:
        """Run all checks of a target: what :func:`.supervise.run_isolated` does on this machine."""
        began = time.monotonic()
        collected = Collected()
        if request.on_start is not None:
            request.on_start()
        folder = request.folder or os.getcwd()
        bare = replace(request, on_record=None, on_start=None, jobs=1, folder=folder)
        shards = [(index, self.slots) for index in range(self.slots)]
        own = request.checks == CHECKS
        jobs = [(bare, shard, own, not self.local) for shard in shards]
        try:
            with contextlib.closing(self.each(terms_of(request, folder), run_shard, jobs)) as results:
                for number, messages in results:
                    if isinstance(messages, Lost):
                        collected.errors.append(f"shard {number + 1} of {self.slots} was lost with its worker, twice")
                        continue
                    for message in messages:
                        file(message, request, collected)
                    if collected.adapter_error:
                        break
        except AdapterError as error:
            collected.adapter_error = str(error)
        except ClusterError as error:
            collected.errors.append(str(error))
        except Stop:
            collected.stopped = True
        except KeyboardInterrupt as interruption:
            collected.interrupted = True
            by = f" by {interruption}" if str(interruption) else ""
            collected.errors.append(f"interrupted{by}: only what was judged until then is reported")
        collected.seconds = time.monotonic() - began
        in_order(collected)
        collected.records = as_by_one(collected.records)
        return collected


def as_by_one(records: Sequence[Record]) -> list[Record]:
    """The records that one process would have given, from those of several; both in the order of the plan.

    A process that hangs or dies costs its check, and the other checks of that check's rules aren't run any more: their
    rules are lost already.  Another shard knows nothing of that and has run them.
    """
    lost: set[str] = set()
    kept = []
    for record in records:
        if record["rules"] and lost.issuperset(record["rules"]):
            continue
        kept.append(record)
        # A check that raised has failed; these two mean that its process is gone.
        if record["outcome"] in ("hung", "crashed"):
            lost.update(record["rules"])
    return kept


def terms_of(request: Request, folder: str) -> Terms:
    """What a worker has to have for a target: the folder that names are looked up in, and what is named by a file."""
    name = split(request.target)[0]
    named = [os.path.join(folder, each) for each in (name if name.endswith(".py") else "", request.path) if each]
    digests = {each: digest_of(each) for each in named}
    # What isn't here either is the target's own trouble, which its loading tells as it does without a cluster.
    return Terms(folder, {each: digest for each, digest in digests.items() if digest is not None})


def _result(future: Future) -> Any:
    from distributed import KilledWorker

    if future.status in ("cancelled", "lost"):
        raise ClusterError("the connection to the cluster's scheduler was lost: the run was given up")
    error = future.exception() if future.status == "error" else None
    if error is None:
        return future.result()
    if isinstance(error, KilledWorker | LostTwice):
        return Lost()
    if isinstance(error, Unfit):
        raise AdapterError(str(error))
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] == "taskloop_conformance":
        raise AdapterError("a worker of the cluster has no taskloop-conformance: install it where the workers run")
    raise error


#: A process of its own asks whether a scheduler answers.  A client that meets something else may wait for ever, or for
#: a minute when it is thrown away; a process is ended.
_QUESTION = """
import os, sys
try:
    from distributed import Client
    Client(sys.argv[1], timeout=float(sys.argv[2]), set_as_default=False)
except (OSError, ValueError) as error:
    print(error, flush=True)
except BaseException as error:
    print(f"what answers there is no scheduler ({type(error).__name__})", flush=True)
os._exit(0)
"""


def _problem_at(address: str) -> str:
    """Why nothing can be done with what is at an address; "" where it is a scheduler."""
    command = [sys.executable, "-P", "-c", _QUESTION, address, str(_STARTING)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_STARTING + _SILENT, check=False
        )
    except subprocess.TimeoutExpired:
        return f"what listens there doesn't answer as a scheduler within {_STARTING + _SILENT:g} s"
    return " ".join(done.stdout.split())


@contextlib.contextmanager
def connected(text: str) -> Iterator[Cluster]:
    """The cluster of this name (see :func:`problem_with`) for the length of the block; raises :class:`ClusterError`."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise ClusterError("--cluster needs dask.distributed: pip install 'taskloop-conformance[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a lost worker is told in the report
    with contextlib.ExitStack() as stack:
        local = _LOCAL.fullmatch(text)
        if not local and (problem := _problem_at(text)):
            raise ClusterError(f"can't use the cluster {text}: {problem}")
        address = stack.enter_context(_local_cluster(int(local[1]))) if local else text
        try:
            client = distributed.Client(address, timeout=_STARTING, set_as_default=False)
            stack.callback(client.close, timeout=_ENDING)
            client.wait_for_workers(1, timeout=_STARTING)
        except (OSError, TimeoutError, ValueError) as error:
            reason = f"it has no worker after {_STARTING:g} s" if isinstance(error, TimeoutError) else str(error)
            raise ClusterError(f"can't use the cluster {text}: {reason}") from None
        yield Cluster(client, local=local is not None)


@contextlib.contextmanager
def _local_cluster(workers: int) -> Iterator[Any]:
    """A cluster of this machine's own; nothing of it can be reached from elsewhere, and nothing of it stays."""
    import dask

    distributed: Any = importlib.import_module("distributed")
    settings = {
        # A task that was lost with its worker is given to another once.
        "distributed.scheduler.allowed-failures": 1,
        # The implementation is as free in its threads as it is without a cluster.
        "distributed.nanny.pre-spawn-environ": {},
    }
    with tempfile.TemporaryDirectory(prefix="taskloop-cluster-", ignore_cleanup_errors=True) as scratch:
        with dask.config.set(settings):
            cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
                silence_logs=logging.CRITICAL,
                memory_limit=0,  # the worker itself needs little; the isolated process has a limit of its own
                local_directory=str(Path(scratch)),
            )
        try:
            cluster.wait_for_workers(workers, timeout=_STARTING)
            yield cluster
        finally:
            cluster.close(timeout=_ENDING)
