"""Nothing legal fails: unusual but conforming implementations pass every check of the suite."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from taskloop_conformance.record.adapters import load
from tests.faults.verdict import Target, judge
from tests.generated.suite import attempt, scenarios

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
EXAMPLES = ROOT / "conformance" / "examples"

#: `LEGAL_EXPLORATION=default` explores as much as a usual run of the suite does: a few minutes for all of them.
#: Where it is set, the implementations of :data:`SAMPLED` are run whole as well.
EFFORT = {"quick": ["--quick"], "default": []}[os.environ.get("LEGAL_EXPLORATION", "quick")]

IMPLEMENTATIONS = {
    path.stem: [str(path)] for path in sorted(HERE.glob("*.py")) if not path.stem.startswith(("test_", "_"))
} | {"other_names": ["other_names.adapter:adapter", "--path", str(EXAMPLES)]}
NEEDS_EAGER = {"eager_tasks"} if sys.version_info < (3, 12) else set()

#: A whole run takes seconds of processor time. These differ from the others in one thing each, which shows in any
#: history, so usually they are run with a part of the exploration only.
SAMPLED = (
    *("async_generator", "call_later_pause", "inner_task", "one_manager", "own_contexts", "patient_turns"),
    *("short_polling", "signal_log", "task_group", "task_subclass", "thread_pause"),
)
WHOLE = [name for name in IMPLEMENTATIONS if name not in SAMPLED or "LEGAL_EXPLORATION" in os.environ]


def run_suite(target: list[str]) -> tuple[int, str]:
    """Exit code and output of a whole run in a child process."""
    command = [sys.executable, "-m", "taskloop_conformance", "run", *target, *EFFORT, "-j", "1"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "conformance")}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def verdicts(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[tuple[int, str]]]]:
    """The runs of the implementations that this session asks for, two at a time."""
    asked = {item.callspec.params.get("name") for item in request.session.items if hasattr(item, "callspec")}
    wanted = [name for name in IMPLEMENTATIONS if name in asked - NEEDS_EAGER]
    with ThreadPoolExecutor(2) as pool:
        yield {name: pool.submit(run_suite, IMPLEMENTATIONS[name]) for name in wanted}


def test_there_are_enough() -> None:
    """There are at least twenty-five legal but unusual implementations."""
    assert len(IMPLEMENTATIONS) >= 25


@pytest.mark.parametrize("name", SAMPLED)
def test_sampled_implementation_passes_some_histories(name: str) -> None:
    """A legal implementation passes each hundredth history of the quick exploration."""
    adapter = load(str(HERE / f"{name}.py"))
    failures = [attempt(scenario, adapter) for scenario in scenarios("quick", adapter)[::100]]
    expected: list[object] = []
    assert expected == [failure for failure in failures if failure]


@pytest.mark.parametrize("name", sorted(IMPLEMENTATIONS.keys() - NEEDS_EAGER - {"other_names"}))
def test_legal_implementation_passes_what_callers_do(name: str) -> None:
    """A legal implementation passes the checks of callers, places, lifetimes and pauses: designs differ most there."""
    target = Target(name, str(HERE / f"{name}.py"), str(HERE))
    (verdict,) = judge([target], "quick", 1, only="test_callers or test_places or test_lifetime or test_pauses")
    assert ("", "") == (verdict.check, verdict.message)


@pytest.mark.measured
@pytest.mark.parametrize("name", WHOLE)
def test_legal_implementation_conforms(verdicts: dict[str, Future[tuple[int, str]]], name: str) -> None:
    """A legal implementation is conformant, whatever it does differently where the rules leave it free."""
    if name in NEEDS_EAGER:
        pytest.skip("eager tasks are new in Python 3.12")
    code, output = verdicts[name].result()
    assert code == 0, output
