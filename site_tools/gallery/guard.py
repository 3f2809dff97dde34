"""Runs before and after each example: an exception that got lost in it fails the build.

An exception of a task that nobody awaits is only logged, and only once the task is collected; of a coroutine
that nobody awaited there is only a warning.  Both would leave a page that looks well.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
import warnings
from typing import Any

_lost: list[str] = []


class LostException(Exception):
    """An example lost an exception: it shows only in a log."""


class _Listener(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            text += f" ({record.exc_info[1]!r})"
        _lost.append(text)


_listener = _Listener(logging.ERROR)


def _unraisable(unraisable: Any) -> None:
    _lost.append(f"{unraisable.err_msg or 'exception ignored'}: {unraisable.exc_value!r}")


def guard(gallery_conf: dict[str, Any], script: str, when: str) -> None:
    """Begin to listen before an example; after it raise :class:`LostException` when something got lost."""
    if when == "before":
        _lost.clear()
        logging.getLogger("asyncio").addHandler(_listener)
        sys.unraisablehook = _unraisable
        warnings.filterwarnings("error", r"coroutine .* was never awaited", RuntimeWarning)
        return
    gc.collect()
    _lost.extend(_unretrieved())
    logging.getLogger("asyncio").removeHandler(_listener)
    sys.unraisablehook = sys.__unraisablehook__
    if _lost:
        raise LostException(f"{script} lost: {'; '.join(_lost)}. Await it, or handle it in the example")


def _unretrieved() -> list[str]:
    """Exceptions of tasks that are still referenced, so that asyncio couldn't complain yet."""
    found = []
    for candidate in gc.get_objects():
        if isinstance(candidate, asyncio.Future) and getattr(candidate, "_log_traceback", False):
            found.append(repr(candidate))
            candidate.exception()  # retrieved now: the next example isn't charged with it
    return found
