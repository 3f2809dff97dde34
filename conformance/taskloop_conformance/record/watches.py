"""Observations beside the events of a run, each made only where a scenario asks for it: they cost time."""

from __future__ import annotations

import asyncio
import collections
import contextvars
import gc
import heapq
import itertools
import pickle
import sys
from collections.abc import Callable, Collection
from typing import Any

from ..model.history import Event
from .blocked import not_counted
from .clock import VirtualLoop
from .context_marks import leave_mark, mark
from .garbage import list_frozen
from .source import Source

#: What may grow without taking a block more.
_CONTAINERS = frozenset({list, dict, set, collections.deque})

#: Bytes are counted in runs of one chain that is at least so long: in its middle the recorder remembers as many
#: payloads as it ever will, a hundred.  Before that, and when other chains end, its own memory changes by more than
#: what is sought.
_LONG = 400

#: So many turns of the loop a ready bystander sees without anything of a chain before it lets time pass.
_PATIENT_TURNS = 100


class Watches:
    """The observations of one run; ``note`` writes a fact down."""

    def __init__(
        self,
        wanted: Collection[str],
        note: Callable[[str, str, str], None],
        loop: VirtualLoop,
        limit: int,
        chains: int = 1,
    ) -> None:
        self.wanted, self.note, self.loop, self.limit = wanted, note, loop, limit
        self.tasks: dict[str, list[Any]] = {}
        self.over: Callable[[], bool] = lambda: True
        self.events: list[Event] = []
        self._waiting: asyncio.TimerHandle | None = None  # of the bystander, while it lets time pass
        self.counts_bytes = "bytes" in wanted and chains == 1 and limit >= _LONG
        # Lists and their like from before the run, such as one of an implementation's module. They are looked for
        # before the event loop runs: in a large program that takes longer than a turn of it may.
        self.old = [each for each in list_frozen() if type(each) in _CONTAINERS] if self.counts_bytes else []
        self.created_again = False  # whether create() was called again

    def begin(self, over: Callable[[], bool], events: list[Event]) -> None:
        """The run begins; ``over`` says whether all chains have been brought to their end."""
        self.over, self.events = over, events
        if "bystander" in self.wanted:
            self.loop.call_soon(self.bystander)

    def called(self, source: Source) -> None:
        """The facts of a call."""
        if not self.wanted:
            return
        if "tasks" in self.wanted:
            seen = self.tasks.setdefault(source.name, [])
            known = [index for index, task in enumerate(seen) if task is source.task]
            seen.append(source.task)
            self.note(source.name, "fact", f"task {known[0] if known else len(seen) - 1}")
        if "loops" in self.wanted and asyncio.get_running_loop() is not self.loop:
            self.note(source.name, "fact", "loop another than the running one")
        if "depth" in self.wanted and source.calls in (2, self.limit - 1):
            self.note(source.name, "fact", f"depth {stack_depth()}")
        # In the middle of the run the recorder remembers as many payloads as it ever will.
        if "objects" in self.wanted and source.calls in (self.limit // 2, self.limit - 1):
            _forget_cancelled(self.loop)
            with not_counted():
                gc.collect()
                objects, memory = len(gc.get_objects()) - len(self.events), self.memory()
            self.note(source.name, "fact", f"objects {objects}")
            if isinstance(source.task, asyncio.Task):  # a text that grows is one object, and no list
                self.note(source.name, "fact", f"name {len(source.task.get_name())}")
            for name, number in memory.items():
                self.note(source.name, "fact", f"{name} {number}")
        if "context" in self.wanted:
            self.context(source)

    def memory(self) -> dict[str, int]:
        """How many blocks of memory, and bytes, are in use without the events that were written down so far.

        The garbage collector knows no numbers and texts, nor what holds nothing else: who keeps the time of each
        iteration in a list keeps one object for it.  A block is what CPython takes for each object of up to 512 bytes.
        One list that grows, of what is there anyway, takes bytes and no block: these are the bytes of all lists and
        their like.  (To trace every allocation would make the run three times as dear.)
        The events are put aside while they are counted: as one string of bytes they are no small blocks.  The payloads
        that the recorder remembers are as many at both looks; with all the legal implementations of the tests the count
        of blocks differs by one at most.
        """
        if not hasattr(sys, "getallocatedblocks"):
            return {}  # another Python: the objects have to do
        aside = pickle.dumps(self.events)
        self.events.clear()
        try:
            gc.collect()  # which empties the lists of free tuples and numbers, too: they would count as in use
            _forget_looked_up()
            found = {"blocks": sys.getallocatedblocks()}
            if self.counts_bytes:
                young = (each for each in gc.get_objects() if type(each) in _CONTAINERS and each is not self.old)
                found["bytes"] = sum(map(sys.getsizeof, itertools.chain(self.old, young)))
        finally:
            self.events.extend(pickle.loads(aside))
        return found

    def context(self, source: Source) -> None:
        """What an iteration sees in a context variable that every iteration sets."""
        chain, number = mark(self.loop)
        if not chain:
            self.note(source.name, "fact", "context of the start lost")
        elif chain != source.name:
            self.note(source.name, "fact", f"context of another chain is seen: {chain}")
        elif (chain, number) != source.started:
            self.note(source.name, "fact", "context of the last iteration is seen")
        leave_mark(self.loop, source.name, source.calls)
        source.context = contextvars.copy_context()

    def bystander(self) -> None:
        """A callback that is always ready: it must get its turn between two iterations."""
        self._waiting = None
        self.note("", "fact", "bystander ran")
        events, over = self.events, self.over()
        waited = next((n for n, event in enumerate(reversed(events)) if event.kind != "fact"), len(events))
        if waited < _PATIENT_TURNS and not over:
            self.loop.call_soon(self.bystander)
            return
        self.note("", "fact", "bystander waits")
        if not over:  # whoever waits for time to pass must not wait for ever
            self._waiting = self.loop.call_later(0.01, self.bystander)

    def signalled(self) -> None:
        """A signal is given: the bystander is ready from now on, for what comes of it may come at once."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
            self.loop.call_soon(self.bystander)


def _forget_looked_up() -> None:
    """Empty CPython's cache of looked up attributes, which holds their names.

    An implementation that makes a name each time (``getattr(self, "on_" + state)``) fills it with equal names, up to
    four thousand of them: they are CPython's, and no growth without end.
    """
    # The second one is deprecated since Python 3.13, which has the first one.
    forget = getattr(sys, "_clear_internal_caches", None) or getattr(sys, "_clear_type_cache", None)
    if forget is not None:
        forget()


def _forget_cancelled(loop: VirtualLoop) -> None:
    """Take the cancelled timers off an event loop's list, which asyncio itself does once there are a hundred of them.

    Whoever waits with a time-out leaves one in each iteration: how many are there just now says nothing.
    """
    cancelled = [handle for handle in loop._scheduled if handle.cancelled()]
    for handle in cancelled:
        handle._scheduled = False  # type: ignore[attr-defined]  # as asyncio does, so that it isn't counted again
    loop._scheduled[:] = [handle for handle in loop._scheduled if not handle.cancelled()]
    heapq.heapify(loop._scheduled)
    loop._timer_cancelled_count = 0


def stack_depth() -> int:
    """How many frames are below the caller."""
    frame, depth = sys._getframe(1), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth
