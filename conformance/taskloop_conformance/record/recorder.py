"""The recorder: run a scenario against an implementation on a virtual clock and write down its history."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import gc
import io
from collections.abc import Iterator
from typing import Any

from ..model.failures import Unimplemented
from ..model.history import Event, History
from ..model.labels import Leftovers, Refusal
from ..model.text import short
from .adapters import Adapter, chain_name
from .clock import OWNER, VirtualLoop
from .scenario import Scenario, pace
from .source import Source, SourceError, stack_depth

#: So many turns of the loop a ready bystander sees without anything of a chain before it lets time pass.
_PATIENT_TURNS = 100

_METHODS = {"PAUSE": "pause", "CONTINUE": "task_continue", "STOP": "stop", "CANCEL": "cancel"}


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
    late = max((float(s.point[1:]) for s in scenario.script if s.point[0] == "+"), default=0.0)
    limit = scenario.limit or scenario.last_iteration() + 2
    slowest = max(pace(index) for index, behaviour in enumerate(scenario.behaviours) if behaviour)
    return (limit + 1) * slowest + (late + 4) * (pauses + 1) * scenario.time_pause


class Run:
    """One run: the loop, the sources, and what has been written down so far."""

    def __init__(self, scenario: Scenario, adapter: Adapter) -> None:
        self.scenario, self.adapter = scenario, adapter
        self.started_at = scenario.settings.start
        self.events: list[Event] = []
        self.watch = scenario.watch
        self.history_pause = scenario.time_pause
        script = scenario.script
        self.limit = scenario.limit or scenario.last_iteration() + 2
        self.loop = VirtualLoop(scenario.settings, max_turns=2_000 + 20 * self.limit)
        # The oldest releases have a mask without keyword arguments; what doesn't need them is judged anyway.
        self.keywords = scenario.surface == "loop" or getattr(adapter, "keywords", True)
        self.bare = not self.keywords
        self.open_end = False
        if self.bare and scenario.form != "pair":
            raise Unimplemented("keyword arguments in coromask")
        self.sources: dict[str, Source] = {}
        for index, behaviour in enumerate(scenario.behaviours):
            if behaviour:
                name = chr(ord("A") + index)
                steps = tuple(step for step in script if step.chain == name)
                self.sources[name] = Source(self, name, behaviour, steps)
        self.closing: asyncio.TimerHandle | None = None
        self.missing: Unimplemented | None = None
        self.tasks_seen: dict[str, list[Any]] = {}

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
            loop.call_soon(self.start)
            if scenario.surface == "loop":
                self.closing = loop.call_later(end, self.close)
            idle = loop.run_until_idle(self.started_at + end + 4 * slowest + 4 * scenario.time_pause)
            at = loop.time() - self.started_at
            if self.missing is None:
                tasks, timers = loop.leftovers()
                kind = "idle" if idle else "spin" if loop.spinning else "busy"
                ending = [Event(at, "", kind, str(Leftovers(len(tasks), len(timers))))]
                self.collect_reports()
                self.observe_end()
                self.events += [] if self.open_end else ending
            written = len(self.events)
            self.clean_up()  # what happens while the remains are cleared away belongs to no history
        del self.events[written:]
        if self.missing is not None:
            raise self.missing
        if text := printed.getvalue().strip():
            at = self.events[-1].at
            self.events.insert(-1, Event(at, "", "fact", f"printed {text.splitlines()[0][:60]!r}"))
        conditions = {"register": scenario.surface} if scenario.surface != "loop" else {}
        if "bystander" in self.watch:
            conditions["bystander"] = "ready"
        if "loops" in self.watch:
            conditions["loop"] = "default"
        return History(tuple(self.events), scenario.time_pause, conditions)

    def start(self) -> None:
        """Start every chain, from a callback of the running loop."""
        if "bystander" in self.watch:
            self.loop.call_soon(self.bystander)
        for source in self.sources.values():
            source.context = contextvars.copy_context()
            source.context.run(OWNER.set, source.name)
            try:
                source.context.run(self.start_chain, source)
            except Unimplemented as missing:
                self.missing = missing
                self.loop.stop()
                return

    def start_chain(self, source: Source) -> None:
        """Start one chain, in a context of its own."""
        self.note(source.name, "start")
        if self.scenario.surface == "loop":
            defaults = "defaults" in self.watch
            source.chain, source.created = self.adapter.start(
                source.run,
                None if defaults else source.args,
                None if defaults else source.kwargs,
                fargs=source.fargs,
                time_pause=self.scenario.time_pause,
                default_loop="loops" in self.watch,
            )
        else:
            self.start_with_functions(source)
        for signal in source.early:
            source.give(signal)
        source.send(0, "s0")

    def start_with_functions(self, source: Source) -> None:
        """A chain as the source text makes one: a task of the mask, renew as its done callback."""
        mask = self.adapter.coromask(source.run, source.args, source.kwargs, source.fargs)
        task: asyncio.Task[Any] = self.loop.create_task(mask)  # type: ignore[arg-type]  # whatever a task takes
        source.created = task  # the caller of the first task keeps it; every later one is renew's to keep
        renew = self.adapter.renew
        if self.scenario.surface == "keyword":
            task.add_done_callback(functools.partial(renew, coro=source.run, fargs=source.fargs))
        else:
            task.add_done_callback(functools.partial(renew, task, source.run, source.fargs))

    def deliver(self, source: Source, signal: str) -> None:
        """Call the implementation's method for a signal."""
        method = getattr(source.chain, _METHODS[signal], None)
        if method is None:
            self.missing = Unimplemented(f"{chain_name(self.adapter, source.chain)}.{_METHODS[signal]}")
            self.loop.stop()
            return
        try:
            method()
        except Exception as error:  # whatever it is, the signal was refused
            self.note(source.name, "refused", str(Refusal(signal, short(error))))

    def close(self) -> None:
        """The latest time for a run to be brought to its end."""
        self.closing = None
        for source in self.sources.values():
            if not source.over and source.chain is not None:
                source.context.run(source.give, "STOP")

    def maybe_over(self) -> None:
        """Once no chain needs closing the closing timer goes, so that only the chains' own are left."""
        if self.closing is not None and all(source.over for source in self.sources.values()):
            self.closing.cancel()
            self.closing = None

    # Reports

    def on_exception(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """The loop's exception handler: find out whose failure it is."""
        error = context.get("exception")
        if error is None:
            return
        for source in self.sources.values():
            if source.error is not None and error is source.error:
                return self.note(source.name, "report", "the error")
            if source.error is not None and source.error in (error.__cause__, error.__context__, *error.args):
                return self.note(source.name, "report", f"wrapped in {type(error).__name__}")
            if source.kind == "bad" and source.produced >= source.when and isinstance(error, TypeError):
                return self.note(source.name, "report", f"nothing: {short(error)}")
        self.note("", "report", short(error))

    def collect_reports(self) -> None:
        """Look where else a failure may surface: tasks nobody awaits, or whoever awaits the chain."""
        for source in self.sources.values():
            failed = source.error is not None or (source.kind == "bad" and source.produced >= source.when)
            if not failed or self.reported(source):
                continue
            source.task = None
            if self.scenario.surface == "loop":
                for awaitable in (source.created, source.chain):
                    if hasattr(awaitable, "__await__") and not self.reported(source):
                        self.loop.create_task(self.await_chain(awaitable))
                        self.loop.run_until_idle(self.loop.time() + 1)
            source.created = None
            if not self.reported(source):
                gc.collect()
                self.loop.run_until_idle(self.loop.time() + 1)

    def reported(self, source: Source) -> bool:
        """Whether a failure of this source was reported already."""
        return any(event.kind == "report" and event.chain == source.name for event in self.events)

    async def await_chain(self, awaitable: Any) -> None:
        """Wait for a chain as a user would; what it raises counts as reported."""
        try:
            await awaitable
        except (Exception, asyncio.CancelledError) as error:
            if not isinstance(error, asyncio.CancelledError):
                self.on_exception(self.loop, {"exception": error})

    # What the watches see

    @contextlib.contextmanager
    def surroundings(self) -> Iterator[io.StringIO]:
        """Catch what is printed, where that is watched."""
        out = io.StringIO()
        if "output" not in self.watch:
            yield out
            return
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            yield out

    def observe_call(self, source: Source) -> None:
        """The facts of a call that only some scenarios ask for."""
        if "tasks" in self.watch:
            seen = self.tasks_seen.setdefault(source.name, [])
            known = [index for index, task in enumerate(seen) if task is source.task]
            seen.append(source.task)
            self.note(source.name, "fact", f"task {known[0] if known else len(seen) - 1}")
        if "loops" in self.watch and asyncio.get_running_loop() is not self.loop:
            self.note(source.name, "fact", "loop another than the running one")
        if "depth" in self.watch and source.calls in (2, self.limit - 1):
            self.note(source.name, "fact", f"depth {stack_depth()}")
        if "objects" in self.watch and source.calls in (self.limit // 10, self.limit - 1):
            gc.collect()
            self.note(source.name, "fact", f"objects {len(gc.get_objects()) - len(self.events)}")

    def bystander(self) -> None:
        """A callback that is always ready: it must get its turn between two iterations."""
        self.note("", "fact", "bystander ran")
        over = all(source.over for source in self.sources.values())
        waited = next((n for n, event in enumerate(reversed(self.events)) if event.kind != "fact"), len(self.events))
        if waited < _PATIENT_TURNS and not over:
            self.loop.call_soon(self.bystander)
            return
        self.note("", "fact", "bystander waits")
        if not over:  # whoever waits for time to pass must not wait for ever
            self.loop.call_later(0.01, self.bystander)

    def observe_end(self) -> None:
        """Note whether the caller's own arguments were changed."""
        if "arguments" not in self.watch:
            return
        for source in self.sources.values():
            if [*map(id, source.args)] != [*map(id, source.given)]:
                self.note(source.name, "fact", "arguments changed: coro_args")
            keywords = {"mark": source.keyword} if self.keywords else {}
            for name in sorted(source.kwargs.keys() | keywords.keys()):
                if source.kwargs.get(name) is not keywords.get(name):
                    self.note(source.name, "fact", f"arguments changed: coro_kwargs[{name!r}]")

    # The end

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
            source.chain = source.created = source.task = None
        loop.close()


__all__ = ["Run", "SourceError", "record"]
