"""What the checks share: the implementation under test, the virtual loop, and the gates of collection."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping
from pathlib import Path
from typing import Any

import pytest
from _pytest._code.code import ReprFileLocation, TerminalRepr
from _pytest._io import TerminalWriter

from taskloop_conformance.explore.examine import choose, examine
from taskloop_conformance.judge.oracle import judge_all
from taskloop_conformance.model.failures import AdapterError, RuleBroken
from taskloop_conformance.model.finding import Finding
from taskloop_conformance.model.history import History
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.record.adapters import Adapter, load
from taskloop_conformance.record.clock import PLAIN, VirtualLoop, new_loop_factory
from taskloop_conformance.record.probes import PROBES
from taskloop_conformance.record.progress import current_history
from taskloop_conformance.report.coverage import SpecGate, checks_by_rule, unverified
from taskloop_conformance.report.narrative import narrate
from taskloop_conformance.run.loading import try_out
from taskloop_conformance.run.plugin import ADAPTER

Examine = Callable[[str], History]
_HERE = Path(__file__).parent

#: The modules that try a great many scripts: without them a run takes a second, and shows the same rules broken in
#: nearly every implementation that breaks one.  That is what somebody wants who is still writing the implementation.
_EXPLORING = ("test_exploration", "test_long_runs")


def _adapter(config: pytest.Config) -> Adapter:
    if ADAPTER not in config.stash:
        target = config.getoption("--implementation")
        if not target:
            raise pytest.UsageError(
                "name the implementation to check, as in: "
                "pytest --pyargs taskloop_conformance --implementation tasktools.taskloop"
            )
        try:
            adapter = load(target, config.getoption("--implementation-path"))
            try_out(adapter)
        except AdapterError as error:
            raise pytest.UsageError(str(error)) from None
        config.stash[ADAPTER] = adapter
    return config.stash[ADAPTER]


@pytest.fixture(scope="session")
def implementation(pytestconfig: pytest.Config) -> Adapter:
    """The implementation under test."""
    return _adapter(pytestconfig)


def _rules_of(request: pytest.FixtureRequest) -> Collection[str]:
    marker = request.node.get_closest_marker("verifies")
    return marker.args if marker else ()


@pytest.fixture
def check(request: pytest.FixtureRequest, implementation: Adapter) -> Examine:
    """Run a scenario, given as its token, and fail with the rule that it breaks."""

    def run(token: str) -> History:
        current_history(token)
        return examine(token, implementation, _rules_of(request))

    return run


@pytest.fixture
def probe(request: pytest.FixtureRequest, implementation: Adapter) -> Callable[[str], Any]:
    """Run a probe, given by its name, and fail with the rule that it breaks."""

    async def run(name: str) -> History:
        token = f"probe:{name}"
        current_history(token)
        history = await PROBES[name](implementation)
        if found := choose(judge_all(history), _rules_of(request)):
            raise RuleBroken(Finding(found, history, token))
        return history

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell a broken rule by its history instead of by the frames of the suite's own code."""
    report = yield
    if call.excinfo is not None and isinstance(call.excinfo.value, RuleBroken) and report.failed:
        target = item.config.getoption("--implementation", None) or "TARGET"
        report.longrepr = _Told(call.excinfo.value.finding, target, str(item.path))
    return report


class _Told(TerminalRepr):
    """A finding as pytest shows a failure: the story, and one line for the short summary."""

    def __init__(self, finding: Finding, target: str, path: str) -> None:
        self.story = narrate(finding, target)
        self.reprcrash = ReprFileLocation(path, 1, f"{finding.rule}: {finding.divergence.happened}")

    def toterminal(self, tw: TerminalWriter) -> None:
        """Write the story."""
        tw.line(self.story)

    def __str__(self) -> str:
        return self.story


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Callable[[], VirtualLoop]]:
    """Async checks run on a fresh virtual loop each."""
    return {"virtual": new_loop_factory(PLAIN)}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A check with ``surface`` runs once for each way of making chains that the implementation claims."""
    if "surface" in metafunc.fixturenames:
        profiles = _adapter(metafunc.config).profiles
        surfaces = [
            *(["keyword", "task"] if "functions" in profiles else []),
            *(["loop"] if "control" in profiles else []),
        ]
        metafunc.parametrize("surface", surfaces)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse checks that name no rule or an unknown one; leave out profiles that aren't claimed."""
    own = [item for item in items if _HERE in item.path.parents]
    gate = SpecGate(load_rules())
    for item in own:
        marker = item.get_closest_marker("verifies")
        gate.add(item.nodeid, marker.args if marker else ())
    problems = gate.problems()
    if own:
        problems += unverified(gate.rules, checks_by_rule())
    if problems:
        raise pytest.UsageError("\n".join(problems))
    profiles = _adapter(config).profiles if own else frozenset()
    small = config.getoption("--exploration") == "none"
    left_out = [
        item
        for item in own
        if (small and item.path.stem in _EXPLORING)
        or not gate.concerns(item.nodeid, profiles)
        or any(need not in profiles for marker in item.iter_markers("needs") for need in marker.args)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
