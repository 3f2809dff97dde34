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

This module has the course of a run and what the sources write to.  Its parts have modules of their own: what an adapter
must have for the scenario (``requirements.py``), the start of the chains (``starting.py``), their inputs
(``delivery.py``), and whose error somebody was told of (``reports.py``); ``state.py`` is what they share.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import logging
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from ..model.history import Event, History
from ..model.labels import Leftovers
from .adapters import Adapter, interval
from .awaiting import Awaiters
from .blocked import Blocked, outside_of
from .clock import VirtualLoop
from .delivery import Delivery
from .payloads import Ledger
from .reports import Reports
from .requirements import terms_of
from .scenario import Scenario, parse_point
from .source import Source
from .starting import LATER, Starting
from .state import State
from .watches import Watches


def record(scenario: Scenario, adapter: Adapter) -> History:
    """Run a scenario on a fresh loop until nothing is left, and give its history.

    Raises :class:`Unimplemented` when the implementation lacks something that the scenario needs.
    """
    return Run(scenario, adapter).record()


#: The turns without time moving that what is left gets to end itself, after its tasks were cancelled.
_LAST_TURNS = 200

#: Another event loop runs after so many iterations' time (``made-between``): in the middle of the second one.
_BEFORE_ANOTHER_LOOP = 1.5


def end_of(scenario: Scenario) -> float:
    """When a run is brought to its end at the latest, in virtual seconds."""
    if scenario.until:
        return scenario.until
    pauses = sum(step.signal == "PAUSE" for step in scenario.script)
    late = max((parse_point(step.point).pauses for step in scenario.script), default=0.0)
    slowest = max(scenario.pace(name) for name in scenario.chains())
    begin = LATER * scenario.pace("A") if scenario.values.begin != "together" else 0.0
    return (scenario.stop_after() + 1) * slowest + (late + 4) * (pauses + 1) * scenario.time_pause + begin


class Run:
    """One run: its course, and the log that its sources write to (see :class:`~.log.Log`).

    A subclass may override :meth:`note` and :meth:`on_error`, to remember more of each event, and name another class of
    loop.
    """

    loop_type: type[VirtualLoop] = VirtualLoop

    def __init__(self, scenario: Scenario, adapter: Adapter) -> None:
        self.scenario, self.adapter = scenario, adapter
        self.limit = scenario.stop_after()
        bare, self.without = terms_of(scenario, adapter)
        # So many turns in which time stands still and no user coroutine is called count as spinning.
        self.loop = self.loop_type(scenario.settings, max_turns=2_000)
        self.started_at = scenario.settings.start
        self.open_end = self._clear = False
        self.events: list[Event] = []
        values = scenario.values
        self.ledgers: dict[str, Ledger] = {}
        for name in scenario.chains():
            self.ledgers[name] = Ledger(name, values, bare=bare, first=self.ledgers.get("A"))
        self.sources = {
            name: Source(
                self, name, behaviour, tuple(s for s in scenario.script if s.chain == name), self.ledgers[name]
            )
            for name, behaviour in zip(scenario.chains(), filter(None, scenario.behaviours), strict=True)
        }
        self.errors: dict[str, BaseException] = {}
        self._state = State(scenario, adapter, self.loop, self.note, self.sources, self.events)
        self._reports = Reports(self._state)
        self._awaiters = Awaiters(self.note, self.on_error, self._reports.fits)
        self._watches = Watches(scenario.watch, self.note, self.loop, self.limit, len(self.sources))
        self._delivery = Delivery(self._state, self._awaiters, self._watches)
        self._starting = Starting(self._state, self._delivery, self._awaiters)

    # The course of a run

    def record(self) -> History:
        """The whole run, and the loop closed after it."""
        loop, scenario = self.loop, self.scenario
        loop.set_exception_handler(self._reports.hear_early)
        slowest = max(source.seconds for source in self.sources.values())
        end = end_of(scenario)
        with self._surroundings() as printed:
            early = scenario.values.made != "running" and scenario.surface == "loop"
            if made := not early or self._does(self._starting.make_before):
                loop.call_soon(self._begin)
            if scenario.surface == "loop" and scenario.values.keep == "caller":
                self._state.closing = loop.call_later(end, self._delivery.close)
            if scenario.values.made == "between":
                self._run(self.started_at + _BEFORE_ANOTHER_LOOP * slowest)
                made = self._does(self._starting.others.run_elsewhere)
            idle = made and self._run(self.started_at + end + 4 * slowest + 4 * scenario.time_pause)
            if self._state.missing is None:
                self._note_the_end(idle)
            written = len(self.events)
            self._clean_up()  # what happens while the remains are cleared away belongs to no history
        del self.events[written:]
        if self._state.missing is not None:
            raise self._state.missing
        if text := printed.getvalue().strip():
            at = self.events[-1].at
            self.events.insert(-1, Event(at, "", "fact", f"printed {text.splitlines()[0][:60]!r}"))
        return History(tuple(self.events), scenario.time_pause, self.conditions())

    def _does(self, work: Callable[[], None]) -> bool:
        """Do this while the loop doesn't run; False where it blocked and was interrupted, as a turn would be."""
        try:
            with outside_of(self.loop):
                work()
        except Blocked:
            self.loop.spinning = True
        return not self.loop.spinning

    def _begin(self) -> None:
        """The first turn of the loop: the observations begin, and then the chains."""
        self._watches.begin(self._state.over, self.events)
        self._starting.begin()
        # Another handler from here on: the one to tell is that of the loop at the time, not that of the start.
        self.loop.set_exception_handler(self._reports.hear)

    def _run(self, until: float) -> bool:
        """Run the loop to its end; gives whether it fell idle.

        SystemExit and KeyboardInterrupt leave an event loop at once, as asyncio has it: whoever runs the loop is told.
        """
        while True:
            try:
                return self.loop.run_until_idle(until)
            except Blocked:
                self.loop.spinning = True
                return False
            except (SystemExit, KeyboardInterrupt) as error:
                if not any(error is source.error for source in self.sources.values()):
                    raise
                self.on_error(error)

    def _note_the_end(self, idle: bool) -> None:
        """Write down how the run ended and what it left."""
        loop = self.loop
        self._close_library()
        at = loop.time() - self.started_at
        if loop.spinning and not any(event.kind == "start" for event in self.events):
            self.note("A", "start")  # it was about to: without it nothing would be judged
        tasks, timers = loop.leftovers()
        self._clear = not tasks and not timers
        left = Leftovers(sum(not self._awaiters.owns(task) for task in tasks), len(timers))
        kind = "idle" if idle else "spin" if loop.spinning else "busy"
        self._reports.collect()
        self._awaiters.finish(self.events, ended=idle and not left)
        for source in self.sources.values():
            for detail in source.changed():
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

    # What the sources write to (see log.Log), and what the loop and awaiters tell

    def note(self, chain: str, kind: str, detail: str = "") -> None:
        """Write an event down, now."""
        self.events.append(Event(self.loop._clock - self.started_at, chain, kind, detail))

    def called(self, chain: str) -> None:
        """The user coroutine of a chain began."""
        source = self.sources[chain]
        self.loop.standing = 0
        if source.inside > 1 and self._watches.created_again:
            self.note(chain, "fact", "create() again started an iteration")
        self._watches.called(source)
        self._starting.called(source)

    def signal(self, chain: str, name: str) -> None:
        """Give one input to a chain: a signal, KILL or CREATE."""
        self._delivery.give(chain, name)

    def bring_to_its_end(self, chain: str) -> None:
        """Give STOP, for the run is long enough."""
        self._delivery.bring_to_its_end(chain)

    def ended(self, chain: str) -> None:
        """The chain got a final signal, raised or was cancelled: it needs no closing any more."""
        self._awaiters.give_up(chain)
        self._state.ended()

    def leave_open(self) -> None:
        """Cut the run off: what is still owed is not missed."""
        self.open_end = True
        self.loop.stop()

    def on_error(self, error: BaseException) -> None:
        """Somebody was told of an error."""
        self._reports.told(error)

    # The surroundings, and the end

    @contextlib.contextmanager
    def _surroundings(self) -> Iterator[io.StringIO]:
        """Catch what is printed, where that is watched, and let an implementation warn of what may be a control word.

        Whoever runs the suite may have made warnings errors: then a warning, which nothing forbids, would end a chain.
        """
        out = io.StringIO()
        with contextlib.ExitStack() as around:
            if "output" in self.scenario.watch:
                around.enter_context(contextlib.redirect_stdout(out))
                around.enter_context(contextlib.redirect_stderr(out))
            if "objects" in self.scenario.watch:
                # pytest, or a user's own handler, keeps each record: an implementation that logs would seem to grow.
                around.callback(logging.disable, logging.root.manager.disable)
                logging.disable()
            if self.scenario.values.kwargs == "words":
                around.enter_context(warnings.catch_warnings())
                warnings.simplefilter("ignore")
            yield out

    def _close_library(self) -> None:
        """Let an adapter let go of what its library keeps beside its chains, before what is left is counted."""
        close = getattr(self.adapter, "close", None)
        if close is None or self.open_end:
            return
        for name in list(self._state.chains):
            chain = self._state.chain(name)
            if self.sources[name].over and chain is not None:  # one that nobody keeps may be gone
                closing = close(chain)
                if inspect.isawaitable(closing):
                    self.loop.create_task(_awaited(closing))
                self._run(self.loop.time())

    def _clean_up(self) -> None:
        """Leave nothing behind, whatever the implementation left."""
        loop = self.loop
        loop.set_exception_handler(lambda *_: None)
        loop.max_turns = _LAST_TURNS  # what spins spins on
        for _ in range(3):
            if self._clear and loop.has_nothing_to_do():
                break  # it was looked a moment ago, and to look is a twentieth of a short run
            self._clear = False
            tasks, timers = loop.leftovers()
            if not tasks and not timers:
                break
            remains: list[Any] = [*tasks, *timers]
            for left in remains:
                with contextlib.suppress(Exception):  # a task of the implementation's own class may refuse
                    left.cancel()
            self._run(loop.time())
        self._state.forget_all()
        self._starting.others.close()
        loop.close()


async def _awaited(closing: Awaitable[Any]) -> None:
    await closing
