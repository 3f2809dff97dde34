"""Chains beside those of a scenario, which nobody judges: what an implementation remembers of them shows in the others.

A module-level variable that should have been a chain's own is right as long as all chains are alike.  So another chain
is made that differs in one thing: it has a longer ``time_pause`` (dimension beside), or it has run on another event
loop, which is still open (``made-second``, before the scenario's own chains; ``made-between``, in the middle of them).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from ..model.failures import NotClaimed
from .adapters import without
from .clock import VirtualLoop
from .state import State

#: So many times as long is the other chain's ``time_pause``: what takes it for its own is late beyond any doubt.
_LONGER = 1_000

#: So many virtual seconds the other event loop gets for one iteration that doesn't wait, and for the chain's end.
_SECONDS = 10.0


class Others:
    """The other chains and event loops of one run."""

    def __init__(self, state: State, coros: Mapping[str, Any]) -> None:
        self._state, self._coros = state, coros
        self._chains: list[Any] = []
        self._loops: list[VirtualLoop] = []

    def make_slow(self) -> None:
        """Make a chain with a longer ``time_pause``, not started; where an adapter only starts chains, make none."""
        state = self._state
        make: Callable[..., Any] | None = getattr(state.adapter, "make", None)
        if make is not None:
            slow = state.scenario.time_pause * _LONGER
            self._chains.append(make(_nothing, [], {}, fargs=_again, time_pause=slow, loop=state.loop))

    def run_elsewhere(self) -> None:
        """Run a chain to its end on an event loop of its own, and leave that loop open.

        Raises :class:`NotClaimed` where chains can't be stopped.
        """
        if "stop" in without(self._state.adapter):
            raise NotClaimed("stop")
        loop = VirtualLoop()
        self._loops.append(loop)
        loop.set_exception_handler(lambda *_: None)  # nobody judges what happens there
        # With the very coroutine function of a chain: what is remembered by it is found again.
        for name, source in self._state.sources.items():
            source.elsewhere = True
            coro = self._coros.get(name, _nothing)  # it is gone where nobody keeps a reference to it
            loop.create_task(self._start_and_stop(coro))
        try:
            loop.run_until_idle(loop.time() + _SECONDS)
        finally:
            for source in self._state.sources.values():
                source.elsewhere = False

    async def _start_and_stop(self, coro: Callable[..., Any]) -> None:
        start, pause = self._state.adapter.start, self._state.scenario.time_pause
        started: Any = start(coro, [], {}, fargs=_again, time_pause=pause, default_loop=True)
        chain, _ = await started if inspect.isawaitable(started) else started
        self._chains.append(chain)
        chain.stop()

    def close(self) -> None:
        """The run is over: close the event loops."""
        self._chains.clear()
        for loop in self._loops:
            loop.close()


async def _nothing(*args: Any, **kwargs: Any) -> None:
    """The user coroutine of the other chains."""


def _again(given: Any, obtained: Any) -> Any:
    """The fargs of the other chains."""
    return ([], {})
