"""What tests of several folders share: running the program over a miniature suite, and which tests are slow."""

import queue
import threading
import time
from pathlib import Path

import pytest

from taskloop_conformance.record import garbage, threads
from tests.command.program import implementation, run, schema

__all__ = ["implementation", "run", "schema"]
collect_ignore = ["command/drawn", "command/miniature"]

#: Folders and modules whose tests take seconds of processor time: `make test-fast` leaves them out. Most of
#: them run the suite against many implementations, build the site, make environments or start clusters.
SLOW = (
    "tests/command/test_check.py",
    "tests/command/test_plugin.py",
    "tests/explore/test_diagnosis.py",
    "tests/explore/test_long_runs.py",
    "tests/faults/kinds",
    "tests/faults/test_kill_table.py",
    "tests/faults/test_one_truth.py",
    "tests/faults/test_same_report.py",
    "tests/faults/test_spread.py",
    "tests/generated",
    "tests/hostile",
    "tests/judge/test_altered_cells.py",
    "tests/judge/test_hash_seed.py",
    "tests/legal",
    "tests/mutants/test_precision.py",
    "tests/mutants/test_survivors.py",
    "tests/packaging",
    "tests/playground",
    "tests/record/test_blocked.py",
    "tests/run/test_cluster.py",
    "tests/run/test_isolation.py",
    "tests/run/test_small_checks.py",
    "tests/site",
    "tests/teach",
    "tests/tutorials/test_examples.py",
    "tests/tutorials/test_lesson_commands.py",
)
_ROOT = Path(__file__).parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, by its place."""
    for item in items:
        place = item.path.relative_to(_ROOT).as_posix() if item.path.is_relative_to(_ROOT) else ""
        if place.startswith(SLOW):
            item.add_marker("slow")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Freeze what is there before a test, as a run of the checks does.

    Whatever looks for garbage (the suite does so a few times for each failure that it makes smaller) would look through
    all that thousands of tests have imported and left: nearly half of the time of all tests.
    """
    garbage.freeze()


@pytest.fixture
def virtual_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits in a thread of a virtual loop waits on its clock, as in a run; afterwards on the real one."""
    for name in ("sleep", "monotonic", "perf_counter", "time"):
        monkeypatch.setattr(time, name, getattr(time, name))
    monkeypatch.setattr(threading, "_time", threading._time)  # type: ignore[attr-defined]  # not in the stubs
    monkeypatch.setattr(queue, "time", queue.time)  # type: ignore[attr-defined]  # not in the stubs
    monkeypatch.setattr(threading.Condition, "wait", threading.Condition.wait)
    threads.install()
