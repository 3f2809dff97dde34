"""Every test of the reference runs on each kind of event loop: stock, debug mode, eager tasks, uvloop."""

from __future__ import annotations

import asyncio
import gc
import importlib
import importlib.util
import sys
import weakref
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import pytest

from tasktools.eventloop import chains_on

T = TypeVar("T")

KINDS = ["stock", "debug"]
if sys.version_info >= (3, 12):
    KINDS.append("eager")
if importlib.util.find_spec("uvloop"):
    KINDS.append("uvloop")


class Run:
    """Runs a coroutine on a fresh event loop of one kind and keeps what the exception handler was told."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.eager = kind == "eager"
        self.seen = False  # whether the test looked at the reports
        self.loops: weakref.WeakSet[asyncio.AbstractEventLoop] = weakref.WeakSet()
        self._reports: list[BaseException] = []

    @property
    def reports(self) -> list[BaseException]:
        """What the exception handler was told, for the test to look at."""
        self.seen = True
        return self._reports

    def new_loop(self) -> asyncio.AbstractEventLoop:
        """A loop of the kind, whose exception handler fills ``reports``."""
        factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
        if self.kind == "uvloop":
            factory = importlib.import_module("uvloop").new_event_loop
        event_loop = factory()
        event_loop.set_debug(self.kind == "debug")
        self.loops.add(event_loop)
        if sys.version_info >= (3, 12) and self.eager:
            event_loop.set_task_factory(asyncio.eager_task_factory)
        event_loop.slow_callback_duration = float("inf")  # a slow machine is no finding, and its log takes memory
        event_loop.set_exception_handler(lambda _, context: self._reports.append(context["exception"]))
        return event_loop

    def __call__(self, main: Coroutine[Any, Any, T]) -> T:
        """Run ``main``; a test that hangs fails after a minute."""
        with asyncio.Runner(loop_factory=self.new_loop) as runner:
            return runner.run(asyncio.wait_for(main, 60))


@pytest.fixture(params=KINDS)
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """A runner; after the test no chain may be left, and no exception that nobody looked at."""
    runner = Run(request.param)
    yield runner
    assert [] == [chain for event_loop in runner.loops for chain in chains_on(event_loop).values()]
    assert runner.seen or not runner._reports, runner._reports
    reported = len(runner._reports)
    gc.collect(1)  # the young objects, which are those of the test; a full collection takes longer than it
    assert reported == len(runner._reports)
