"""The child process: loads the implementation, runs its share of the checks, streams records over a pipe.

It reads its orders (one JSON object, see :class:`Orders`) from standard input.  Records leave through a file
descriptor of their own, one JSON object a line, so that nothing the implementation prints can be taken for
one.  The token of the history in hand stands in a small shared file, which the parent reads when this
process is stuck.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from ..record import progress
from .results import Record, ResultsPlugin
from .session import extend_path, run_checks, try_out

BOARD_SIZE = 512


@dataclass
class Orders:
    """What a worker is to do; ``memory`` is in bytes, 0 for no limit."""

    target: str
    path: str | None
    checks: str
    effort: str
    selected: list[str] | None
    only: list[str] | None
    shard: tuple[int, int]
    skip_smoke: bool
    memory: int
    channel: int
    board: int

    def to_json(self) -> str:
        """The text that :func:`main` reads."""
        return json.dumps(asdict(self))


class Channel:
    """Writes records; silent in any process that the implementation forks off."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.pid = descriptor, os.getpid()
        os.set_inheritable(descriptor, False)

    def send(self, record: Record) -> None:
        """Write one record; a process without a listener has nothing left to do and ends."""
        if os.getpid() != self.pid:
            os._exit(0)
        data = json.dumps(record, default=str).encode() + b"\n"
        try:
            while data:
                data = data[os.write(self.descriptor, data) :]
        except OSError:
            os._exit(70)


def main() -> None:
    """Obey the orders on standard input; ends the process."""
    values = json.loads(sys.stdin.buffer.read())
    orders = Orders(**{**values, "shard": tuple(values["shard"])})
    channel = Channel(orders.channel)
    _limit_resources(orders.memory)
    progress.use(mmap.mmap(orders.board, BOARD_SIZE))
    os.close(orders.board)
    try:
        _work(orders, channel)
    except BaseException as error:  # the parent must hear of everything
        channel.send({"suite-error": f"worker: {type(error).__name__}: {error}"})
    # No exit handlers: the implementation's own could hang.
    os._exit(0)


def _work(orders: Orders, channel: Channel) -> None:
    import platform

    from ..model.failures import AdapterError
    from ..record.adapters import load

    channel.send({"stage": "loading"})
    try:
        extend_path()
        adapter = load(orders.target, orders.path)
        if not orders.skip_smoke:
            channel.send({"stage": "smoke"})
            try_out(adapter)
    except AdapterError as error:
        channel.send({"adapter-error": " ".join(str(error).split())})
        return
    channel.send({"stage": "collecting"})

    def hello(plan: list[tuple[str, list[str]]]) -> None:
        facts = {
            "version": adapter.version,
            "python": platform.python_version(),
            "profiles": sorted(adapter.profiles),
        }
        channel.send({"hello": {**facts, "plan": plan}})

    plugin = ResultsPlugin(
        channel.send,
        adapter,
        only=orders.only,
        shard=orders.shard,
        selected=orders.selected,
        on_plan=hello,
        guard=True,
    )
    code = run_checks(plugin, checks=Path(orders.checks), effort=orders.effort)
    if code not in (0, 1, 5):
        channel.send({"suite-error": f"pytest ended with exit code {code}"})
    channel.send({"done": {"pytest": code}})


def _limit_resources(memory: int) -> None:
    """A limit on memory, and no core dumps, where the platform has them."""
    try:
        import resource
    except ImportError:
        return
    for name, wanted in (("RLIMIT_AS", memory), ("RLIMIT_CORE", 0)):
        kind = getattr(resource, name, None)
        if kind is None or (name == "RLIMIT_AS" and not wanted):
            continue
        try:
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (wanted if hard < 0 else min(wanted, hard), hard))
        except (ValueError, OSError):
            continue
