"""The pytest plugin of a run: hands one record per finished check to whoever listens.

Before a check ``{"start": NODEID, "rules": [ID...]}`` is handed over, so that a hang or a crash can be charged to it.
What a check raises is turned into its record at once, and pytest is told of a plain failure: pytest would look at the
exception and write it out, and an exception of the implementation may not survive that.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import time
from collections.abc import Callable, Collection, Generator

import pytest

from ..model.printable import describe
from ..record.adapters import Adapter
from ..record.progress import current_history
from . import small_checks
from .classify import Escaped, classify
from .records import Plan, Record, Sink

#: Where the plugin that makes the fixtures finds the implementation when it is loaded already.
ADAPTER: pytest.StashKey[Adapter] = pytest.StashKey()
_RECORD: pytest.StashKey[Record] = pytest.StashKey()


class CheckFailed(Exception):
    """What pytest is told of a check that didn't pass; the record says the rest."""


class ResultsPlugin:
    """Hands one record per finished check to ``sink``.

    ``adapter`` is the loaded implementation; ``only`` holds the node ids to run (None: all); ``shard`` (index, count)
    picks every count-th check.  The checks named in ``first`` come first, then those of the rules in ``selected``, then
    all others: any check may find any rule broken, so none is left out.
    ``on_plan`` is told the (node id, rules) of everything planned before the shard is taken. ``guard`` keeps
    KeyboardInterrupt from ending the run: right where no user can press a key. ``after_check`` may say that the run is
    to end here, and is asked after each check. ``in_check`` is True while code of the implementation can be at work.
    """

    def __init__(
        self,
        sink: Sink,
        adapter: Adapter | None = None,
        *,
        only: Collection[str] | None = None,
        shard: tuple[int, int] = (0, 1),
        selected: Collection[str] | None = None,
        first: Collection[str] = (),
        on_plan: Callable[[Plan], None] | None = None,
        guard: bool = False,
        after_check: Callable[[], bool] = lambda: False,
    ) -> None:
        self.sink, self.adapter, self.only, self.shard = sink, adapter, only, shard
        self.selected, self.first = set(selected or ()), set(first)
        self.on_plan, self.guard, self.after_check = on_plan, guard, after_check
        self.in_check = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark known, and the implementation available to the fixtures."""
        config.addinivalue_line("markers", "verifies(*rules): the rules that this check verifies")
        if self.adapter is not None:
            config.stash[ADAPTER] = self.adapter

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Plan: what was asked for comes first; then take this worker's share."""
        items.sort(key=lambda item: (item.nodeid not in self.first, self.selected.isdisjoint(rules_of(item))))
        if self.on_plan is not None:
            self.on_plan([(item.nodeid, rules_of(item)) for item in items])
        index, count = self.shard
        items[:] = items[index::count]
        if self.only is not None:
            wanted = set(self.only)
            items[:] = [item for item in items if item.nodeid in wanted]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A module of checks that can't be imported is the suite's own failure."""
        if report.failed:
            self.sink(_suite_record(report.nodeid, str(report.longrepr).strip().splitlines()[-1:]))

    def pytest_internalerror(self, excrepr: object) -> None:
        """So is a failure of the machinery."""
        self.sink(_suite_record("pytest", str(excrepr).strip().splitlines()[-1:]))

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """The gates of collection speak through a usage error: here it is the suite's own failure."""
        # A thousand checks are made and kept: the garbage collector would look through them each time, for nothing.
        collects = gc.isenabled()
        gc.disable()
        try:
            return (yield)
        except pytest.UsageError as error:
            self.sink(_suite_record("collection", str(error).splitlines()))
            raise
        finally:
            if collects:
                gc.enable()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Announce the check before anything of it runs; tell of it when it is over."""
        current_history("")
        self.sink({"start": item.nodeid, "rules": rules_of(item)})
        item.stash[_RECORD] = _empty_record(item)
        item.repr_failure = _see_the_record  # type: ignore[method-assign]  # for each item, not for its class
        outcome = yield
        self.sink(item.stash[_RECORD])
        if self.after_check():
            item.session.shouldstop = "the worker is to be replaced"
        return outcome

    @pytest.hookimpl(tryfirst=True, specname="pytest_runtest_protocol")
    def pytest_run_a_small_check(self, item: pytest.Item) -> bool | None:
        """Run a small check at once; any other one is left to pytest."""
        arguments = small_checks.arguments_of(item)
        if arguments is None or not isinstance(item, pytest.Function):
            return None
        began = time.perf_counter()
        with contextlib.suppress(CheckFailed):  # its record says it
            small_checks.call(functools.partial(self._call, item, item.obj), arguments)
        item.stash[_RECORD]["seconds"] += time.perf_counter() - began
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Close what pytest has kept open for small checks in between, such as their module: nobody has closed it."""
        item.session._setupstate.teardown_exact(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Turn whatever a check raises into its record, before the wrappers of other plugins see it."""
        check = pyfuncitem.obj
        pyfuncitem.obj = functools.partial(self._call, pyfuncitem, check)
        try:
            return (yield)
        finally:
            pyfuncitem.obj = check

    def _call(self, item: pytest.Item, check: Callable[..., object], /, **arguments: object) -> None:
        """Run a check; the names before the slash are free for its fixtures."""
        try:
            self.in_check = True
            check(**arguments)
            return
        except BaseException as error:
            self.in_check = False
            ends_the_run = issubclass(type(error), KeyboardInterrupt | pytest.exit.Exception)
            if ends_the_run and not self.guard:
                raise
            escaped = Escaped(f"{type(error).__name__} left the check") if ends_the_run else error
            _note_failure(item, escaped)
        finally:
            self.in_check = False
        raise CheckFailed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge what was raised outside the check itself, and complete the record."""
        report = yield
        record = item.stash[_RECORD]
        record["seconds"] += max(0.0, call.duration)
        if call.excinfo is not None and call.excinfo.type is not CheckFailed:
            _note_failure(item, call.excinfo.value)
        if call.when == "teardown":
            counts = [value for name, value in item.user_properties if name == "histories"]
            record["histories"] = sum(int(str(value)) for value in counts)
            tokens = [str(value) for name, value in item.user_properties if name == "replay"]
            record["replay"] = record["replay"] or (tokens[-1] if tokens and record["outcome"] != "passed" else "")
        return report


def rules_of(item: pytest.Item) -> list[str]:
    """The rules that a check's marks name, in their order."""
    return list(dict.fromkeys(str(rule) for mark in item.iter_markers("verifies") for rule in mark.args))


def _see_the_record(excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
    """How pytest is to write out a failure, of which the record says all.

    By itself it would look at each of the thirty frames that lead to the check, which takes as long as the check.
    """
    return "see the record"


def _note_failure(item: pytest.Item, error: BaseException) -> None:
    """The first failure of a check stands."""
    record = item.stash[_RECORD]
    if record["outcome"] != "passed":
        return
    try:
        record.update(classify(error, rules_of(item), [item.path.parent]))
    except Exception as trouble:  # whatever could not be read about it, it was raised
        record.update(outcome="failed", message=f"an exception that can't be shown: {describe(trouble)}")


def _empty_record(item: pytest.Item) -> Record:
    return {
        "check": item.nodeid,
        "rules": rules_of(item),
        "outcome": "passed",
        "findings": [],
        "at_the_end": False,
        "message": "",
        "lacks": "",
        "replay": "",
        "histories": 0,
        "seconds": 0.0,
    }


def _suite_record(check: str, lines: list[str]) -> Record:
    return {"suite-error": f"{check}: {' '.join(lines) or 'failed'}"}
