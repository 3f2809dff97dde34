"""The recorder: run a scenario against an implementation on a virtual clock and write down its history.

How it works.  A run has an event loop of its own (``clock.py``) and, for each chain, a source that plays the user
(``source.py``).  The sources' coroutines are handed to the implementation through its adapter; whatever reaches them,
every signal that is given and every exception that anybody is told of becomes an event, with the loop's time.  The loop
runs until nothing is left to do, which on a virtual clock takes no time; only then is the run over, so that a fault
that shows late shows in its own history and not in the next one.

Why not run many scenarios on one loop, which would save a tenth of the time?  Because what one of them leaves behind
would be charged to another.  Why not ask the implementation what it does (a hook, a subclass)?  Because only what a
user can see is specified.

A run must end even though most chains never do.  Each source gives STOP in the iteration ``limit``; a timer (``close``)
gives STOP to a chain that never gets there, because it is paused; chains made with ``renew`` know no signal, so their
run is cut off and its end left open, which means that nothing is demanded of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import gc
import inspect
import io
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from ..model.failures import NotClaimed, Unimplemented
from ..model.history import Event, History
from ..model.labels import Leftovers, Refusal
from ..model.printable import text_of
from ..model.text import short
from .adapters import Adapter, chain_name, interval, takes_keywords, without
from .awaiting import Awaiters
from .clock import OWNER, VirtualLoop
from .coroutines import NAMES, make_coroutine
from .crashes import crash
from .payloads import Ledger
from .scenario import BEHAVIOURS, Scenario, parse_point
from .source import SEEN, Source
from .watches import Watches

#: The adapter's method for each signal.
_METHODS = {"PAUSE": "pause", "CONTINUE": "task_continue", "STOP": "stop", "CANCEL": "cancel", "CREATE": "create"}

#: When a chain other than the first starts "later": after so many iterations of the first one, in the middle of one.
_LATER = 2.5


def record(scenario: Scenario, adapter: Adapter) -> History:
    """Run a scenario on a fresh loop until nothing is left, and give its history.

    Raises :class:`Unimplemented` when the implementation lacks something that the scenario needs.
    """
    return Run(scenario, adapter).record()


def end_of(scenario: Scenario) -> float:
    """When a run is brought to its end at the latest, in virtual seconds."""
    if scenario.until:
        return scenario.until
    pauses = sum(step.signal == "PAUSE" for step in scenario.script)
    late = max((parse_point(step.point).pauses for step in scenario.script), default=0.0)
    slowest = max(scenario.pace(name) for name in scenario.chains())
    begin = _LATER * scenario.pace("A") if scenario.values.begin != "together" else 0.0
    return (scenario.stop_after() + 1) * slowest + (late + 4) * (pauses + 1) * scenario.time_pause + begin


class Run:
    """One run: the loop, the sources, and what has been written down so far."""

    def __init__(self, scenario: Scenario, adapter: Adapter) -> None:
        self.scenario, self.adapter = scenario, adapter
        self.events: list[Event] = []
        self.limit = scenario.stop_after()
        self.loop = VirtualLoop(scenario.settings, max_turns=2_000 + 20 * self.limit)
        self.started_at = scenario.settings.start
        # The oldest releases have a mask without keyword arguments; what doesn't need them is judged anyway.
        bare = scenario.surface != "loop" and not takes_keywords(adapter)
        if bare and (scenario.form != "pair" or scenario.values.kwargs == "hostile"):
            raise Unimplemented("keyword arguments in coromask")
        self.without = without(adapter) if scenario.surface == "loop" else frozenset()
        _check_claims(scenario, self.without)
        values = scenario.values
        shared: list[Any] | None = [*Ledger("A", values).args] if values.args == "shared" else None
        self.ledgers = {name: Ledger(name, values, bare=bare, shared=shared) for name in scenario.chains()}
        self.sources = {
            name: Source(
                self, name, behaviour, tuple(s for s in scenario.script if s.chain == name), self.ledgers[name]
            )
            for name, behaviour in zip(scenario.chains(), filter(None, scenario.behaviours), strict=True)
        }
        self.coros = self._coroutines()
        self.chains: dict[str, Any] = {}  # what the signals go to, by the chain's name
        self.created: dict[str, object] = {}
        self.contexts: dict[str, contextvars.Context] = {}
        self.early: dict[str, list[str]] = {name: [] for name in self.sources}
        self.open_end = False
        self.closing: asyncio.TimerHandle | None = None
        self.missing: Unimplemented | NotClaimed | None = None
        self.awaiters = Awaiters(self.note, self.on_error, self.fits)
        self.watches = Watches(scenario.watch, self.note, self.loop, self.limit)

    def _coroutines(self) -> dict[str, Any]:
        kind = self.scenario.values.coro
        every = {name: source.run for name, source in self.sources.items()}
        shared: dict[str, Any] = {}
        return {name: make_coroutine(kind, run, every, shared) for name, run in every.items()}

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        """Write an event down, now."""
        self.events.append(Event(self.loop._clock - self.started_at, chain, kind, detail))

    # The course of a run

    def record(self) -> History:
        """The whole run, and the loop closed after it."""
        loop, scenario = self.loop, self.scenario
        loop.set_exception_handler(self.on_exception)
        slowest = max(source.seconds for source in self.sources.values())
        end = end_of(scenario)
        with self.surroundings() as printed:
            if scenario.values.made == "before" and scenario.surface == "loop":
                self._make_before()
            loop.call_soon(self.start)
            if scenario.surface == "loop":
                self.closing = loop.call_later(end, self.close)
            idle = self._run(self.started_at + end + 4 * slowest + 4 * scenario.time_pause)
            if self.missing is None:
                self._note_the_end(idle)
            written = len(self.events)
            self.clean_up()  # what happens while the remains are cleared away belongs to no history
        del self.events[written:]
        if self.missing is not None:
            raise self.missing
        if text := printed.getvalue().strip():
            at = self.events[-1].at
            self.events.insert(-1, Event(at, "", "fact", f"printed {text.splitlines()[0][:60]!r}"))
        return History(tuple(self.events), scenario.time_pause, self.conditions())

    def _run(self, until: float) -> bool:
        """Run the loop to its end; gives whether it fell idle.

        SystemExit and KeyboardInterrupt leave an event loop at once, as asyncio has it: whoever runs the loop is told.
        """
        while True:
            try:
                return self.loop.run_until_idle(until)
            except (SystemExit, KeyboardInterrupt) as error:
                if not any(error is source.error for source in self.sources.values()):
                    raise
                self.on_error(error)

    def _note_the_end(self, idle: bool) -> None:
        """Write down how the run ended and what it left."""
        loop = self.loop
        self._close_library()
        at = loop.time() - self.started_at
        tasks, timers = loop.leftovers()
        left = Leftovers(sum(not self.awaiters.owns(task) for task in tasks), len(timers))
        kind = "idle" if idle else "spin" if loop.spinning else "busy"
        self.collect_reports()
        self.awaiters.finish(self.events, ended=idle and not left)
        for source in self.sources.values():
            for detail in source.ledger.changed():
                self.note(source.name, "fact", detail)
        if not self.open_end and not loop.cut:
            self.events.append(Event(max(at, self.events[-1].at if self.events else at), "", kind, str(left)))

    def conditions(self) -> dict[str, str]:
        """What of the set-up a rule may depend on."""
        conditions = {"register": self.scenario.surface} if self.scenario.surface != "loop" else {}
        if "bystander" in self.scenario.watch:
            conditions["bystander"] = "ready"
        if "loops" in self.scenario.watch:
            conditions["loop"] = "default"
        if seconds := interval(self.adapter):
            conditions["interval"] = f"{seconds:g}"
        if self.loop.used_threads:
            conditions["threads"] = "used"
        return conditions

    # Starting

    def _make_before(self) -> None:
        """Make the chains while no event loop runs; where an adapter can't, they are made when they start."""
        make = getattr(self.adapter, "make", None)
        if make is None:
            return
        for name in self.sources:
            with self._charged(name):
                self.chains[name] = make(
                    *self._arguments(name), fargs=self.sources[name].fargs, **self._options(), loop=self.loop
                )

    def start(self) -> None:
        """Start every chain that begins now, from a callback of the running loop."""
        self.watches.begin(lambda: all(source.over for source in self.sources.values()), self.events)
        first, *others = self.sources
        self.start_chain(first)
        begin = self.scenario.values.begin
        for name in others:
            if begin == "together":
                self.start_chain(name)
            elif begin == "later":
                self.loop.call_later(_LATER * self.sources[first].seconds, self.start_chain, name)

    def start_chain(self, name: str) -> None:
        """Start one chain, in a context of its own."""
        context = contextvars.copy_context()
        self.contexts[name] = context
        context.run(OWNER.set, name)
        source = self.sources[name]
        source.started = (name, -1)
        context.run(SEEN.set, source.started)
        try:
            with self._charged(name):
                context.run(self._start, source)
        except Unimplemented as missing:
            self.missing = missing
            self.loop.stop()

    @contextlib.contextmanager
    def _charged(self, name: str) -> Iterator[None]:
        """An exception in here means that the implementation refuses to make or to start this chain."""
        try:
            yield
        except (Unimplemented, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            values = self.scenario.values
            if values.coro not in ("function", "shared"):
                self.note(name, "fact", f"coroutine refused: {values.coro}, {short(error)}")
            elif values.kwargs == "hostile" or values.args == "none" or values.kwargs == "none":
                self.note(name, "fact", f"keyword refused: {values.args}, {values.kwargs}, {short(error)}")
            self.note("", "report", crash(error))
            self.sources[name].over = True
            self.ended(name)

    def _arguments(self, name: str) -> tuple[Any, ...]:
        source = self.sources[name]
        if "defaults" in self.scenario.watch:
            return self.coros[name], None, None
        # Without arguments a caller leaves them out.
        args = None if self.scenario.values.args == "none" else source.ledger.args
        kwargs = None if self.scenario.values.kwargs == "none" else source.ledger.kwargs
        return self.coros[name], args, kwargs

    def _options(self) -> dict[str, Any]:
        return {"time_pause": self.scenario.time_pause, "default_loop": "loops" in self.scenario.watch}

    def _start(self, source: Source) -> None:
        name = source.name
        self.note(name, "start")
        if self.scenario.surface == "loop":
            if name in self.chains:
                self.created[name] = self.chains[name].create()
            else:
                coro, args, kwargs = self._arguments(name)
                started = self.adapter.start(coro, args, kwargs, fargs=source.fargs, **self._options())
                if inspect.isawaitable(started):
                    self.loop.create_task(self._finish_start(name, started))
                    return
                self.chains[name], self.created[name] = started
            self._started(source)
        else:
            self.start_with_functions(source)
        self._give_early(source)

    async def _finish_start(self, name: str, started: Awaitable[Any]) -> None:
        """The rest of a start that is a coroutine function."""
        with self._charged(name):
            self.chains[name], self.created[name] = await started
            self._started(self.sources[name])
            self._give_early(self.sources[name])

    def _started(self, source: Source) -> None:
        """There is a chain: keep it, or don't, and let others await it, as the scenario says."""
        name = source.name
        if self.scenario.values.keep == "nobody":
            self.chains[name] = _weak(self.chains[name])
            self.created[name] = None
        else:
            self.awaiters.begin(self.scenario.values.awaits, name, self.chains[name], self.loop)

    def _give_early(self, source: Source) -> None:
        """Give the signals that come before the first step."""
        name = source.name
        for signal in self.early[name]:
            self.signal(name, signal)
        source.send(0, "s0")
        for iteration, point in source.steps:
            if iteration == 0 and point != "s0":
                self.loop.call_soon(source.later, parse_point(point).turns - 1, 0, point)

    def start_with_functions(self, source: Source) -> None:
        """A chain as the source text makes one: a task of the mask, renew as its done callback."""
        coro = self.coros[source.name]
        mask = self.adapter.coromask(coro, source.ledger.args, source.ledger.kwargs, source.fargs)
        task: asyncio.Task[Any] = self.loop.create_task(mask)  # type: ignore[arg-type]  # whatever a task takes
        self.created[source.name] = task  # the caller of the first task keeps it; every later one is renew's to keep
        renew = self.adapter.renew
        if self.scenario.surface == "keyword":
            task.add_done_callback(functools.partial(renew, coro=coro, fargs=source.fargs))
        else:
            task.add_done_callback(functools.partial(renew, task, coro, source.fargs))

    # What the sources ask for (see log.Log)

    def called(self, chain: str) -> None:
        """The user coroutine of a chain began."""
        source = self.sources[chain]
        if source.inside > 1 and self.watches.created_again:
            self.note(chain, "fact", "create() again started an iteration")
        self.watches.called(source)
        if self.scenario.values.begin == "inside" and source.calls == 1 and chain == next(iter(self.sources)):
            for name in list(self.sources)[1:]:
                self.start_chain(name)

    def signal(self, chain: str, name: str) -> None:
        """Give one input to a chain and write it down; an exception that it raises is written down too."""
        if name == "KILL":
            self._kill(self.sources[chain])
        elif self.scenario.surface != "loop":
            raise Unimplemented(f"signals of a chain made with renew, {name} for one")
        elif chain not in self.chains:
            self.early[chain].append(name)  # the first step runs inside create(), as eager tasks do: no chain yet
        elif "threads" in self.scenario.watch:
            self.loop.visit(functools.partial(self._deliver, chain, name, thread=True))
        else:
            self._deliver(chain, name)

    def _deliver(self, chain: str, name: str, *, thread: bool = False) -> None:
        """Call the implementation's method for a signal."""
        target = self.chains[chain]
        target = target() if isinstance(target, weakref.ref) else target
        method = getattr(target, _METHODS[name], None)
        if method is None:
            lacking = Unimplemented(f"{chain_name(self.adapter, target)}.{_METHODS[name]}")
            self.missing = NotClaimed("create() once more") if name == "CREATE" else lacking
            self.loop.stop()
            return
        if name == "CREATE":
            self.watches.created_again = True
            with contextlib.suppress(Exception):  # it may refuse
                method()
            return
        self.note(chain, name)
        written = len(self.events)
        final = name in ("STOP", "CANCEL")
        if final and not thread:
            self.sources[chain].over = True
            self.ended(chain)
        try:
            method()
        except Exception as error:  # whatever it is, the signal was refused
            if thread:  # it may raise there, and then it must change nothing: it is as if it hadn't been given
                del self.events[written - 1]
                return
            self.note(chain, "refused", str(Refusal(name, crash(error))))
        if final and thread:
            self.sources[chain].over = True
            self.ended(chain)

    def _kill(self, source: Source) -> None:
        """Be somebody else who cancels: the task of an iteration, or between iterations every task there is.

        The task of a pause is the implementation's own and nobody has it; but whoever ends a program cancels every
        task, as `asyncio.run` does.
        """
        if source.inside and source.task is not None and not source.task.done():
            self.note(source.name, "KILL")
            source.task.cancel()
            return
        tasks = [task for task in self.loop.leftovers()[0] if not self.awaiters.owns(task)]
        if not tasks or source.inside or len(self.sources) > 1:
            self.note(source.name, "fact", "nothing to cancel")
            return
        self.note(source.name, "KILL")
        source.over = True
        self.ended(source.name)
        for task in tasks:
            task.cancel()

    def close(self) -> None:
        """The latest time for a run to be brought to its end."""
        self.closing = None
        for name, source in self.sources.items():
            if not source.over and name in self.chains and self.scenario.values.keep == "caller":
                self.contexts[name].run(self._deliver, name, "STOP")

    def ended(self, chain: str) -> None:
        """Once no chain needs closing the closing timer goes, so that only the chains' own are left."""
        if self.closing is not None and all(source.over for source in self.sources.values()):
            self.closing.cancel()
            self.closing = None

    def leave_open(self) -> None:
        """Cut the run off: what is still owed is not missed."""
        self.open_end = True
        self.loop.stop()

    # Reports

    def on_exception(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler."""
        error = context.get("exception")
        if error is not None:
            self.on_error(error)

    def on_error(self, error: BaseException) -> None:
        """Somebody was told of an error: find out whose failure it is."""
        for source in self.sources.values():
            if source.error is not None and error is source.error:
                return self.note(source.name, "report", "the error")
        for source in self.sources.values():
            around = (error.__cause__, error.__context__, *error.args)
            if source.error is not None and any(each is source.error for each in around):
                return self.note(source.name, "report", f"wrapped in {type(error).__name__}")
            if source.kind == "bad" and source.failed and isinstance(error, TypeError):
                if self.reported(source.name) and any(
                    other.failed and not self.reported(other.name) for other in self.sources.values()
                ):
                    continue  # of several chains that fail alike each has its own report
                for missing in self.lacking(source, error):
                    self.note(source.name, "fact", missing)
                return self.note(source.name, "report", f"nothing: {short(error)}")
        self.note("", "report", crash(error))

    def fits(self, chain: str, error: BaseException | None) -> bool:
        """Whether what an awaiter got (None: nothing was raised) is what the end of this chain asks for."""
        source = self.sources[chain]
        if source.error is not None:
            return error is source.error
        if source.failed:
            return isinstance(error, TypeError)
        return error is None or isinstance(error, asyncio.CancelledError)

    def lacking(self, source: Source, error: TypeError) -> Iterator[str]:
        """What the message for a result that is no payload should say and doesn't, as details of facts."""
        for part in (NAMES.get(self.scenario.values.coro, ""), type(source.nothing).__name__):
            if part not in text_of(error):
                yield f"message without {part}: {short(error)}"

    def collect_reports(self) -> None:
        """Look where a failure may still surface: in tasks and chains that are let go unawaited."""
        for name, source in self.sources.items():
            if source.failed and not self.reported(name):
                if hasattr(type(self.chains.get(name)), "__await__") and self.scenario.surface == "loop":
                    continue  # what can be awaited has to be told of at its end, not when it is thrown away
                source.task = None
                self.chains.pop(name, None)
                self.created.pop(name, None)
                gc.collect()
                self.loop.run_until_idle(self.loop.time() + 1)

    def reported(self, chain: str) -> bool:
        """Whether a failure of this chain was reported already."""
        return any(event.kind == "report" and event.chain == chain for event in self.events)

    # The surroundings, and the end

    @contextlib.contextmanager
    def surroundings(self) -> Iterator[io.StringIO]:
        """Catch what is printed, where that is watched."""
        out = io.StringIO()
        if "output" not in self.scenario.watch:
            yield out
            return
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            yield out

    def _close_library(self) -> None:
        """Let an adapter let go of what its library keeps beside its chains, before what is left is counted."""
        close = getattr(self.adapter, "close", None)
        if close is None or self.open_end:
            return
        for name, chain in list(self.chains.items()):
            if self.sources[name].over:
                closing = close(chain)
                if inspect.isawaitable(closing):
                    self.loop.create_task(_awaited(closing))
                self.loop.run_until_idle(self.loop.time())

    def clean_up(self) -> None:
        """Leave nothing behind, whatever the implementation left."""
        loop = self.loop
        loop.set_exception_handler(lambda *_: None)
        for _ in range(3):
            tasks, timers = loop.leftovers()
            if not tasks and not timers:
                break
            for task in tasks:
                task.cancel()
            for timer in timers:
                timer.cancel()
            loop.run_until_idle(loop.time())
        for source in self.sources.values():
            source.task = None
        self.chains.clear()
        self.created.clear()
        loop.close()


#: Behaviours that don't depend on fargs.
_WITHOUT_FARGS = frozenset(BEHAVIOURS) - {"fargs-raise", "bad"}

#: The notion that an input of a script needs.
_NOTIONS = {"PAUSE": "pause", "CONTINUE": "pause", "STOP": "stop", "CANCEL": "cancel"}


def _check_claims(scenario: Scenario, lacking: frozenset[str]) -> None:
    """Raise :class:`NotClaimed` where a scenario needs what the library has no notion of."""
    if not lacking:
        return
    for step in scenario.script:
        if _NOTIONS.get(step.signal) in lacking:
            raise NotClaimed(_NOTIONS[step.signal])
    plain = scenario.form == "pair" and scenario.values.out == "mark"
    if "payload" in lacking and not (
        plain and all(each.partition("@")[0] in _WITHOUT_FARGS for each in scenario.behaviours)
    ):
        raise NotClaimed("payload")


async def _awaited(closing: Awaitable[Any]) -> None:
    await closing


def _weak(chain: Any) -> Callable[[], Any]:
    """A reference that doesn't keep a chain alive, where its class allows one; else nothing at all."""
    try:
        return weakref.ref(chain)
    except TypeError:
        return lambda: None
