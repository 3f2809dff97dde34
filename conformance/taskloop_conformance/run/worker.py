"""The worker process: loads the implementation, runs its share of the checks, sends records over the channel.

It reads its orders from standard input and runs below a keeper; see the opening page of this package.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from ..model.printable import describe, text_of
from ..record import progress
from . import posix
from .channel import open_sender
from .orders import Orders, read_orders
from .records import Plan, Sink

if TYPE_CHECKING:
    from .plugin import ResultsPlugin  # pytest is imported once the orders are read


def main() -> None:
    """Obey the orders on standard input; ends the process."""
    orders, key = read_orders(sys.stdin.read())
    send = open_sender(orders.channel, key)
    del key
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    posix.limit_resources(orders.memory)
    progress.use(progress.Board(_map_board(orders.board)))
    try:
        _work(orders, send)
    except BaseException as error:  # the parent must hear of everything
        send({"suite-error": f"worker: {describe(error)}"})
    # No exit handlers: the implementation's own could hang.
    os._exit(0)


def _map_board(descriptor: int) -> mmap.mmap:
    """The board's memory, with no descriptor left by which whoever writes to all of them could write to it.

    A mapping keeps a copy of its descriptor (only 3.13 can do without); the null device takes the place of both.
    """
    memory = mmap.mmap(descriptor, progress.SIZE)
    board, null = os.fstat(descriptor), os.open(os.devnull, os.O_RDWR)
    for number in range(3, null):
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(number), board):
                os.dup2(null, number, inheritable=False)
    os.close(null)
    return memory


def _work(orders: Orders, send: Sink) -> None:
    from .session import files_in, import_tools

    import_tools(orders.effort)
    with files_in(orders.scratch, orders.effort):
        _run_share(orders, send)


def _run_share(orders: Orders, send: Sink) -> None:
    import platform

    from ..explore import earlier_histories
    from ..explore.bound import bound_of
    from ..model.failures import AdapterError
    from ..record.adapters import load, without
    from ..record.claims import narrowed, note_on_claims
    from .fresh import fresh_process
    from .growth import Growth
    from .loading import extend_path, try_out
    from .plugin import ResultsPlugin
    from .session import run_checks

    send({"stage": "loading"})
    try:
        extend_path()
        adapter = narrowed(load(orders.target, orders.path), orders.profile)
        fresh = fresh_process(adapter)
        earlier_histories.use(fresh.is_legal if fresh else None)
        if not orders.skip_smoke:
            send({"stage": "smoke"})
            try_out(adapter)
    except AdapterError as error:
        send({"adapter-error": " ".join(str(error).split())})
        return
    send({"stage": "collecting"})

    def hello(plan: Plan) -> None:
        facts = {"version": text_of(getattr(adapter, "version", "")), "python": platform.python_version()}
        send(
            {
                "hello": {
                    **facts,
                    "profiles": sorted(adapter.profiles),
                    "without": sorted(without(adapter)),
                    # Here, where the checks need the same combinations: the parent would make them only to count them.
                    "bound": bound_of(orders.effort, adapter.profiles),
                    "plan": plan,
                }
            }
        )
        if note := note_on_claims(adapter):
            send({"note": note})
        growth.begin()

    growth = Growth(send)
    plugin = ResultsPlugin(
        send,
        adapter,
        only=orders.only,
        shard=orders.shard,
        selected=orders.selected,
        first=orders.first,
        on_plan=hello,
        guard=True,
        after_check=growth.is_too_much,
    )
    _guard_interrupts(plugin)
    code = run_checks(plugin, checks=Path(orders.checks), effort=orders.effort)
    if code not in (0, 1, 2, 5) or (code == 2 and not growth.retired):
        send({"suite-error": f"pytest ended with exit code {code}"})
    send({"done": {"pytest": code}})


def _guard_interrupts(plugin: ResultsPlugin) -> None:
    """SIGINT comes from no user here: within a check it is the check's, elsewhere nobody's."""

    def interrupted(number: int, frame: FrameType | None) -> None:
        if plugin.in_check:
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)
