"""Finished checks as records: a pytest plugin that tells what each check said about the implementation.

A record is a plain dictionary, so that it can cross a pipe::

    {"check": NODEID, "rules": [ID...], "outcome": passed|failed|blocked|unimplemented|skipped|suite-error,
     "findings": [FINDING...], "message": TEXT, "replay": TOKEN, "histories": N, "seconds": S}

``findings`` (see ``model.finding``) are the broken rules of a check that is failed or blocked by one; ``message`` is
what else there is to say, and ``replay`` the history in hand when the process was lost.

Before a check ``{"start": NODEID, "rules": [ID...]}`` is handed over, so that whoever listens can
charge a hang or a crash to it.
"""

from __future__ import annotations

import site
import sysconfig
from collections.abc import Callable, Collection, Generator
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from ..model.failures import RuleBroken, Unimplemented
from ..model.text import scrub
from ..paths import PACKAGE
from ..record.adapters import Adapter
from ..record.clock import Deadlock, Spin
from ..record.progress import current_history

Record = dict[str, Any]
Sink = Callable[[Record], None]

#: Where the plugin that makes the fixtures finds the implementation when it is loaded already.
ADAPTER: pytest.StashKey[Adapter] = pytest.StashKey()

_SUITE = PACKAGE
_LIBRARIES = ("pytest", "_pytest", "pluggy", "hypothesis", "pytest_asyncio", "_hypothesis_pytestplugin.py")
_LIBRARY_FOLDERS = [
    Path(folder).resolve()
    for folder in (
        sysconfig.get_path("purelib"),
        str(Path(pytest.__file__).parent.parent),
        *site.getsitepackages(),
    )
]
_STDLIB = Path(sysconfig.get_path("stdlib")).resolve()


class Escaped(Exception):
    """The implementation raised what would have ended the whole run: KeyboardInterrupt, pytest's exit."""


class ResultsPlugin:
    """Hands one record per finished check to ``sink``.

    ``adapter`` is the loaded implementation; ``only`` holds the node ids to run (None: all); ``shard``
    (index, count) picks every count-th check; ``selected`` are the rules asked for (None: all): checks of
    other rules are left out. ``on_plan`` is told
    the (node id, rules) of everything planned before the shard is taken. ``guard`` keeps
    KeyboardInterrupt from ending the run: right where no user can press a key.
    """

    def __init__(
        self,
        sink: Sink,
        adapter: Adapter | None = None,
        *,
        only: Collection[str] | None = None,
        shard: tuple[int, int] = (0, 1),
        selected: Collection[str] | None = None,
        on_plan: Callable[[list[tuple[str, list[str]]]], None] | None = None,
        guard: bool = False,
    ) -> None:
        self.sink, self.adapter, self.only, self.shard = sink, adapter, only, shard
        self.selected, self.on_plan, self.guard = selected, on_plan, guard

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the mark known, and the implementation available to the fixtures."""
        config.addinivalue_line("markers", "verifies(*rules): the rules that this check verifies")
        if self.adapter is not None:
            config.stash[ADAPTER] = self.adapter

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Plan: leave out what isn't asked for, then take this worker's share."""
        if self.selected is not None:
            items[:] = [item for item in items if set(self.selected).intersection(rules_of(item))]
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
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> Generator[None, object, object]:
        """Keep what would end the whole run inside its check."""
        try:
            return (yield)
        except (KeyboardInterrupt, pytest.exit.Exception) as error:
            if not self.guard:
                raise
            raise Escaped(f"{type(error).__name__} left the check") from error

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """The gates of collection speak through a usage error: here it is the suite's own failure."""
        try:
            return (yield)
        except pytest.UsageError as error:
            self.sink(_suite_record("collection", str(error).splitlines()))
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Announce the check before anything of it runs."""
        current_history("")
        self.sink({"start": item.nodeid, "rules": rules_of(item)})
        item.stash[_RECORD] = _empty_record(item)
        outcome = yield
        self.sink(item.stash[_RECORD])
        return outcome

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Judge each phase; the first one that went wrong stands."""
        report = yield
        record = item.stash[_RECORD]
        record["seconds"] += call.duration
        if call.excinfo is not None and record["outcome"] == "passed":
            record.update(classify(call.excinfo.value, rules_of(item), [item.path.parent]))
        if call.when == "teardown":
            counts = [value for name, value in item.user_properties if name == "histories"]
            record["histories"] = sum(int(str(value)) for value in counts)
            tokens = [str(value) for name, value in item.user_properties if name == "replay"]
            record["replay"] = record["replay"] or (tokens[-1] if tokens and record["outcome"] != "passed" else "")
        return report


_RECORD: pytest.StashKey[Record] = pytest.StashKey()


def rules_of(item: pytest.Item) -> list[str]:
    """The rules that a check's marks name, in their order."""
    return list(dict.fromkeys(str(rule) for mark in item.iter_markers("verifies") for rule in mark.args))


def _empty_record(item: pytest.Item) -> Record:
    return {
        "check": item.nodeid,
        "rules": rules_of(item),
        "outcome": "passed",
        "findings": [],
        "message": "",
        "replay": "",
        "histories": 0,
        "seconds": 0.0,
    }


def _suite_record(check: str, lines: list[str]) -> Record:
    return {"suite-error": f"{check}: {' '.join(lines) or 'failed'}"}


def classify(error: BaseException, rules: Collection[str], check_folders: Collection[Path] = ()) -> Record:
    """What an exception of a check says: the fields outcome, findings and message of its record."""
    error = _leaf(error)
    if isinstance(error, RuleBroken):
        return {
            "outcome": "failed" if error.finding.rule in rules else "blocked",
            "findings": [finding.to_json() for finding in error.findings],
        }
    if isinstance(error, Unimplemented):
        return {"outcome": "unimplemented", "message": str(error)}
    if isinstance(error, pytest.skip.Exception):
        return {"outcome": "skipped", "message": str(error)}
    where = implementation_frame(error.__traceback__, check_folders)
    named = f"{type(error).__name__}: {error}".rstrip(": ")
    at_fault = (AssertionError, pytest.fail.Exception, MemoryError, RecursionError, Deadlock, Spin, Escaped)
    if where or isinstance(error, at_fault) or not isinstance(error, Exception):
        text = str(error) if isinstance(error, AssertionError | pytest.fail.Exception | Escaped) else named
        return {"outcome": "failed", "message": scrub((text or named) + (f" ({where})" if where else ""))}
    return {"outcome": "suite-error", "message": scrub(named) + _last_frame(error.__traceback__)}


def _leaf(error: BaseException) -> BaseException:
    """The telling member of a group: a broken rule if there is one, else the first."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    leaves = [_leaf(member) for member in error.exceptions]
    return next((leaf for leaf in leaves if isinstance(leaf, RuleBroken)), leaves[0])


def implementation_frame(traceback: TracebackType | None, check_folders: Collection[Path] = ()) -> str:
    """The innermost frame outside the suite, the standard library and the test tools; "" without one."""
    found = ""
    roots = [_SUITE, *(Path(folder).resolve() for folder in check_folders)]
    known: dict[str, bool] = {}
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        if name not in known:
            known[name] = _is_foreign(name, roots)
        if known[name]:
            found = f"in {traceback.tb_frame.f_code.co_name}, {Path(name).name}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def _is_foreign(name: str, roots: Collection[Path]) -> bool:
    if name.startswith("<"):
        return False
    path = Path(name).resolve()
    if any(path.is_relative_to(root) for root in roots):
        return False
    for library in _LIBRARY_FOLDERS:
        if path.is_relative_to(library):
            return path.relative_to(library).parts[0] not in _LIBRARIES
    return not path.is_relative_to(_STDLIB) or "site-packages" in path.parts


def _last_frame(traceback: TracebackType | None) -> str:
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f" ({Path(traceback.tb_frame.f_code.co_filename).name}:{traceback.tb_lineno})" if traceback else ""
