"""What an event loop has in hand: the tasks and callbacks that are ready, turn by turn.

Between two iterations of a chain no event of its history happens, and yet everything does: the task is done, its done
callback waits among what is ready, is called, and starts the next task.  A loop that is watched writes down at the
beginning of each turn what is ready, as words; no task is kept alive by that, for whether somebody holds it may be the
very question.  What the suite itself has in hand is left out.
"""

from __future__ import annotations

import asyncio
import functools
import re
import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

from ..model.text import short_text
from ..paths import PACKAGE
from .clock import PLAIN, Settings, VirtualLoop

#: The names that asyncio gives to tasks itself count all tasks of a process: they differ from run to run.
_GIVEN_NAME = re.compile(r"Task-\d+")

#: The suite's own coroutines run in tasks as well: those who await a chain, and who starts or closes one.
_BESIDE = tuple(str(PACKAGE / "record" / name) for name in ("awaiting.py", "recorder.py", "starting.py"))

#: What asyncio puts among what is ready when a sleep is over.
_SLEEP_ENDS = "_set_result_unless_cancelled"

#: A name is cut at so many characters: nested functions have long ones.
_NAME = 60


class Turn(NamedTuple):
    """The beginning of a turn: its number, the time (virtual seconds since the run began), what is ready.

    ``after`` is the number of events that were written down before it.
    """

    number: int
    at: float
    after: int
    ready: tuple[str, ...]


class Moment(NamedTuple):
    """When an event was written down: the turn, the task that was at work ("" in a callback), what was still ready."""

    turn: int
    task: str
    ready: tuple[str, ...]


class Turns:
    """The diary of one loop; ``start`` is the clock's reading when the run began (seconds)."""

    def __init__(self, start: float = 0.0) -> None:
        self.start = start
        self.turns: list[Turn] = []
        # By the identity of the event, which is kept with it: two equal events are two.
        self._moments: dict[int, tuple[object, Moment]] = {}
        self._numbers: weakref.WeakKeyDictionary[asyncio.Task[Any], int] = weakref.WeakKeyDictionary()
        self._count = 0

    def begin(self, loop: VirtualLoop, events: int) -> None:
        """Write the beginning of a turn down; ``events`` is the number of events so far."""
        until = loop.time() + loop._clock_resolution  # as asyncio itself takes what is due, right after this
        due = sorted(handle for handle in loop._scheduled if handle.when() < until)
        at = round(loop.time() - self.start, 9)
        self.turns.append(Turn(loop.turn, at, events, self._ready([*loop._ready, *due])))

    def note(self, loop: VirtualLoop, event: object) -> None:
        """Write down when an event happened; ``event`` is the very object that stays in the history."""
        task = asyncio.current_task(loop)
        at_work = _in_words(self._task, task) if task else ""
        moment = Moment(loop.turn, at_work, self._ready([*loop._ready]))
        self._moments[id(event)] = event, moment

    def of(self, event: object) -> Moment | None:
        """When an event of the run was written down, None where that isn't known."""
        return self._moments.get(id(event), (None, None))[1]

    def _ready(self, handles: list[asyncio.Handle]) -> tuple[str, ...]:
        return tuple(text for handle in handles if not handle.cancelled() and (text := _in_words(self._handle, handle)))

    def _handle(self, handle: asyncio.Handle) -> str:
        """A handle in words; nothing for one of the suite's own."""
        callback: Callable[..., Any] = handle._callback  # type: ignore[attr-defined]  # the stubs don't show it
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, asyncio.Task):  # asyncio's own way to tell a task's step (BaseEventLoop._format_handle)
            step = self._task(owner)
            return f"a step of {step}" if step else ""
        while isinstance(callback, functools.partial):
            callback = callback.func
        code = getattr(callback, "__code__", None)
        name = str(getattr(callback, "__qualname__", type(callback).__name__))
        if code is not None and code.co_filename.startswith(str(PACKAGE)):
            return ""
        if name == _SLEEP_ENDS:
            return "the end of a sleep"
        arguments = handle._args or ()  # a cancelled handle has none
        done = arguments[0] if arguments and isinstance(arguments[0], asyncio.Task) and arguments[0].done() else None
        of = f" of {self._task(done)}" if done is not None else ""
        return f"{'the done callback' if of else 'the callback'} {_last_part(name)}{of}"

    def _task(self, task: asyncio.Task[Any]) -> str:
        """A task by a number of its own and a name; nothing for one of the suite's own."""
        name, coro = task.get_name(), task.get_coro()
        if _GIVEN_NAME.fullmatch(name):
            if getattr(getattr(coro, "cr_code", None), "co_filename", "") in _BESIDE:
                return ""
            name = str(getattr(coro, "__qualname__", "") or "without a name")
        if task not in self._numbers:
            self._count += 1
            self._numbers[task] = self._count
        return f"task {self._numbers[task]} ({_last_part(name)})"


def _in_words(name: Callable[[Any], str], thing: object) -> str:
    """A task or handle by its name; an implementation's objects may refuse to be asked, and must not end the run."""
    try:
        return name(thing)
    except Exception:
        return "something that can't be named"


def _last_part(name: str) -> str:
    """A qualified name without the function in which it was defined."""
    return short_text(name.rpartition("<locals>.")[2], _NAME)


class WatchedLoop(VirtualLoop):
    """A virtual loop with a diary of its turns, where somebody gave it one; ``events`` counts the events so far."""

    def __init__(self, settings: Settings = PLAIN, **limits: int) -> None:
        super().__init__(settings, **limits)
        self.turns: Turns | None = None
        self.events: Callable[[], int] = lambda: 0

    def select(self, timeout: float | None) -> tuple[()]:
        """As the virtual loop does it, and then write down what is ready."""
        super().select(timeout)
        if self.turns is not None:
            self.turns.begin(self, self.events())
        return ()
