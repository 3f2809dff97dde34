"""A conforming implementation that is nothing but the transition table: each event is looked up, and its cell done.

The table is the specification's own data, read again: what is tested here is the suite, so the faults have to be faults
*of the table*. A fault replaces one cell at its n-th visit; the visits are counted for each chain by itself, so that a
fault shows alike in each chain and is never mistaken for one of isolation.

What the table leaves open, this implementation decides like this, and each decision is legal: a pause is a task that
sleeps four fifths of ``time_pause`` (so no pause ends at an instant at which a script gives a signal); an event that
the table declares impossible, which happens only after a fault, is ignored; a user task that is started while a pause
is active replaces it, unless the pause is being cancelled; one that is started while another user task is active runs
beside it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, ClassVar, NamedTuple

from taskloop_conformance.model.transitions import Table, load_table

#: How long a pause sleeps, as a part of ``time_pause``. Scripts have points at multiples of a half.
PAUSE_PART = 0.8

#: The table itself: (state, event) -> (action, next state).
Key = tuple[str, str]
TABLE: Table = load_table()


class Replacement(NamedTuple):
    """What a fault puts in the place of a cell, and at which visit; visits are counted from 1."""

    state: str
    event: str
    visit: int
    action: str
    next: str


class TableChain:
    """One chain. ``replacement`` is the fault, or None; ``visited`` is told of every visit of a cell."""

    alive: ClassVar[set[TableChain]] = set()

    def __init__(
        self,
        coro: Any,
        coro_args: Any,
        coro_kwargs: Any,
        fargs: Any,
        time_pause: float,
        replacement: Replacement | None,
        visited: Callable[[tuple[Key, int]], None] | None,
    ) -> None:
        self.coro, self.fargs, self.time_pause = coro, fargs, time_pause
        self.payload: Any = (coro_args, coro_kwargs)
        self.result: Any = None
        self.state = TABLE.initial
        self.task: asyncio.Task[Any] | None = None
        self.pausing = False
        self.replacement, self.visited = replacement, visited
        self.visits: dict[Key, int] = {}

    def create(self) -> asyncio.Task[Any]:
        self.loop = asyncio.get_running_loop()
        self.alive.add(self)
        self.start()
        assert self.task is not None
        return self.task

    # Events

    def event(self, event: str, error: BaseException | None = None) -> None:
        """Look the cell up, or what a fault has put there; do its action and go to its next state."""
        key = (self.state, event)
        if key not in TABLE.cells:
            return
        visit = self.visits[key] = self.visits.get(key, 0) + 1
        if self.visited is not None:
            self.visited((key, visit))
        cell = TABLE.cells[key]
        action, following = cell.action, cell.next
        fault = self.replacement
        if fault is not None and fault.visit == visit and fault[:2] == key:
            action, following = fault.action, fault.next
        # The state first: a task that is started eagerly may send a signal at once.
        self.state = following
        match action:
            case "cancel-task":
                if self.task is not None:
                    self.task.cancel()
            case "start-user":
                self.payload = self.result
                self.start()
            case "start-kept":
                self.start()
            case "keep-and-pause":
                self.payload = self.result
                self.rest()
            case "pause-again":
                self.rest()
            case "end-and-report":
                if error is not None:
                    self.loop.call_exception_handler({"message": "chain ended", "exception": error})
        if self.task is None:
            self.alive.discard(self)

    def done(self, task: asyncio.Task[Any]) -> None:
        """The done callback of every task: which event it is."""
        pause = task.get_name() == "pause"
        if task is self.task:
            self.task = None
        if task.cancelled():
            self.event("cancelled")
        elif (error := task.exception()) is not None:
            self.event("raised", error)
        else:
            self.result = task.result()
            self.event("pause-ended" if pause else "returned")

    def pause(self) -> None:
        self.event("PAUSE")

    def task_continue(self) -> None:
        self.event("CONTINUE")

    def stop(self) -> None:
        self.event("STOP")

    def cancel(self) -> None:
        self.event("CANCEL")

    # Tasks

    def start(self) -> None:
        """Start the user coroutine with the payload."""
        self.begin(self.iterate, "user")
        if self.state == "cancelling" and self.task is not None:
            self.task.cancel()

    def rest(self) -> None:
        """Start a pause."""
        self.begin(self.sleep, "pause")

    def begin(self, work: Callable[[], Coroutine[Any, Any, Any]], name: str) -> None:
        """Start a task as the active one; an active pause gives way to it, unless it is being cancelled."""
        if self.task is not None and self.task.get_name() == "pause":
            if self.task.cancelling():
                return
            self.task.remove_done_callback(self.done)
            self.task.cancel()
        self.task = self.loop.create_task(work(), name=name)
        self.task.add_done_callback(self.done)

    async def iterate(self) -> Any:
        args, kwargs = self.payload
        obtained = await self.coro(*args, **kwargs)
        given = self.fargs(args, obtained)
        if given is args:
            return args, kwargs
        if not isinstance(given, (list, tuple)):
            raise TypeError(f"{self.coro!r}: {type(given).__name__} is no payload")
        pair = len(given) == 2 and isinstance(given[0], (list, tuple)) and isinstance(given[1], Mapping)
        return (given[0], given[1]) if pair else (given, kwargs)

    async def sleep(self) -> Any:
        """A pause. What it gives back is a payload to whoever mistakes it for one."""
        await asyncio.sleep(PAUSE_PART * self.time_pause)
        return (), {}


class TableAdapter:
    """An adapter for the profile control, as the suite asks for it; each has its own fault."""

    profiles = frozenset({"control"})
    version = ""

    def __init__(
        self,
        name: str,
        replacement: Replacement | None = None,
        visited: Callable[[tuple[Key, int]], None] | None = None,
    ) -> None:
        self.name, self.replacement, self.visited = name, replacement, visited

    def defaults(self) -> list[Any]:
        """The default arguments of the constructor: there are none."""
        return []

    def start(
        self, coro: Any, args: Any, kwargs: Any, *, fargs: Any, time_pause: float, default_loop: bool = False
    ) -> tuple[Any, object]:
        """Start a chain on the running loop."""
        chain = TableChain(
            coro,
            () if args is None else args,
            {} if kwargs is None else kwargs,
            fargs,
            time_pause,
            self.replacement,
            self.visited,
        )
        return chain, chain.create()
