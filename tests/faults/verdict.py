"""What the suite says of any target, in a process of its own, with a limit of processor time and of memory.

The kill table (``measure.py``) asks which rules are blamed, and so runs every check. Here one question is answered for
thousands of targets: does the suite find *anything*? So a run ends at the first check that fails, and the checks that
take long come last.

A target may spin, exit or eat memory. It runs in a forked child, which has the suite and pytest imported already; what
the child has to say comes through a pipe, and a child that is gone without a word was killed by its target: that counts
as found, because a whole run would report a crash or a hang as well.
"""

from __future__ import annotations

import contextlib
import gc
import io
import multiprocessing
import os
import resource
import signal
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path
from unittest import mock

import pytest

from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.plugin import BrokenShould

ROOT = Path(__file__).resolve().parents[2]

#: Processor time of one target in seconds: ten times what a good one takes for the quick checks.
PROCESSOR_TIME = 60

#: Address space of one target in bytes: a child has 120 MB after the imports; what leaks reaches this within seconds.
MEMORY = 2 << 30

#: The longest without an answer, in seconds, for a target that sleeps: nothing on the virtual clock does.
SILENCE = 900


@dataclass(frozen=True)
class Target:
    """What to run the suite against: a name for people, what the suite loads, and a folder for its import path."""

    name: str
    load: str
    folder: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the suite said.

    ``check`` is the first one that failed with a required rule, or in another way (empty: none did), ``rules`` are
    those that it blames; ``recommended`` are the recommended rules that were seen broken until then.
    """

    name: str
    check: str = ""
    rules: tuple[str, ...] = ()
    message: str = ""
    seconds: float = 0.0
    recommended: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the suite found something."""
        return bool(self.check)


class _Collector:
    """A pytest plugin: orders the checks, and keeps the first failure."""

    def __init__(self) -> None:
        self.check, self.message = "", ""
        self.rules: tuple[str, ...] = ()
        self.recommended: dict[str, None] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=_dear)

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        if call.excinfo is None or self.check or call.excinfo.errisinstance(pytest.skip.Exception):
            return
        error = call.excinfo.value
        rules = tuple(sorted({finding.rule for finding in error.findings})) if isinstance(error, RuleBroken) else ()
        self.check, self.rules = item.name, rules
        self.message = f"{type(error).__name__}: {error}"[:400]
        item.session.shouldstop = "one is enough"

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        # A recommended rule that is broken fails no check in pytest: it is told as a warning.
        if isinstance(warning_message.message, BrokenShould):
            findings = [finding for finding in warning_message.message.findings if isinstance(finding, Finding)]
            self.recommended |= dict.fromkeys(finding.rule for finding in findings)


#: One shard of what explores: a tenth of a second, in which most faults show.
_FIRST = ("test_every_script[0]", "test_every_value[loop-0]", "test_every_value[keyword-0]")
#: More of the same, and then what takes long: a check of one history takes a millisecond, a long run half a second.
_LATER = (("test_every_script", "test_every_value"), ("test_flat", "test_long"))


def _dear(item: pytest.Item) -> int:
    """Where a check belongs in the order from telling to dear."""
    if item.name in _FIRST:
        return 0
    return next((2 + at for at, names in enumerate(_LATER) if item.name.startswith(names)), 1)


def judge_here(target: Target, exploration: str = "quick", *, only: str = "") -> Verdict:
    """Run the checks against one target in this very process, until one fails; ``only`` is pytest's ``-k``."""
    collector = _Collector()
    began = time.process_time()
    arguments = [
        *("-p", "pytest_asyncio.plugin", "-p", "taskloop_conformance.plugin", "-p", "no:cacheprovider"),
        *("-p", "no:unraisableexception", "-p", "no:threadexception"),
        *("-c", os.devnull, "--rootdir", str(ROOT / "conformance"), "--tb", "no", "-q"),
        *("-o", "asyncio_default_fixture_loop_scope=function", "-W", "ignore"),
        *("-W", "always::taskloop_conformance.plugin.BrokenShould"),
        *("--exploration", exploration, "--implementation", target.load),
        *(("--implementation-path", target.folder) if target.folder else ()),
        *(("-k", only) if only else ()),
        *("--pyargs", "taskloop_conformance.checks"),
    ]
    output = io.StringIO()
    with (
        # Other plugins that happen to be installed have no part in this.
        mock.patch.dict(os.environ, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        code = pytest.main(arguments, plugins=[collector])
    check, message = collector.check, collector.message
    if not check and code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        check, message = "the checks did not end", output.getvalue()[-400:]
    seconds = time.process_time() - began
    return Verdict(target.name, check, collector.rules, message, seconds, tuple(collector.recommended))


def _child(target: Target, exploration: str, only: str, answer: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_TIME, PROCESSOR_TIME + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # What a target writes to the file descriptors themselves isn't wanted on the terminal.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    gc.freeze()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            verdict = judge_here(target, exploration, only=only)
        except BaseException as error:  # SystemExit and KeyboardInterrupt of the target among them
            verdict = Verdict(target.name, "the checks did not end", (), f"{type(error).__name__}: {error}"[:400])
        answer.send(verdict)
        os.chdir("/")
    os._exit(0)  # not through what a target may have left for the end of the process


def judge(
    targets: Iterable[Target], exploration: str = "quick", processes: int = 2, *, only: str = ""
) -> Iterator[Verdict]:
    """The verdict on each target, in the order in which they are done."""
    fork = multiprocessing.get_context("fork")
    waiting = iter(targets)
    running: dict[Connection, tuple[Target, ForkProcess, float]] = {}
    while True:
        while len(running) < processes and (target := next(waiting, None)) is not None:
            mine, theirs = fork.Pipe(duplex=False)
            child = fork.Process(target=_child, args=(target, exploration, only, theirs))
            child.start()
            theirs.close()
            running[mine] = (target, child, time.monotonic())
        if not running:
            return
        for ready in wait(list(running), timeout=10):
            assert isinstance(ready, Connection)
            target, child, _ = running.pop(ready)
            try:
                verdict = ready.recv()
            except EOFError:
                child.join()
                verdict = Verdict(target.name, "the process ended", (), f"exit code {child.exitcode}")
            ready.close()
            child.join()
            yield verdict
        for connection, (target, child, began) in list(running.items()):
            if time.monotonic() - began > SILENCE:
                child.kill()
                running.pop(connection)
                yield Verdict(target.name, "the process hangs", (), f"no answer within {SILENCE} s")
