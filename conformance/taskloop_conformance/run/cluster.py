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
from .cluster_address import LOCAL, STARTING, asked_at, problem_at
from .on_worker import LostTwice, Terms, Unfit, digest_of, perform, run_shard
from .records import Collected, Record, Request, Stop
from .supervise import file, in_order

# Most of distributed's methods have no types.
Client = Any
Future = Any

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


@contextlib.contextmanager
def connected(text: str) -> Iterator[Cluster]:
    """The cluster of this name for the length of the block; raises :class:`ClusterError`."""
    local = LOCAL.fullmatch(text)
    with contextlib.ExitStack() as stack:
        # It imports what this process imports meanwhile, so that asking takes hardly any time.
        asked = None if local else stack.enter_context(asked_at(text))
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise ClusterError(
                "--cluster needs dask.distributed: pip install 'taskloop-conformance[cluster]'"
            ) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # a lost worker is told in the report
        if asked is not None and (problem := problem_at(asked)):
            raise ClusterError(f"can't use the cluster {text}: {problem}")
        address = stack.enter_context(_local_cluster(int(local[1]))) if local else text
        try:
            client = distributed.Client(address, timeout=STARTING, set_as_default=False)
            stack.callback(client.close, timeout=_ENDING)
            client.wait_for_workers(1, timeout=STARTING)
        except (OSError, TimeoutError, ValueError) as error:
            reason = f"it has no worker after {STARTING:g} s" if isinstance(error, TimeoutError) else str(error)
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
            cluster.wait_for_workers(workers, timeout=STARTING)
            yield cluster
        finally:
            cluster.close(timeout=_ENDING)
