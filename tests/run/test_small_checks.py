"""Small checks are run without pytest's three phases, and say the same."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from taskloop_conformance.record.adapters import load
from taskloop_conformance.run import small_checks
from taskloop_conformance.run.plugin import ResultsPlugin
from taskloop_conformance.run.session import run_checks

#: A fault that some of these checks find, one that others of them find, and none.
TARGETS = ("pause-ignored", "any-sequence-is-a-payload", "clean")


def records(name: str, *files: str, capture: str = "no") -> list[dict[str, Any]]:
    """The records of the checks in these files without their seconds, in their order."""
    sent: list[dict[str, Any]] = []
    plan: list[str] = []
    adapter = load(f"tests.faults.target:{name}")
    run_checks(ResultsPlugin(sent.append, adapter, only=[], on_plan=lambda all_: plan.extend(id_ for id_, _ in all_)))
    only = [check for check in plan if any(file in check for file in files)]
    run_checks(ResultsPlugin(sent.append, adapter, only=only), capture=capture)
    return [{key: value for key, value in each.items() if key != "seconds"} for each in sent if "outcome" in each]


def test_their_records_are_those_of_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a small check finds is recorded as it is where pytest runs it."""
    files = ("test_pauses.py", "test_mask.py", "test_values.py::test_no_payload")
    direct = [records(name, *files) for name in TARGETS]
    assert [True, True, False] == [any(each["outcome"] != "passed" for each in of_one) for of_one in direct]
    monkeypatch.setattr(small_checks, "arguments_of", lambda item: None)
    assert direct == [records(name, *files) for name in TARGETS]


def test_what_wants_more_is_left_to_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coroutine, and what asks for another fixture, is no small check; nor is anything where output is kept."""
    asked: dict[str, bool] = {}
    ask = small_checks.arguments_of

    def noted(item: pytest.Item) -> dict[str, Any] | None:
        arguments = ask(item)
        asked[item.name] = arguments is not None
        return arguments

    monkeypatch.setattr(small_checks, "arguments_of", noted)
    records("clean", "test_callers.py", "test_hostile.py::test_hostile[debug]", "test_values.py::test_same_input")
    assert {"test_same_input": True, "test_hostile": False, "test_all_cancelled": False}.items() <= {
        name.partition("[")[0]: small for name, small in asked.items()
    }.items()
    asked.clear()
    records("clean", "test_values.py::test_same_input", capture="sys")
    assert [False] == list(set(asked.values()))


def test_what_comes_after_small_checks_of_another_module() -> None:
    """A coroutine, a small check of its module, and a coroutine of another module: each passes, as it would alone."""
    sent: list[dict[str, Any]] = []
    plan: list[str] = []
    adapter = load("tests.faults.target:clean")
    run_checks(ResultsPlugin(sent.append, adapter, only=[], on_plan=lambda all_: plan.extend(id_ for id_, _ in all_)))
    wanted = (
        "test_lifetime.py::test_signals_before_the_start",
        "test_lifetime.py::test_awaited[",
        "test_mask.py::test_",
    )
    coroutine, small, other = (next(check for check in plan if each in check) for each in wanted)
    only = [coroutine, small, other]
    run_checks(ResultsPlugin(sent.append, adapter, only=only, first=[coroutine]))
    assert [(each, "passed") for each in only] == [
        (each["check"], each["outcome"]) for each in sent if "outcome" in each
    ]


@pytest.mark.parametrize("before", [True, False])
def test_no_garbage_is_collected_while_checks_are(before: bool) -> None:
    """What is made then is kept; when the first check begins, the garbage collector is on or off as it was before."""
    planning: list[bool] = []
    checking: list[bool] = []
    plugin = ResultsPlugin(
        lambda message: checking.append(gc.isenabled()),
        load("tests.faults.target:clean"),
        selected={"PAYLOAD.same-input"},
        on_plan=lambda plan: planning.append(gc.isenabled()),
    )
    if not before:
        gc.disable()
    try:
        run_checks(plugin)
    finally:
        gc.enable()
    assert ([False], {before}) == (planning, set(checking))
