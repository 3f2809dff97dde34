"""Run all checks of the suite against faulty implementations, each in a process of its own."""

from __future__ import annotations

import contextlib
import gc
import io
import multiprocessing
import os
import signal
import sys
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import pytest

from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.plugin import BrokenShould
from taskloop_conformance.record.clock import Spin

#: The longest that one fault may take, in seconds of processor time: a good implementation needs ten. One in which all
#: chains wait for each other needs hundreds: then what it has shown until here counts.
PATIENCE = 150

#: The longest without any outcome, in seconds; a busy machine needs many times the processor time.
SILENCE = 600

#: So many failing shards of the exploration are enough: the others hold the same kinds of scripts.
SHARDS_ENOUGH = 2

#: For a fault that the small checks found, so many shards of the exploration are run; for others all.
SHARDS_TRIED = 2

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Outcome:
    """What the suite said of one target.

    ``blamed`` counts by rule the checks that found it broken; ``strange`` names the checks that failed in
    another way than by a rule; ``checks`` is how many ran.
    """

    name: str
    blamed: dict[str, int] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)
    checks: int = 0


class Collector:
    """A pytest plugin: reads the broken rules from the exceptions that the checks raise."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.failing_shards = self.shards = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The exploration comes last, and long scripts after it: what the small checks found is then known."""
        last = ("test_every_script", "test_long_scripts")
        items.sort(key=lambda item: next((at for at, name in enumerate(last, 1) if name in item.nodeid), 0))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Leave out what has nothing new to say: more shards, and long scripts that are slow to shrink."""
        if "test_long_scripts" in item.nodeid:
            return bool(self.outcome.blamed) or None
        if "test_every_script" not in item.nodeid:
            return None
        if self.failing_shards >= SHARDS_ENOUGH:
            return True
        self.shards += 1
        return (bool(self.outcome.blamed) and self.shards > SHARDS_TRIED) or None

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Look at what a check found before anybody else does, who may let recommended rules pass."""
        try:
            return (yield)
        except Exception as error:
            for broken in _rules_broken(error):
                self.failing_shards += "test_every_script" in pyfuncitem.nodeid
                for rule in sorted({finding.rule for finding in broken.findings}):
                    self.outcome.blamed[rule] = self.outcome.blamed.get(rule, 0) + 1
            raise

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """Called after set-up, call and tear-down of each check."""
        self.outcome.checks += call.when == "call"
        if call.excinfo is None:
            return
        error = call.excinfo.value
        if isinstance(error, pytest.skip.Exception):
            return  # what this check is about doesn't come about
        if isinstance(error, Spin):
            return  # a probe can't say more of a loop that spins; the scenarios say whose fault that is
        if not isinstance(error, RuleBroken | BrokenShould):
            self.outcome.strange.append(f"{item.name}: {type(error).__name__}: {error}"[:200])


def _rules_broken(error: BaseException) -> Iterator[RuleBroken]:
    """The findings among what a check raised; asyncio and Hypothesis may raise groups."""
    if isinstance(error, RuleBroken):
        yield error
    elif isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _rules_broken(member)


def run_checks(name: str) -> Outcome:
    """All checks against ``tests.faults.target:NAME``, in this very process."""
    outcome = Outcome(name)
    arguments = [
        *("-p", "pytest_asyncio.plugin", "-p", "taskloop_conformance.plugin", "-p", "no:cacheprovider"),
        *("-p", "no:unraisableexception", "-p", "no:threadexception"),
        *("-c", os.devnull, "--rootdir", str(ROOT / "conformance"), "--tb", "no", "-q"),
        *("-o", "asyncio_default_fixture_loop_scope=function", "-W", "ignore"),
        *("--exploration", "quick", "--implementation", f"tests.faults.target:{name}"),
        *("--pyargs", "taskloop_conformance.checks"),
    ]
    silence = io.StringIO()
    code: int = pytest.ExitCode.INTERRUPTED
    timed = hasattr(signal, "setitimer")
    if timed:  # pytest ends in an orderly way when the timer interrupts it
        signal.signal(signal.SIGPROF, signal.default_int_handler)
        # Again each second: what is raised inside a finalizer is ignored.
        signal.setitimer(signal.ITIMER_PROF, PATIENCE, 1)
    with (
        # Other plugins that happen to be installed have no part in this; the two above are named by hand.
        mock.patch.dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        contextlib.redirect_stdout(silence),
        contextlib.redirect_stderr(silence),
        contextlib.suppress(KeyboardInterrupt),
    ):
        code = pytest.main(arguments, plugins=[Collector(outcome)])
    if timed:
        signal.setitimer(signal.ITIMER_PROF, 0)
    enough = code == pytest.ExitCode.INTERRUPTED and outcome.blamed
    if not enough and code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        outcome.strange.append(f"the checks did not end: {silence.getvalue()[-300:]}")
    return outcome


def measure(names: Iterable[str], processes: int = 2) -> Iterator[Outcome]:
    """The outcome of each target, in the order in which they are done.

    A target that takes longer than :data:`PATIENCE` has an outcome that says so; where there is no timer to
    interrupt it, the measuring ends with a :class:`TimeoutError`.
    """
    # A forked child has pytest and the suite imported already; where there is no fork, it imports them.
    # What it has imported is frozen: several checks collect garbage, and none of it is to be found there.
    method = "fork" if sys.platform == "linux" else "spawn"
    with multiprocessing.get_context(method).Pool(processes, gc.freeze, maxtasksperchild=1) as pool:
        results = pool.imap_unordered(run_checks, list(names))
        while True:
            try:
                yield results.next(SILENCE)
            except StopIteration:
                return
            except multiprocessing.TimeoutError:
                raise TimeoutError(f"no outcome for {SILENCE} s: a fault hangs the suite") from None
