"""Each hostile setting finds a fault that nothing else in the suite finds."""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from taskloop_conformance.checks.test_hostile import SCENARIOS, SETTINGS
from taskloop_conformance.explore.examine import examine
from taskloop_conformance.explore.explorer import DEPTHS, scenarios
from taskloop_conformance.model.failures import RuleBroken
from taskloop_conformance.record.adapters import ModuleAdapter

# One of the faults is that very thing.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine 'TaskLoop.log' was never awaited")
needs_eager = pytest.mark.skipif(
    not hasattr(asyncio, "eager_task_factory"), reason="eager tasks are new in Python 3.12"
)
FAULTS = [
    pytest.param("shuffled_timers", "shuffle", "CONTINUE.resumes", id="shuffle"),
    pytest.param("merged_chains", "reorder", "ISOLATION.payloads", id="reorder"),
    pytest.param("negative_clock", "start-", "PAUSE.holds", id="start"),
    pytest.param("debug_mode", "debug", "CHAIN.continues", id="debug"),
    pytest.param("collected_pause", "collect", "CONTINUE.resumes", id="collect"),
    pytest.param("eager_start", "eager", "CANCEL.at-once", id="eager", marks=needs_eager),
]


@pytest.fixture
def faulty(request: pytest.FixtureRequest) -> ModuleAdapter:
    """The faulty implementation that the test names."""
    name = request.node.callspec.params["name"]
    return ModuleAdapter(importlib.import_module(f"tests.legal.hostile.{name}"), name)


@contextmanager
def without_collections() -> Iterator[None]:
    """No garbage collection of Python's own in between, which could find the same by luck."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def broken_rules(tokens: list[str], adapter: ModuleAdapter) -> set[str]:
    """The rules that these scenarios show to be broken."""
    found = set()
    with without_collections():
        for token in tokens:
            try:
                examine(token, adapter)
            except RuleBroken as broken:
                found.add(broken.finding.rule)
    return found


@pytest.mark.parametrize(("name", "setting", "rule"), FAULTS)
def test_setting_finds_fault(faulty: ModuleAdapter, name: str, setting: str, rule: str) -> None:
    """Under the setting the fault is found, and named by its rule."""
    tokens = [f"{one}/{token}" for one in SETTINGS if one.startswith(setting) for token in SCENARIOS]
    assert rule in broken_rules(tokens, faulty)


@pytest.mark.parametrize(("name", "setting", "rule"), FAULTS)
def test_no_other_setting_finds_it(faulty: ModuleAdapter, name: str, setting: str, rule: str) -> None:
    """Without the setting the same scenarios see nothing, under any other setting either."""
    others = ["", *(f"{one}/" for one in SETTINGS if not one.startswith(setting))]
    assert broken_rules([one + token for one in others for token in SCENARIOS], faulty) == set()


#: The exploration has scripts whose timers fall on one instant, and so finds a fault that depends on their order.
FOUND_ANYWAY = ("shuffle",)


@pytest.mark.parametrize(("name", "setting", "rule"), [fault for fault in FAULTS if fault.id not in FOUND_ANYWAY])
def test_exploration_does_not_find_it(faulty: ModuleAdapter, name: str, setting: str, rule: str) -> None:
    """Without the setting a tenth of the quick exploration sees nothing."""
    tokens = [str(one) for one in list(scenarios(DEPTHS["quick"]))[::10]]
    assert broken_rules(tokens, faulty) == set()
