"""A stage for programs that use an implementation: run one on a virtual clock and keep a tape of its chains.

The suite's own recorder plays scenarios of its own making.  Here any program plays, and its tape is a
:class:`~taskloop_conformance.model.history.History` like every other: it can be drawn, written as text and judged::

    tape = Tape()

    async def main():
        chain = tape.chain("A", TaskLoop, read, [0], fargs=simple_fargs_out)
        chain.create()
        await asyncio.sleep(10)
        chain.stop()

    run(main())
    tape.picture()
"""

from __future__ import annotations

import asyncio
import functools
import gc
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ..judge.oracle import judge
from ..model.history import Divergence, Event, History
from ..model.labels import Payload
from ..pictures.lanes import steps_of
from ..pictures.state_diagram import state_diagram
from ..pictures.svg import Picture
from ..pictures.swimlane import swimlane
from ..record.turns import Turns, WatchedLoop
from ..report.history_page import Stepper
from ..report.history_steps import Told
from .watching import Relay, WatchedChain

T = TypeVar("T")


class StageLoop(WatchedLoop):
    """A virtual loop that tells the tapes of every error handed to it and keeps those nobody handled."""

    def __init__(self) -> None:
        super().__init__()
        self.lost: list[Exception] = []
        self.tapes: list[Tape] = []
        self.over = False  # the program has ended; what is cleared away after it belongs to no tape
        self.set_exception_handler(self._keep)

    def _keep(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        self.lost.append(error if isinstance(error, Exception) else RuntimeError(str(context.get("message"))))

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Note the error on the tape of the chain that raised it, then do what asyncio does."""
        for tape in self.tapes:
            tape.reported(context.get("exception"))
        super().call_exception_handler(context)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program on a virtual clock that begins at 0 s and give its result.

    What still runs at its end is cancelled.
    Raises what ``main`` raises, and an :class:`ExceptionGroup` of the errors that were handed to the loop's
    exception handler when ``main`` set none of its own: on a stage no error is lost.
    """
    loop = StageLoop()
    try:
        result = loop.run_until_complete(loop.create_task(_to_the_end(main), name="the program"))
        gc.collect()  # a task that failed unseen says so when it is collected
    finally:
        # asyncio.Runner would wait for ever for a task that swallows every cancellation.
        _clear(loop)
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
    if loop.lost:
        raise ExceptionGroup("errors that nobody caught", loop.lost)
    return result


def _clear(loop: StageLoop) -> None:
    """End what still runs, quietly: chains that live on after a cancellation are played here too."""
    loop.set_exception_handler(lambda *_: None)
    for _ in range(3):
        for task in loop.leftovers()[0]:
            task.cancel()
        loop.run_until_idle(loop.time() + 60)
    for task in loop.leftovers()[0]:
        task._log_destroy_pending = False  # type: ignore[attr-defined]  # as asyncio itself does where it gives up


async def _to_the_end(main: Coroutine[Any, Any, T]) -> T:
    try:
        return await main
    finally:
        _loop().over = True


def now() -> float:
    """The time in virtual seconds; raises :class:`RuntimeError` outside :func:`run`."""
    return round(_loop().time(), 6)


def _loop() -> StageLoop:
    loop = asyncio.get_running_loop()
    if not isinstance(loop, StageLoop):
        raise RuntimeError("a tape needs the virtual clock: run the program with taskloop_conformance.teach.stage.run")
    return loop


class Tape:
    """What the watched chains of one program did, in virtual seconds.

    ``time_pause`` is the chains' longest legal pause.  Payloads are labelled p0, p1, ... in the order
    in which they were made; in a chain whose ``fargs`` isn't watched a call is labelled with its arguments.  With
    ``turns`` the tape keeps a diary of the event loop from its first event on, which :meth:`steps` shows.
    """

    def __init__(self, time_pause: float = 0.1, *, turns: bool = False) -> None:
        self.time_pause = time_pause
        self.turns = Turns() if turns else None
        self.events: list[Event] = []
        self._payloads: dict[str, list[tuple[Any, Any]]] = {}  # by chain, p0 first
        self._used: dict[str, tuple[str, Any]] = {}  # by chain, the label and kwargs of the latest call
        self._with_fargs: set[str] = set()
        self._errors: list[tuple[str, BaseException]] = []

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        """Write an event down, now; ``kind`` is a key of :data:`taskloop_conformance.model.history.KINDS`."""
        loop = _loop()
        if self not in loop.tapes:
            loop.tapes.append(self)
            if self.turns is not None:
                loop.turns, loop.events = self.turns, lambda: len(self.events)
        if not loop.over:
            self.events.append(Event(now(), chain, kind, detail))
            if self.turns is not None:
                self.turns.note(loop, self.events[-1])

    # What is watched

    def coro(self, chain: str, coro: Callable[..., Awaitable[Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
        """The same coroutine function, watched: its calls, its ends, and the cancellations that reach it."""

        async def watched(*args: Any, **kwargs: Any) -> Any:
            self.note(chain, "call", self._label(chain, args, kwargs))
            interrupted: list[Event] = []

            def interrupt() -> None:
                if not interrupted:
                    self.note(chain, "interrupted")
                    interrupted.append(self.events[-1])

            try:
                result = await Relay(coro(*args, **kwargs), interrupt)
            except asyncio.CancelledError:
                self.note(chain, "cancelled" if interrupted else "raise")
                raise
            except GeneratorExit:  # collected as garbage: there is no turn of the loop to note it in
                raise
            except BaseException as error:
                self._own_affair(interrupted)
                self._failed(chain, "raise", "", error)
                raise
            self._own_affair(interrupted)
            self.note(chain, "return")
            return result

        watched.__qualname__ = getattr(coro, "__qualname__", chain)
        return watched

    def fargs(self, chain: str, fargs: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        """The same ``fargs``, watched; from now on the chain's payloads are labelled."""
        self._with_fargs.add(chain)

        def watched(args: Any, obtained: Any) -> Any:
            used, kwargs = self._used.get(chain, ("p0", {}))
            try:
                made = fargs(args, obtained)
            except BaseException as error:
                self._failed(chain, "fargs", f"{used} -> raise", error)
                raise
            if not isinstance(made, (list, tuple)):
                self.note(chain, "fargs", f"{used} -> nothing")
                return made
            pair = len(made) == 2 and isinstance(made[0], (list, tuple)) and isinstance(made[1], Mapping)
            payloads = self._payloads[chain]
            payloads.append((tuple(made[0]), made[1]) if pair else (tuple(made), kwargs))
            self.note(chain, "fargs", f"{used} -> p{len(payloads) - 1}")
            return made

        return watched

    def chain(
        self,
        name: str,
        make: Callable[..., Any],
        coro: Callable[..., Awaitable[Any]],
        coro_args: Sequence[Any] = (),
        coro_kwargs: Mapping[str, Any] | None = None,
        *,
        fargs: Callable[[Any, Any], Any],
        **options: Any,
    ) -> Any:
        """Make ``make(coro, coro_args, coro_kwargs, fargs=..., **options)``, watched, signals included."""
        kwargs = {} if coro_kwargs is None else coro_kwargs
        made = make(self.coro(name, coro), coro_args, kwargs, fargs=self.fargs(name, fargs), **options)
        return WatchedChain(made, functools.partial(self.note, name), self.reported)

    def reported(self, error: BaseException | None) -> None:
        """Note that an error reached the exception handler or an awaiter, if a watched chain raised it."""
        for chain, known in self._errors:
            if error is known:
                self.note(chain, "report", "the error")

    def end(self) -> None:
        """Note that the chains have ended; what is left beside the calling task is counted.

        Nothing left is noted at the time of the last event: the time since then is the program's own.
        """
        tasks, timers = _loop().leftovers()
        left = [task for task in tasks if task is not asyncio.current_task()]
        self.note("", "busy" if left or timers else "idle", f"tasks {len(left)} timers {len(timers)}")
        if not left and not timers and len(self.events) > 1:
            self.events[-1] = self.events[-1]._replace(at=self.events[-2].at)

    # What has been seen

    def history(self) -> History:
        """The events so far."""
        return History(tuple(self.events), self.time_pause)

    def verdict(self) -> Divergence | None:
        """The first rule that the chains broke, or None; without its ``fargs`` no chain can be judged."""
        if {event.chain for event in self.events} - {""} - self._with_fargs:
            return None
        return judge(self.history())

    def picture(self, name: str = "", *, until: float = 0.0) -> Picture:
        """The swimlanes, with the first broken rule in red; ``name`` is the picture's title.

        ``until`` (virtual seconds) lets the axis go on after the last event, where nothing happens.
        """
        return swimlane(self.history(), self.verdict(), name, until=until)

    def diagram(self, chain: str = "A") -> Picture:
        """The diagram of the transition table, in which the way of a chain stands out."""
        return state_diagram(path=steps_of(self.history(), chain))

    def steps(self, name: str = "") -> Stepper:
        """What happened step by step, which a page of the site shows with a slider; ``name`` is what it is called."""
        return Stepper(Told(self.history(), self.verdict(), self.turns), name)

    def _label(self, chain: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
        if chain not in self._with_fargs:
            return ",".join([*map(_text, args), *(f"{key}={_text(value)}" for key, value in kwargs.items())])
        payloads = self._payloads.setdefault(chain, [])
        if not payloads:
            payloads.append((args, kwargs))
        label = next(self._known(chain, args, kwargs), "unknown")
        self._used[chain] = (label, kwargs)
        return label

    def _known(self, chain: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Iterator[str]:
        """The payloads that are equal to the arguments of a call: the chain's own first, the newest first."""
        for owner in sorted(self._payloads, key=lambda owner: owner != chain):
            payloads = self._payloads[owner]
            for number in range(len(payloads) - 1, -1, -1):
                if payloads[number] == (args, kwargs):
                    yield str(Payload(number, "" if owner == chain else owner))

    def _own_affair(self, interrupted: list[Event]) -> None:
        """Strike out a cancellation that the coroutine made itself and took back, as asyncio.timeout does."""
        task = asyncio.current_task()
        if task is not None and not task.cancelling():
            self.events = [event for event in self.events if all(event is not one for one in interrupted)]

    def _failed(self, chain: str, kind: str, detail: str, error: BaseException) -> None:
        self._errors.append((chain, error))
        self.note(chain, kind, detail)


def _text(value: Any) -> str:
    return "".join(str(value).split())


__all__ = ["StageLoop", "Tape", "now", "run"]
