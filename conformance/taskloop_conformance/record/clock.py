"""An asyncio event loop whose time is virtual: a day of timers runs in milliseconds.

The loop is its own selector.  Where a real loop would sleep until the next timer, this one moves its clock there; where
a real loop would wait for ever, nothing can happen again: the run is over (:meth:`VirtualLoop.run_until_idle`), or
something waits in vain (:class:`Deadlock`).  No socket, thread or signal handler is made.
"""

from __future__ import annotations

import asyncio
import collections
import contextvars
import gc
import heapq
import random
from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar

from ..model.failures import NotReached
from . import garbage
from .blocked import Blocked
from .owners import merge_owners
from .progress import beat
from .threads import Threads, call_in_thread

_T = TypeVar("_T")

#: A run of so many turns is cut off: a few seconds of real time. Only who polls every few milliseconds whether an
#: hour-long pause is over gets there; what was seen until then is judged.
MAX_TOTAL = 200_000

#: So many collections in a row at one instant, each of milliseconds: what has survived them isn't lost to the next.
MAX_COLLECTIONS = 50

#: A thread that takes longer than this before it wakes the loop has waited for something (real seconds); less is no
#: time at all on a virtual clock.
NOTICEABLE = 0.05


class Deadlock(RuntimeError):
    """A coroutine is awaited, and nothing is left that could ever wake it."""


class Spin(RuntimeError):
    """Very many turns of the loop passed without time moving, or one that didn't end."""


@dataclass(frozen=True)
class Settings:
    """How a loop behaves where asyncio leaves it open, to find code that depends on it.

    ``shuffle`` seeds the order of timers that are due at the same instant (None: the heap's);
    ``reorder`` seeds the order in which callbacks of different owners take their turns (None: first come,
    first served); ``start`` is the clock's first reading in seconds, which may be negative;
    ``eager`` starts tasks eagerly (3.12 and newer); ``debug`` is asyncio's debug mode; ``collect``
    forces a garbage collection at every turn.

    asyncio promises that callbacks run in the order in which they were registered, and a chain may build on that. So
    ``reorder`` never changes the order of one owner's callbacks. Chains, though, have no order among each other: any
    merging of their queues could have come about. A callback's owner is the value of :data:`OWNER` in its context.
    """

    shuffle: int | None = None
    reorder: int | None = None
    start: float = 0.0
    eager: bool = False
    debug: bool = False
    collect: bool = False


PLAIN = Settings()

#: Whose callback it is: the recorder sets it to the chain's name in the context in which it starts a chain.
OWNER: contextvars.ContextVar[str] = contextvars.ContextVar("owner", default="")


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop on a virtual clock; one per run, closed afterwards.

    ``max_turns`` may pass without time moving, or since ``standing`` was set to 0, before it counts as spinning;
    after ``max_total`` turns a run is cut off (``cut`` says so).  ``turn`` counts all turns so far.
    """

    virtual = True  # by which the functions of the module time know it

    def __init__(self, settings: Settings = PLAIN, *, max_turns: int = 20_000, max_total: int = MAX_TOTAL) -> None:
        super().__init__()
        self._clock = settings.start
        self._clock_resolution = 1e-6  # the stock one of 1e-9 s vanishes in a float beyond 2**24 s: the loop would spin
        self._selector = self
        self._until_idle = self._idle = False
        self._limit: float | None = None
        self.standing = self.turn = 0
        self.max_turns = max_turns
        self._max_total = self._allowed = max_total
        self._threads: Threads | None = None  # made when the first piece of work is handed to a thread
        self._visits: list[Callable[[], None]] = []
        self._settings = settings
        self._random = None if settings.shuffle is None else random.Random(settings.shuffle)
        self._merge = None if settings.reorder is None else random.Random(settings.reorder)
        self.spinning = self.cut = self._woken = False
        self.moves: list[tuple[int, float]] | None = None  # turns in which time moved, and to when, if wanted
        if settings.eager:
            self.set_task_factory(asyncio.eager_task_factory)  # type: ignore[attr-defined]  # new in 3.12
        if settings.debug:
            self.set_debug(True)
            self.slow_callback_duration = float("inf")
        # What was there before can't be this run's garbage: it may be much, and isn't looked at each time.
        self._froze = settings.collect and not garbage.is_frozen()
        if settings.collect:
            garbage.freeze()

    def time(self) -> float:
        """Virtual seconds."""
        return self._clock

    def run_until_complete(self, future: Generator[Any, None, _T] | Awaitable[_T]) -> _T:
        """Run a probe to its end, also where an implementation stops the loop, which isn't its own.

        Raises :class:`NotReached` where that takes more turns than a run may: an implementation that polls often.
        """
        task = asyncio.ensure_future(future, loop=self)  # type: ignore[arg-type]  # whatever a loop is given to run
        # Each call may take as many turns: the last one, which cancels what is left, has to end, too.
        self.cut, self._allowed = False, self.turn + self._max_total
        while True:
            try:
                return super().run_until_complete(task)
            except Blocked as error:
                raise Spin(str(error)) from None
            except RuntimeError as error:  # asyncio has no class of its own for it
                if task.done() or "stopped before" not in str(error):
                    raise
                if self.cut:
                    task.cancel()  # a task that is let go while it waits is reported as an error
                    raise NotReached(f"no end within {self.turn:,} turns of the event loop") from None

    def run_until_idle(self, limit: float | None = None) -> bool:
        """Run until nothing is left to do; ``limit`` is a last virtual time in seconds.

        Gives whether the loop fell idle: it may be cut off, at the limit, or as it was spinning (``spinning`` is set).
        """
        self._until_idle, self._idle, self._limit = True, False, limit
        try:
            self.run_forever()
        except Spin:
            self.spinning = True
        finally:
            self._until_idle, self._limit = False, None
        return self._idle

    # The selector's side, called once a turn by asyncio's own `_run_once`.

    def select(self, timeout: float | None) -> tuple[()]:
        """Move the clock by ``timeout`` seconds instead of waiting; None: nothing can happen again."""
        self.turn += 1
        if self._visits or self._threads is not None:
            timeout = self._with_threads(timeout)
        # A turn that waits for a thread is ten times as dear as another one.
        if self.turn >= (self._allowed if self._threads is None else self._allowed // 10):
            self.cut = True
            self.stop()
            return ()
        if timeout is None:
            if not self._until_idle:
                raise Deadlock("the loop waits for ever: nothing is left that could wake the awaited task")
            self._idle = True
            self.stop()
        elif timeout > 0:
            if self._limit is not None and self._clock + timeout > self._limit:
                self.stop()
                return ()
            self.move(timeout)
        else:
            self.standing += 1
            if self.standing > self.max_turns:
                self.standing = 0
                raise Spin(f"{self.max_turns} turns of the loop passed without time moving")
        if self._random is not None or self._merge is not None:
            self._take_due_timers(self._random)
        if self._merge is not None:
            merge_owners(self._ready, OWNER, self._merge)
        if self._settings.collect and self.standing <= MAX_COLLECTIONS:
            gc.collect()
        return ()

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self._clock += seconds
        self.standing = 0
        if self.moves is not None:
            self.moves.append((self.turn, self._clock))
        beat()

    # Threads

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]  # less exact
        """As asyncio's own; the clock waits for the thread."""
        future = super().run_in_executor(executor, self.threads.wrap(func), *args)
        future.add_done_callback(self.threads.finished)
        return future

    @property
    def threads(self) -> Threads:
        """The threads that work for this loop; whoever asks is about to start one."""
        if self._threads is None:
            self._threads = Threads(self.time)
        return self._threads

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """As asyncio's own, without waiting for the threads: whoever waits for this loop waits on its clock."""
        self._executor_shutdown_called = True
        if self._default_executor is not None:
            self._default_executor.shutdown(wait=False)

    def visit(self, function: Callable[[], None]) -> None:
        """Call a function in another thread, while this loop waits for something to do as it does on a real clock."""
        self._visits.append(function)

    def _with_threads(self, timeout: float | None) -> float | None:
        """Let other threads do their part; gives how long the loop sleeps then (None: for ever, 0: not at all)."""
        if self._visits and timeout != 0:
            visits, self._visits = self._visits, []
            self._woken = False
            for function in visits:
                call_in_thread(function)
            if self._woken:
                return 0.0
            # A real loop that isn't woken sleeps on, even if something has been put among what is ready.
        threads = self._threads
        if threads is None or timeout == 0:
            return timeout
        waited = threads.wait()
        if threads.woken:
            threads.woken = False
            if waited > NOTICEABLE:  # a thread waited in a way that the virtual clock doesn't see: time has passed
                self.move(min(waited, timeout or waited))
            return 0.0
        wake = threads.next_wake()
        if wake is None or (timeout is not None and self._clock + timeout < wake):
            return timeout
        self.move(max(0.0, wake - self._clock))
        threads.wake_sleepers()
        return 0.0

    @property
    def used_threads(self) -> bool:
        """Whether work was handed to a thread."""
        return self._threads is not None

    # asyncio's own, which its stubs don't show.
    _scheduled: list[asyncio.TimerHandle]
    _ready: collections.deque[asyncio.Handle]
    _timer_cancelled_count: int
    _default_executor: Executor | None

    def _take_due_timers(self, rng: random.Random | None) -> None:
        scheduled = self._scheduled
        due: list[asyncio.TimerHandle] = []
        end = self._clock + self._clock_resolution
        while scheduled and scheduled[0].when() < end:
            due.append(heapq.heappop(scheduled))
        if rng is not None:
            rng.shuffle(due)
        # asyncio itself would move the due timers to the ready queue in the heap's order right after this.
        for handle in due:
            handle._scheduled = False  # type: ignore[attr-defined]  # asyncio does this when it moves one
            if handle.cancelled():
                self._timer_cancelled_count = max(0, self._timer_cancelled_count - 1)
            else:
                self._ready.append(handle)

    def close(self) -> None:
        """Close the loop; nothing is left open outside it."""
        if not self.is_closed():
            if self._froze:
                garbage.thaw()
            if self._threads is not None:
                self._threads.close()
            super().close()

    def _process_events(self, event_list: tuple[()]) -> None: ...

    def _write_to_self(self) -> None:
        """Called by another thread that has put something in."""
        self._woken = True
        if self._threads is not None:
            self._threads.wake()

    def has_nothing_to_do(self) -> bool:
        """Whether nothing is ready and nothing scheduled."""
        return not self._ready and not self._scheduled

    def leftovers(self) -> tuple[list[asyncio.Task[Any]], list[asyncio.TimerHandle]]:
        """The tasks that aren't done and the timers that aren't cancelled, other than the loop's own."""
        timers = [handle for handle in self._scheduled if not handle.cancelled()]
        return [task for task in asyncio.all_tasks(self) if not task.done()], timers
