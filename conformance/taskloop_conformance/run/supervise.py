"""The parent: runs the checks in worker processes and stays right about what was planned and reported."""

from __future__ import annotations

import contextlib
import selectors
import tempfile
import time
from collections.abc import Callable, Collection

from .channel import ChannelError
from .records import Collected, Record, Request, Stop
from .share import Share

#: Workers are looked at so often even when they send nothing (seconds): it delays the end of a hang, nothing else.
_ROUND = 0.05
#: Once one of them has sent something, the others and it get so long to send more (seconds). Small checks take a
#: thousandth of a second each: to look at each of their messages alone takes this process half as long again.
_MORE = 0.01
#: A round that took longer is no fault of the workers: this process was stopped or starved meanwhile (seconds).
_OWN_SLEEP = 1.0


def run_isolated(request: Request) -> Collected:
    """Run everything in worker processes; always comes back, in bounded time."""
    began = time.monotonic()
    collected = Collected()
    jobs = max(1, request.jobs)
    shares: list[Share] = []
    with tempfile.TemporaryDirectory(prefix="taskloop-conformance-", ignore_cleanup_errors=True) as scratch:
        try:
            shares += [Share(request, (index, jobs), scratch) for index in range(jobs)]
            if request.on_start is not None:
                request.on_start()
            supervise(shares, lambda message: file(message, request, collected), lambda: not collected.adapter_error)
        except Stop:
            collected.stopped = True
        except KeyboardInterrupt as interruption:
            collected.interrupted = True
            _take_the_last(shares, lambda message: file(message, request, collected))
            collected.errors.append(f"interrupted{_by(interruption)}: only what was judged until then is reported")
        finally:
            for share in shares:
                share.end()
    collected.seconds = time.monotonic() - began
    in_order(collected)
    return collected


def file(message: Record, request: Request, collected: Collected) -> None:
    """Take one message of a worker, and tell of it where it is a finished check."""
    collected.take(message)
    if request.on_record is not None and "check" in message:
        request.on_record(message, collected)


def in_order(collected: Collected) -> None:
    """Sort the records as the checks were planned: which worker was faster must not show in a report."""
    order = {check: index for index, (check, _) in enumerate(collected.plan)}
    collected.records.sort(key=lambda record: order.get(record["check"], len(order)))


def _by(interruption: BaseException) -> str:
    return f" by {interruption}" if str(interruption) else ""


def supervise(shares: Collection[Share], take: Callable[[Record], None], goes_on: Callable[[], bool]) -> None:
    """Look after the shares until all have ended, or it isn't to go on; ``take`` gets what their workers say."""
    before = time.monotonic()
    while any(not share.finished for share in shares) and goes_on():
        _wait_for_any([share for share in shares if not share.finished])
        now = time.monotonic()
        slept, before = now - before, now
        for share in shares:
            if not share.finished:
                if slept > _OWN_SLEEP:
                    share.excuse(slept)
                share.supervise()
            _hand_on(share, take)


def _take_the_last(shares: Collection[Share], take: Callable[[Record], None]) -> None:
    """Take what the workers had sent when the run was interrupted: what was judged until then is reported."""
    for share in shares:
        with contextlib.suppress(ChannelError, Stop):
            if not share.finished:
                share.hear()
            _hand_on(share, take)


def _hand_on(share: Share, take: Callable[[Record], None]) -> None:
    """Hand on what a share has to say, each message once, also where this is interrupted and done again."""
    while share.messages:
        take(share.messages.pop(0))


def _wait_for_any(shares: Collection[Share]) -> None:
    """Until one of them sends something, or a round has passed."""
    with selectors.DefaultSelector() as selector:
        for share in shares:
            if not share.process.closed:
                selector.register(share.process.descriptor, selectors.EVENT_READ)
        if selector.select(_ROUND):
            time.sleep(_MORE)
