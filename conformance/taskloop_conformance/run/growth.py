"""A worker whose implementation leaks ends itself between two checks, and a fresh one goes on.

An implementation that keeps every finished task makes each history dearer than the one before: asyncio looks through
all tasks that there are when it is asked for one loop's, and a garbage collection looks through all objects. Thirty
thousand histories then take hours and hundreds of megabytes. A rule about what a chain keeps is judged by its own
check; this module only keeps the run short. It looks at the number of allocated blocks, which costs microseconds, and
not at the pace, which the machine's other work changes.
"""

from __future__ import annotations

import gc
import sys

from .records import Sink

#: So many blocks more than at the first check are too many. The suite's own caches with the reference come to about a
#: tenth of it; an implementation that keeps its tasks takes about 20 blocks a history, so that a worker lasts for
#: some ten thousand histories.
TOO_MANY = 200_000


class Growth:
    """Watches the heap of this process from :meth:`begin` on."""

    def __init__(self, send: Sink) -> None:
        self._send = send
        self._at_first = 0
        self.retired = False

    def begin(self) -> None:
        """Count what is there before the first check."""
        self._at_first = _blocks()

    def is_too_much(self) -> bool:
        """Whether this worker should give way to a fresh one; asked after each check."""
        if _blocks() - self._at_first < TOO_MANY:
            return False
        gc.collect()
        self.retired = _blocks() - self._at_first >= TOO_MANY
        if self.retired:
            self._send({"retire": "the implementation keeps objects of histories that are over"})
        return self.retired


def _blocks() -> int:
    # Only CPython counts them; elsewhere nothing is replaced.
    return getattr(sys, "getallocatedblocks", lambda: 0)()
