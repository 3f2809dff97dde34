"""The user's side of a chain, instrumented: a coroutine and its fargs that write down what reaches them.

A source knows nothing of the recorder; it writes to a log (``log.py``).  What it hands out and what comes back is kept
in a ledger (``payloads.py``).
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import Callable, Iterator
from typing import Any

from ..model.labels import Fargs
from ..model.text import short
from .context_marks import leave_mark, mark
from .coroutines import make_fargs
from .errors import CANCELLATIONS, changes, make_error
from .log import Log
from .outputs import make_no_payload, make_output
from .payloads import Ledger
from .scenario import Scenario, Step, parse_point
from .weakly import wait_weakly

#: A chain that goes on beyond its limit by so many iterations won't end: its coroutine waits from then on.
_BEYOND = 3


#: For so many time_pause a chain is held whose pauses aren't in the script: past the first piece of a pause in pieces.
_HELD_FOR = 1.5


class Source:
    """One chain's user coroutine (:meth:`run`), its :meth:`fargs`, and the signals that go with them."""

    def __init__(self, log: Log, name: str, behaviour: str, script: tuple[Step, ...], ledger: Ledger) -> None:
        self.log, self.name, self.ledger = log, name, ledger
        kind, _, when = behaviour.partition("@")
        self.kind, self.when = kind, int(when or 2)
        scenario: Scenario = log.scenario
        self.seconds = scenario.pace(name)
        self.steps: dict[tuple[int, str], list[Step]] = {}
        for step in script:
            self.steps.setdefault((step.iteration, step.point), []).append(step)
        self.timed: dict[int, list[str]] = {}
        for iteration, point in self.steps:
            if not parse_point(point).letter and iteration:
                self.timed.setdefault(iteration, []).append(point)
        self.calls = 0
        self.produced = 0
        self.inside = 0
        self.current = "p0"
        self.output: Any = None
        self.error: BaseException | None = None
        self.known: tuple[Any, BaseException | None] = ((), None)  # the arguments and the cause with which it came
        self.nothing: Any = None
        self.over = False  # a final signal was given, or the coroutine raised or was cancelled
        self.killed = False  # somebody cancelled it between two iterations, which may have come too late
        self.held = False  # CONTINUE will come, for a pause that isn't in the script
        self.pauses = any(step.signal == "PAUSE" for step in script)
        self.waits_again = False  # it has swallowed a cancellation and waits, and no CANCEL has come since
        self.elsewhere = False  # it is called on another event loop, of which nothing is written down
        self.task: asyncio.Task[Any] | None = None
        self.started = ("", 0)  # what the context variable held where the chain was started
        self.context: contextvars.Context | None = None  # that of the latest iteration, where contexts are watched

    # The user coroutine

    async def run(self, /, *args: Any, **kwargs: Any) -> Any:
        """The user coroutine: write down the call, behave as the scenario says, give a fresh output."""
        log = self.log
        if self.elsewhere:
            return None
        self.calls += 1
        self.inside += 1
        number = self.calls
        self.current = self.ledger.label(args, kwargs, log.ledgers)
        log.note(self.name, "call", self.current)
        self.task = asyncio.current_task()
        if self.kind == "renaming" and self.task is not None:
            self.task.set_name("renamed by its coroutine")
        log.called(self.name)
        try:
            return await self._iterate(number)
        finally:
            self.inside -= 1

    def refusing(self, coro: Callable[..., Any]) -> Callable[..., Any]:
        """The coroutine function for the behaviour ``raise-call``: a call of it may raise, as for wrong arguments."""

        def read_or_refuse(*args: Any, **kwargs: Any) -> Any:
            if self.calls + 1 == self.when:
                self.calls += 1
                self.current = self.ledger.label(args, kwargs, self.log.ledgers)
                self.log.note(self.name, "call", self.current)
                self.fail("raise")
            return coro(*args, **kwargs)

        return read_or_refuse

    async def _iterate(self, number: int) -> Any:
        log, behaviour = self.log, self.kind
        self.send(number, "c")
        if number >= log.limit:
            await self.close(number)
        try:
            if behaviour not in ("ready", "raise-now"):
                await self.wait(number, behaviour)
        except asyncio.CancelledError:
            log.note(self.name, "interrupted")
            if behaviour == "fail":
                self.fail("raise")
            if behaviour == "stubborn":
                await self.wait_again(number)
            if behaviour == "uncancel" and self.task is not None:
                self.task.uncancel()
            if behaviour not in ("swallow", "uncancel", "stubborn"):
                await self.give_in(number, behaviour)
        self.send(number, "l")
        if number in self.timed:
            self.plan(number)
        if behaviour == "pausing" and number < log.limit:
            log.signal(self.name, "PAUSE")
            if not self.held:  # one timer at a time: where no pause holds, each iteration would leave one
                self.held = True
                log.loop.call_later(_HELD_FOR * log.scenario.time_pause, self.go_on)
        if behaviour in ("raise", "raise-now", "stubborn") and number == self.when:
            self.fail("raise")
        if behaviour in CANCELLATIONS and number == self.when:
            self._cancel_oneself(CANCELLATIONS[behaviour]())
        self.output = make_output(
            log.scenario.values.out,
            self.name,
            number,
            lambda what: log.note(self.name, "fact", f"output changed: {what}"),
        )
        log.note(self.name, "return")
        if "payload" in log.without:  # no fargs is called: each call means the same input again
            log.note(self.name, "fargs", str(Fargs(self.current, self.current, "same")))
        return self.output

    async def wait(self, number: int, behaviour: str) -> None:
        """The part of an iteration that suspends."""
        loop = self.log.loop
        if behaviour in ("turn", "pausing"):
            await asyncio.sleep(0)
            self.send(number, "w")
            return
        if (number, "w") in self.steps:
            loop.call_later(self.seconds / 2, self.send, number, "w")
        if behaviour in ("weak", "weak-clean"):
            await wait_weakly(self)
        elif behaviour == "time-limit":
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.seconds):
                    await loop.create_future()
        else:
            await asyncio.sleep(self.seconds)

    async def give_in(self, number: int, behaviour: str) -> None:
        """Let a cancellation through, with a clean-up first where the scenario says so."""
        if behaviour in ("clean", "weak-clean"):
            try:
                await (asyncio.sleep(0.5) if behaviour == "clean" else wait_weakly(self))
            except asyncio.CancelledError:
                self.log.note(self.name, "interrupted")
        if number in self.timed:
            self.plan(number)
        self._cancel_oneself()

    async def wait_again(self, number: int) -> None:
        """Wait once more after a cancellation that was swallowed, and give in to the next one."""
        self.waits_again = True
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.log.note(self.name, "interrupted")
            await self.give_in(number, "stubborn")
        else:
            if not self.waits_again:
                self.log.note(self.name, "fact", "CANCEL passed by a coroutine that waits once more")
        finally:
            self.waits_again = False

    def _cancel_oneself(self, error: asyncio.CancelledError | None = None) -> None:
        self.over = True
        self.log.note(self.name, "cancelled")
        self.log.ended(self.name)
        raise asyncio.CancelledError if error is None else error

    def fail(self, kind: str, detail: str = "") -> None:
        """Raise this iteration's error, and write it down."""
        known = self.log.errors.get(self.log.scenario.values.err)
        self.error = known or make_error(self.log.scenario.values.err, f"iteration {self.calls} of chain {self.name}")
        if self.log.scenario.values.err == "one":
            self.log.errors["one"] = self.error
        self.known = (self.error.args, self.error.__cause__)
        self.over = True
        self.log.note(self.name, kind, detail)
        self.log.ended(self.name)
        raise self.error

    async def close(self, number: int) -> None:
        """Bring the chain to its end by STOP, or the run where there is no STOP."""
        if number > self.log.limit + _BEYOND:
            await self.log.loop.create_future()  # a chain that doesn't end: don't run for ever
        if self.over and not self.killed:
            return
        self.killed = False
        scenario = self.log.scenario
        if scenario.surface == "loop" and scenario.values.keep == "caller" and "stop" not in self.log.without:
            self.log.bring_to_its_end(self.name)
        else:  # nobody can give this chain a signal: leave the end of the run open
            self.over = True
            self.log.leave_open()
            await self.log.loop.create_future()

    def fargs(self, given: Any, obtained: Any) -> Any:
        """The user's fargs: write down the call, give a fresh payload or fail as the scenario says."""
        self.produced += 1
        number = self.produced
        label = self.ledger.input_label(given, self.current, self.log.ledgers)
        # While another iteration runs, nobody knows whose input this is.
        if self.pauses and not self.inside and self.ledger.copied(given, self.current):
            self.log.note(self.name, "fact", "input copied: fargs was given the very list before")
        if "context" in self.log.scenario.watch:
            if (other := mark(self.log.loop)[0]) not in ("", self.name):
                self.log.note(self.name, "fact", f"context of another chain is seen by fargs: {other}")
            leave_mark(self.log.loop, self.name, self.calls)
        if obtained is not self.output:
            label = f"other {label.removeprefix('other ')} {short(obtained)}"
        self.send(number, "f")
        if number == self.when and self.kind == "fargs-raise":
            self.fail("fargs", str(Fargs(label, "raise")))
        if number == self.when and self.kind == "bad":
            self.over = True
            kind = self.log.scenario.values.bad
            self.nothing = make_no_payload(
                kind, lambda what: self.log.note(self.name, "fact", f"result of fargs: {what}")
            )
            self.log.note(self.name, "fargs", str(Fargs(label, "nothing")))
            self.log.ended(self.name)
            return self.nothing
        payload, produced = self.ledger.make(self.log.scenario.form, number, given, self.current)
        self.log.note(self.name, "fargs", str(produced._replace(given=label)))
        return payload

    def fargs_with_rest(self, given: Any, obtained: Any, third: Any = None, *rest: Any, **named: Any) -> Any:
        """The user's fargs as a function that could take more: it gets the input and the output, and nothing else."""
        if third is not None or rest or named:
            self.log.note(self.name, "fact", f"fargs got more: {short((third, *rest, named))}")
        return self.fargs(given, obtained)

    def given_fargs(self) -> Callable[..., Any]:
        """What is given to the implementation as fargs (dimension fargs)."""
        return make_fargs(self.log.scenario.values.fargs, self.fargs, self.fargs_with_rest)

    def changed(self) -> Iterator[str]:
        """What is no longer as it was handed out or raised, as details of facts."""
        yield from self.ledger.changed()
        if self.error is not None:
            yield from changes(self.error, *self.known)

    @property
    def failed(self) -> bool:
        """Whether something happened that has to be reported: an error, or a result of fargs that is no payload."""
        return self.error is not None or (self.kind == "bad" and self.produced >= self.when)

    # Signals

    def send(self, iteration: int, point: str) -> None:
        """Give the signals that the script has for this point."""
        for step in self.steps.get((iteration, point), ()):
            self.waits_again &= step.signal != "CANCEL"
            self.log.signal(self.name, step.signal)

    def plan(self, iteration: int) -> None:
        """Schedule the signals that come after this iteration's end."""
        loop = self.log.loop
        for text in self.timed[iteration]:
            point = parse_point(text)
            if point.pauses or text.startswith("+"):
                delay = point.pauses * self.log.scenario.time_pause
                loop.call_later(delay, self.later, point.turns, iteration, text)
            else:
                loop.call_soon(self.later, point.turns - 1, iteration, text)

    def go_on(self) -> None:
        """End the pause of a chain that is paused in each iteration."""
        self.held = False
        self.log.signal(self.name, "CONTINUE")

    def later(self, turns: int, iteration: int, point: str) -> None:
        """Give the signals of a point once so many turns have passed."""
        if turns > 0:
            self.log.loop.call_soon(self.later, turns - 1, iteration, point)
        else:
            self.send(iteration, point)
