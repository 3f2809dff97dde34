"""What the checks share: the implementation under test, the virtual loop, and the gates of collection."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Generator, Mapping
from pathlib import Path
from typing import Any

import pytest

from taskloop_conformance.explore.examine import examine
from taskloop_conformance.explore.probing import examine_probe
from taskloop_conformance.model.failures import AdapterError, NotReached, RuleBroken
from taskloop_conformance.model.history import History
from taskloop_conformance.model.rules import load_rules
from taskloop_conformance.record import blocked, garbage
from taskloop_conformance.record.adapters import Adapter, load
from taskloop_conformance.record.clock import VirtualLoop
from taskloop_conformance.record.progress import current_history
from taskloop_conformance.report.coverage import SpecGate, checks_by_rule, unverified
from taskloop_conformance.report.pytest_mode import PytestMode
from taskloop_conformance.run.loading import try_out
from taskloop_conformance.run.plugin import ADAPTER
from taskloop_conformance.run.session import draws
from taskloop_conformance.run.small_checks import MAKE_CHECK

Examine = Callable[[str], History]
_HERE = Path(__file__).parent

#: The checks that try a great many scripts, or take long: without them a run takes a second, and shows the same rules
#: broken in nearly every implementation that breaks one.  That is what somebody wants who is still writing the
#: implementation.
_EXPLORING = (
    *("test_every_script", "test_every_value"),
    *("test_flat_with_every_form", "test_flat_with_every_form_by_hand", "test_flat_over_pauses"),
    # One order of timers and one of chains is enough there.
    *(f"test_hostile[{order}{seed}]" for order in ("shuffle", "reorder") for seed in (2, 3, 4)),
)

#: What a quick run leaves out: more orders of timers and of chains, these scenarios in debug mode, where small checks
#: ask for the same, and hundreds of iterations in each form, in debug mode, over pauses and while somebody awaits the
#: chain, which would be a seventh of its time for one rule.
_SECOND = (
    *("test_flat_with_every_form", "test_flat_with_every_form_by_hand", "test_flat_in_debug_mode"),
    *("test_flat_over_pauses", "test_flat_while_awaited[ready]", "test_flat_while_awaited[turn]"),
    *(f"test_hostile[{order}{seed}]" for order in ("shuffle", "reorder") for seed in (2, 3, 4)),
    "test_hostile[debug]",
)

#: The checks that draw scripts. A small run doesn't even import them (``session.draws``): see there.
_DRAWING = _HERE / "test_long_runs.py"

#: What each size of run leaves out.
_LEFT_OUT = {"none": frozenset(_EXPLORING), "quick": frozenset(_SECOND)}

#: The one check that tries the second way to register renew in a small run, too: it combines values and scripts.
_IN_EACH_WAY = "test_every_value"


def _is_left_out(name: str, exploration: str) -> bool:
    """Whether a run of this size (``none``, ``quick`` or another) leaves out the check of this name."""
    return not _LEFT_OUT.get(exploration, frozenset()).isdisjoint((name, name.partition("[")[0]))


#: What a user's own pytest asked for; absent where the program runs the checks, which judges rules when all is done.
_MODE: pytest.StashKey[PytestMode] = pytest.StashKey()

#: A browser's Python has no threads: what needs one isn't judged there.
_THREADS = sys.platform != "emscripten"


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
        config.stash[_MODE] = PytestMode(config)
        config.stash[ADAPTER] = adapter
    return config.stash[ADAPTER]


@pytest.fixture(scope="session")
def implementation(pytestconfig: pytest.Config) -> Adapter:
    """The implementation under test."""
    return _adapter(pytestconfig)


def _rules_of(check: pytest.Item) -> Collection[str]:
    marker = check.get_closest_marker("verifies")
    return marker.args if marker else ()


def _make_check(item: pytest.Item) -> Examine:
    implementation = _adapter(item.config)  # to ask for one more fixture is a tenth of what a small check costs

    def run(token: str) -> History:
        current_history(token)
        return examine(token, implementation, _rules_of(item))

    return run


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Examine:
    """Run a scenario, given as its token, and fail with the rule that it breaks."""
    return _make_check(request.node)


@pytest.fixture
def check_in(implementation: Adapter) -> Callable[[str, str], None]:
    """Run a scenario in a setting; what is broken without the setting, too, is shown without it."""

    def run(setting: str, scenario: str) -> None:
        token = f"{setting}/{scenario}"
        current_history(token)
        try:
            examine(token, implementation)
        except RuleBroken as broken:
            examine(scenario, implementation)
            raise broken from None

    return run


@pytest.fixture
def probe(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """Run a probe, given by its name, and fail with the rule that it breaks."""
    implementation = _adapter(request.config)

    async def run(name: str) -> History:
        token = f"probe:{name}"
        current_history(token)
        return await examine_probe(name, implementation, _rules_of(request.node))

    return run


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Freeze what is there before a check.

    Many checks collect garbage. What the checks before have left needn't be looked through each time, which would take
    an eighth of a quick run (see ``record/garbage.py``).
    """
    if _HERE in item.path.parents:
        garbage.freeze()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin anew: inside a larger program another implementation may have been judged before, and blocked the loop."""
    blocked.forget()
    session.config.stash[MAKE_CHECK] = _make_check


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Whoever runs the checks inside a larger program gets its garbage collector back as it was."""
    garbage.thaw()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """End what blocks the event loop; judge what a check found, in a user's own pytest."""
    mode = pyfuncitem.config.stash.get(_MODE, None)
    if mode is not None:
        mode.ran.add(pyfuncitem.nodeid)
    try:
        with blocked.interrupted_when_blocked():
            return (yield)
    except NotReached as missed:
        pytest.skip(str(missed))  # it judged nothing: passed, it would hide that the rule's other checks are blocked
    except Exception as error:
        if mode is None:
            raise
        mode.judge(error, pyfuncitem, _rules_of(pyfuncitem))
        return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show a broken rule by its history instead of by the frames of the suite's own code."""
    report = yield
    mode = item.config.stash.get(_MODE, None)
    if mode is not None and call.excinfo is not None and report.failed:
        report.longrepr = mode.representation(call.excinfo.value, item) or report.longrepr
    return report


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the checks that draw scripts where the run is a small one."""
    return True if collection_path == _DRAWING and not draws(config.getoption("--exploration")) else None


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, Callable[[], VirtualLoop]]:
    """Async checks run on a fresh virtual loop each."""
    return {"virtual": VirtualLoop}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A check with ``surface`` runs once for each way of making chains that the implementation claims."""
    if "surface" in metafunc.fixturenames:
        profiles = _adapter(metafunc.config).profiles
        small = not draws(metafunc.config.getoption("--exploration"))
        by_hand = ["keyword"] if small and metafunc.definition.name != _IN_EACH_WAY else ["keyword", "task"]
        surfaces = [
            *(by_hand if "functions" in profiles else []),
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
    offered = profiles | ({"threads"} if _THREADS else frozenset())
    exploration = config.getoption("--exploration")
    left_out = [
        item
        for item in own
        if _is_left_out(item.name, exploration)
        or not gate.concerns(item.nodeid, profiles)
        or any(need not in offered for marker in item.iter_markers("needs") for need in marker.args)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    if own and _MODE in config.stash:
        mode, kept = config.stash[_MODE], {item.nodeid: _rules_of(item) for item in own if item not in left_out}
        items.sort(key=lambda item: not mode.first(kept.get(item.nodeid, ())))
        if not hasattr(config, "workerinput"):  # with pytest-xdist no process sees what all checks found
            items += mode.items(own[0].session, kept)
