"""The user's side of a chain, instrumented: a coroutine and its fargs that write down what reaches them."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import sys
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..model.text import short
from .scenario import Step, pace

if TYPE_CHECKING:
    from .adapters import Chain
    from .recorder import Run


#: How many payloads back a stale one is still recognised.
_REMEMBERED = 100


class Mark:
    """A value whose identity says which iteration of which chain produced it.

    Copies are equal to the original, so that only a comparison by identity tells them apart.
    """

    __slots__ = ("__weakref__", "chain", "name", "number")

    def __init__(self, chain: str, name: str, number: int) -> None:
        self.chain, self.name, self.number = chain, name, number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mark) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __copy__(self) -> Mark:
        return Mark(self.chain, self.name, self.number)

    def __deepcopy__(self, memo: object) -> Mark:
        return self.__copy__()

    def __repr__(self) -> str:
        return f"{self.chain}:{self.name}{self.number}"


class SourceError(Exception):
    """What a user coroutine or its fargs raises when the scenario says so."""


class Source:
    """One chain's user coroutine (:meth:`run`), its :meth:`fargs`, and the signals that go with them."""

    def __init__(self, run: Run, name: str, behaviour: str, script: tuple[Step, ...]) -> None:
        self.record = run
        self.name = name
        kind, _, when = behaviour.partition("@")
        self.kind, self.when = kind, int(when or 2)
        self.seconds = pace(ord(name) - ord("A"))
        self.steps: dict[tuple[int, str], list[Step]] = {}
        for step in script:
            self.steps.setdefault((step.iteration, step.point), []).append(step)
        self.timed: dict[int, list[str]] = {}
        for iteration, point in self.steps:
            if point[0] == "+" or point[0] == "s":
                self.timed.setdefault(iteration, []).append(point)
        self.calls = 0
        self.produced = 0
        self.inside = 0
        self.output: Mark | None = None
        self.error: SourceError | None = None
        self.over = False  # a final signal was given, or the coroutine raised or was cancelled
        self.task: asyncio.Task[Any] | None = None
        self.chain: Chain | None = None
        self.context = contextvars.Context()  # the chain's own, as a chain started elsewhere would have
        self.early: list[str] = []  # signals to give as soon as there is a chain
        self.created: object = None
        self.positional: dict[int, tuple[Any, ...]] = {}
        self.keywords: dict[int, Mark] = {}
        first = self.payload("pair", 0)
        self.args, self.kwargs = (first, {}) if run.bare else (first[0], first[1] if run.keywords else {})
        self.given, self.keyword = list(self.args), self.keywords[0]

    # Payloads

    def payload(self, form: str, number: int) -> Any:
        """A fresh payload in one of the forms, and the record of what its call must get."""
        self.positional.pop(number - _REMEMBERED, None)
        self.keywords.pop(number - _REMEMBERED, None)
        mark = Mark(self.name, "p", number)
        keyword = Mark(self.name, "k", number)
        self.keywords[number] = keyword
        self.positional[number] = (mark,)
        if self.record.bare:
            return [mark]
        if form == "pair":
            return [mark], {"mark": keyword}
        if form == "tuple-pair":
            return ((mark,), {"mark": keyword})
        if form == "two":
            items = [mark, {"mark": keyword}]
            self.positional[number] = tuple(items)
            return items
        return (mark,) if form == "tuple-args" else [mark]

    def form(self, number: int) -> str:
        """The form of the payload with this number: the scenario's, or in turn each of them."""
        form = self.record.scenario.form
        return ("pair", "args", "two", "tuple-pair", "tuple-args")[number % 5] if form == "mixed" else form

    def label(self, args: Any, kwargs: Mapping[str, Any]) -> str:
        """What a call was given: p2, p2/k0 (keywords of another payload), copy of p2, B:p3, or other."""
        mark = args[0] if args else None
        if type(mark) is not Mark:
            return f"other {short((args, kwargs))}"
        number = mark.number
        owner = self if mark.chain == self.name else self.record.sources.get(mark.chain, self)
        expected = owner.positional.get(number, ())
        keyword = kwargs.get("mark") if self.record.keywords else self.keywords.get(number)
        if len(args) != len(expected) or type(keyword) is not Mark or mark.name != "p":
            return f"other {short((args, kwargs))}"
        prefix = "" if owner is self else f"{owner.name}:"
        suffix = "" if keyword.number == number and keyword.chain == mark.chain else f"/k{keyword.number}"
        if any(given is not wanted for given, wanted in zip(args, expected, strict=True)) or (
            keyword is not self.record.sources.get(keyword.chain, self).keywords.get(keyword.number)
        ):
            same = list(args) == list(expected)
            return f"copy of {prefix}p{number}{suffix}" if same else f"other {short((args, kwargs))}"
        if len(kwargs) > 1 and not kwargs.keys() <= {"mark", "taskloop"}:
            return f"other {short((args, kwargs))}"
        return f"{prefix}p{number}{suffix}"

    # The user coroutine

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        """The user coroutine: write down the call, behave as the scenario says, give a fresh output."""
        record = self.record
        self.calls += 1
        number = self.calls
        record.note(self.name, "call", self.label(args, kwargs))
        self.task = asyncio.current_task()
        if record.watch:
            record.observe_call(self)
        self.send(number, "c")
        if number >= record.limit:
            await self.close(number)
        behaviour = self.kind
        try:
            if behaviour not in ("ready", "raise-now"):
                await self.wait(number, behaviour)
        except asyncio.CancelledError:
            record.note(self.name, "interrupted")
            if behaviour != "swallow":
                await self.give_in(number, behaviour)
        self.send(number, "l")
        if number in self.timed:
            self.plan(number)
        if behaviour in ("raise", "raise-now") and number == self.when:
            self.fail("raise")
        self.output = Mark(self.name, "o", number)
        record.note(self.name, "return")
        return self.output

    async def wait(self, number: int, behaviour: str) -> None:
        """The part of an iteration that suspends."""
        loop = self.record.loop
        if behaviour == "turn":
            await asyncio.sleep(0)
            self.send(number, "w")
            return
        if (number, "w") in self.steps:
            loop.call_later(self.seconds / 2, self.send, number, "w")
        if behaviour == "weak":
            await self.wait_weakly()
        else:
            await asyncio.sleep(self.seconds)

    async def wait_weakly(self) -> None:
        """Wait for a future that only this very coroutine keeps alive."""
        future = self.record.loop.create_future()
        reference = weakref.ref(future)
        self.record.loop.call_later(self.seconds, self.wake, reference)
        self.task = None
        await future

    def wake(self, reference: weakref.ref[asyncio.Future[None]]) -> None:
        """Collect garbage; then wake the coroutine if it is still there."""
        gc.collect()
        self.record.note(self.name, "fact", "garbage collected")
        future = reference()
        if future is not None and not future.done():
            future.set_result(None)

    async def give_in(self, number: int, behaviour: str) -> None:
        """Let a cancellation through, with a clean-up first where the scenario says so."""
        if behaviour == "clean":
            try:
                await asyncio.sleep(0.5)
            except asyncio.CancelledError:
                self.record.note(self.name, "interrupted")
        if number in self.timed:
            self.plan(number)
        self.over = True
        self.record.note(self.name, "cancelled")
        self.record.maybe_over()
        raise asyncio.CancelledError

    def fail(self, kind: str, detail: str = "") -> None:
        """Raise this iteration's error, and write it down."""
        self.error = SourceError(f"iteration {self.calls} of chain {self.name}")
        self.over = True
        self.record.note(self.name, kind, detail)
        self.record.maybe_over()
        raise self.error

    async def close(self, number: int) -> None:
        """Bring the chain to its end by STOP, or the run where there is no STOP."""
        if number > self.record.limit + 3:
            await self.record.loop.create_future()  # a chain that doesn't end: don't run for ever
        if self.over:
            return
        if self.record.scenario.surface == "loop":
            self.give("STOP")
        else:  # renew knows no signal: leave the end of the run open
            self.record.open_end = True
            self.over = True
            self.record.loop.stop()
            await self.record.loop.create_future()

    def fargs(self, given: Any, obtained: Any) -> Any:
        """The user's fargs: write down the call, give a fresh payload or fail as the scenario says."""
        self.produced += 1
        number = self.produced
        mark = given[0] if isinstance(given, (list, tuple)) and given else None
        if obtained is not self.output:
            label = f"other {short(given)} {short(obtained)}"
        elif type(mark) is Mark and mark.name == "p":
            label = f"p{mark.number}" if mark.chain == self.name else f"{mark.chain}:p{mark.number}"
            if mark is not self.positional.get(mark.number, (None,))[0]:
                label = f"copy of {label}"
        else:
            label = f"other {short(given)}"
        if number == self.when and self.kind == "fargs-raise":
            self.fail("fargs", f"{label} -> raise")
        if number == self.when and self.kind == "bad":
            self.over = True
            self.record.note(self.name, "fargs", f"{label} -> nothing")
            self.record.maybe_over()
            return None
        form = self.form(number)
        kind = {"pair": "", "tuple-args": "args "}.get(form, f"{form} ")
        self.record.note(self.name, "fargs", f"{label} -> {kind}p{number}")
        return self.payload(form, number)

    # Signals

    def send(self, iteration: int, point: str) -> None:
        """Give the signals that the script has for this point."""
        for step in self.steps.get((iteration, point), ()):
            self.give(step.signal)

    def plan(self, iteration: int) -> None:
        """Schedule the signals that come after this iteration's end."""
        loop = self.record.loop
        for point in self.timed[iteration]:
            if point[0] == "s":
                loop.call_soon(self.later, int(point[1:]), iteration, point)
            else:
                loop.call_later(float(point[1:]) * self.record.history_pause, self.send, iteration, point)

    def later(self, turns: int, iteration: int, point: str) -> None:
        """Give the signals of a point once so many turns have passed."""
        if turns > 1:
            self.record.loop.call_soon(self.later, turns - 1, iteration, point)
        else:
            self.send(iteration, point)

    def give(self, signal: str) -> None:
        """Give one signal and write it down; an exception that it raises is written down too."""
        if signal == "KILL":
            if self.task is not None and not self.task.done():
                self.record.note(self.name, "KILL")
                self.task.cancel()
            return
        if self.chain is None:  # the first step runs inside create(), as eager tasks do: there is no chain yet
            self.early.append(signal)
            return
        self.record.note(self.name, signal)
        if signal in ("STOP", "CANCEL"):
            self.over = True
            self.record.maybe_over()
        self.record.deliver(self, signal)


def stack_depth() -> int:
    """How many frames are below the caller."""
    frame, depth = sys._getframe(1), 0
    while frame.f_back is not None:
        frame, depth = frame.f_back, depth + 1
    return depth
