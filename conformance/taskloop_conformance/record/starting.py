"""Making and starting the chains of a run.

Each chain starts in a context of its own, from a callback of the running loop, as a program would start it.  A chain of
the profile ``control`` is started through the adapter; one of the profile ``functions`` is built here as the source
text builds it, a task of the mask with renew as its done callback.  When several chains begin is a dimension of the
scenarios: together, one later than the other, one from inside the other's first iteration, or each in a task that ends
with that.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import inspect
import weakref
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from ..model.failures import Unimplemented
from ..model.text import short
from .awaiting import Awaiters
from .clock import OWNER, VirtualLoop
from .context_marks import leave_mark
from .coroutines import make_coroutine
from .crashes import crash
from .delivery import Delivery
from .others import Others
from .payload_values import Mark
from .scenario import parse_point
from .source import Source
from .state import State

#: When a chain other than the first starts "later": after so many iterations of the first one, in the middle of one.
LATER = 2.5

#: A chain that is made "long before" it starts waits for so many seconds: longer than any time limit that is plausible.
LONG_BEFORE = 86_400.0


class Starting:
    """Makes and starts the chains of one run; ``delivery`` has the signals that come before a chain's first step."""

    def __init__(self, state: State, delivery: Delivery, awaiters: Awaiters) -> None:
        self._state, self._delivery, self._awaiters = state, delivery, awaiters
        every = {name: source.run for name, source in state.sources.items()}
        shared: dict[str, Any] = {}
        kind = state.scenario.values.coro
        self._coros: dict[str, Any] = {name: make_coroutine(kind, run, every, shared) for name, run in every.items()}
        self._fargs = {name: source.given_fargs() for name, source in state.sources.items()}
        if state.scenario.values.fargs == "shared":
            self._fargs = dict.fromkeys(state.sources, self._shared_fargs)
        for name, source in state.sources.items():
            if source.kind == "raise-call":
                self._coros[name] = source.refusing(self._coros[name])
        self.others = Others(state, self._coros)

    def make_before(self) -> None:
        """Make the chains before their event loop runs; where an adapter can't, they are made when they start."""
        state = self._state
        if state.scenario.values.made == "second":
            self.others.run_elsewhere()
            return
        make = getattr(state.adapter, "make", None)
        if make is None:
            return
        if state.scenario.values.made == "before":
            self._make_all(make)
            return
        if state.scenario.values.made == "long-before":
            self._make_long_before(make)
            return
        with contextlib.closing(VirtualLoop()) as elsewhere:
            elsewhere.call_soon(self._make_all, make)
            elsewhere.run_until_idle(elsewhere.time())

    def _make_long_before(self, make: Callable[..., Any]) -> None:
        """Make the chains while their loop runs, and let the time until the run begins pass on it."""
        loop = self._state.loop
        begin = loop.time()
        loop._clock -= LONG_BEFORE
        loop.call_soon(self._make_all, make)
        loop.call_later(LONG_BEFORE, int)  # which does nothing: the loop needs something to wait for
        try:
            loop.run_until_idle(begin)
        finally:
            loop._clock = begin

    def _shared_fargs(self, given: Any, obtained: Any) -> Any:
        """One fargs for all chains; the output says whose it is, and where it doesn't, the context does."""
        owner = obtained.chain if isinstance(obtained, Mark) else OWNER.get()
        sources = self._state.sources
        # In a context that is not that of the start nobody is the owner: to lose it breaks no required rule.
        return sources.get(owner, next(iter(sources.values()))).fargs(given, obtained)

    def _make_all(self, make: Callable[..., Any]) -> None:
        state = self._state
        for name in state.sources:
            with self._charged(name):
                state.chains[name] = make(
                    *self._arguments(name), fargs=self._fargs[name], **self._options(), loop=state.loop
                )

    def begin(self) -> None:
        """Start every chain that begins now, from a callback of the running loop."""
        state = self._state
        begin = state.scenario.values.begin
        if begin == "task":
            for name in state.sources:
                state.loop.create_task(self._start_in_task(name))
            return
        first, *others = state.sources
        self._start_chain(first)
        for name in others:
            if begin in ("together", "one-context"):
                self._start_chain(name)
            elif begin == "later" or (begin == "last-later" and name == others[-1]):
                state.loop.call_later(LATER * state.sources[first].seconds, self._start_chain, name)
            elif begin == "last-later":
                self._start_chain(name)
        if state.scenario.values.beside == "slow" and state.scenario.surface == "loop":
            self.others.make_slow()

    def called(self, source: Source) -> None:
        """A user coroutine began: in the first one's first call the other chains start, where the scenario says so."""
        first, *others = self._state.sources
        if self._state.scenario.values.begin == "inside" and source.calls == 1 and source.name == first:
            for name in others:
                self._start_chain(name)

    async def _start_in_task(self, name: str) -> None:
        """Start one chain, and end: what starts a chain needn't live as long as the chain."""
        self._start_chain(name)

    def _start_chain(self, name: str) -> None:
        """Start one chain, in a context of its own."""
        state = self._state
        context = contextvars.copy_context()
        if state.scenario.values.begin == "one-context" and state.contexts:
            context = next(iter(state.contexts.values()))  # whose owner stays the first chain
        else:
            context.run(OWNER.set, name)
        state.contexts[name] = context
        source = state.sources[name]
        source.started = (name, -1)
        context.run(leave_mark, state.loop, *source.started)
        try:
            with self._charged(name):
                context.run(self._start, source)
        except Unimplemented as missing:
            state.give_up(missing)

    @contextlib.contextmanager
    def _charged(self, name: str) -> Iterator[None]:
        """An exception in here means that the implementation refuses to make or to start this chain."""
        try:
            yield
        except (Unimplemented, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            state, values = self._state, self._state.scenario.values
            if values.coro not in ("function", "shared"):
                state.note(name, "fact", f"coroutine refused: {values.coro}, {short(error)}")
            elif values.kwargs == "hostile" or values.args == "none" or values.kwargs == "none":
                state.note(name, "fact", f"keyword refused: {values.args}, {values.kwargs}, {short(error)}")
            state.note("", "report", crash(error))
            state.sources[name].over = True
            state.ended()

    def _arguments(self, name: str) -> tuple[Any, ...]:
        """The coroutine function, args and kwargs of a chain; None where a caller leaves them out."""
        scenario, ledger = self._state.scenario, self._state.sources[name].ledger
        if "defaults" in scenario.watch:
            return self._coros[name], None, None
        # Without arguments a caller leaves them out.
        args = None if scenario.values.args == "none" else ledger.args
        kwargs = None if scenario.values.kwargs == "none" else ledger.kwargs
        return self._coros[name], args, kwargs

    def _options(self) -> dict[str, Any]:
        scenario = self._state.scenario
        return {
            "time_pause": scenario.time_pause,
            "default_loop": "loops" in scenario.watch or scenario.values.made in ("second", "between"),
        }

    def _start(self, source: Source) -> None:
        state, name = self._state, source.name
        state.note(name, "start")
        if state.scenario.surface == "loop":
            if name in state.chains:
                state.created[name] = state.chains[name].create()
            else:
                coro, args, kwargs = self._arguments(name)
                started = state.adapter.start(coro, args, kwargs, fargs=self._fargs[name], **self._options())
                if inspect.isawaitable(started):
                    state.loop.create_task(self._finish_start(name, started))
                    return
                state.chains[name], state.created[name] = started
            self._started(source)
        else:
            self._start_with_functions(source)
        self._give_early(source)

    async def _finish_start(self, name: str, started: Awaitable[Any]) -> None:
        """The rest of a start that is a coroutine function."""
        state = self._state
        with self._charged(name):
            state.chains[name], state.created[name] = await started
            self._started(state.sources[name])
            self._give_early(state.sources[name])

    def _started(self, source: Source) -> None:
        """There is a chain: keep it, or don't, and let others await it, as the scenario says."""
        state, name, values = self._state, source.name, self._state.scenario.values
        if values.keep == "nobody":
            del self._coros[name]
            # What an adapter gives wraps a library's own object: it may go while the chain lives, so signals need it.
            if not state.scenario.script or hasattr(state.adapter, "make"):
                state.chains[name] = _weak(state.chains[name], needed=bool(state.scenario.script))
            state.created[name] = None
        else:
            self._awaiters.begin(values.awaits, name, state.chains[name], state.loop)

    def _give_early(self, source: Source) -> None:
        """Give the signals that come before the first step."""
        self._delivery.give_early(source.name)
        source.send(0, "s0")
        for iteration, point in source.steps:
            if iteration == 0 and point != "s0":
                self._state.loop.call_soon(source.later, parse_point(point).turns - 1, 0, point)

    def _start_with_functions(self, source: Source) -> None:
        """A chain as the source text makes one: a task of the mask, renew as its done callback."""
        state, coro, fargs = self._state, self._coros[source.name], self._fargs[source.name]
        mask = state.adapter.coromask(coro, source.ledger.args, source.ledger.kwargs, fargs)
        task: asyncio.Task[Any] = state.loop.create_task(mask)  # type: ignore[arg-type]  # whatever a task takes
        if state.scenario.values.keep == "nobody":
            del self._coros[source.name]
        state.created[source.name] = task  # the caller of the first task keeps it; every later one is renew's to keep
        renew = state.adapter.renew
        if state.scenario.surface == "keyword":
            task.add_done_callback(functools.partial(renew, coro=coro, fargs=fargs))
        else:
            task.add_done_callback(functools.partial(renew, task, coro, fargs))


def _weak(chain: Any, *, needed: bool) -> Any:
    """A reference that doesn't keep a chain alive; where its class allows none, the chain where signals need it."""
    try:
        return weakref.ref(chain)
    except TypeError:
        return chain if needed else None
