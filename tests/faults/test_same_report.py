"""The report on an implementation is the same in one process and in two, and whatever the seed of Python's hashes.

Who compares two reports (in version control, between two machines) has to see what changed in the implementation, and
nothing else. So all of it is compared, words and tokens included, but for the seconds that the run took.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

#: Ways to start the same run: processes and seed. Each seed once, and both numbers of processes.
WAYS = (("1", "0"), ("2", "1"), ("2", "2"))

#: Without a fault, and with one of the user's side, of errors, of leaks, of signals: different checks find them.
MORE = ("clean", "pair-keywords-merged", "error-lost", "tasks-kept", "stop-in-pause-slow")


def report_of(target: str, processes: str, seed: str, folder: Path) -> dict[str, Any]:
    """The report as JSON without the seconds."""
    file = folder / f"{processes}-{seed}.json"
    command = [sys.executable, "-m", "taskloop_conformance", "run", f"tests.faults.target:{target}", "--quick"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        [*command, "-j", processes, "--json", str(file)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    assert report["explored"].pop("seconds") > 0
    return report


def test_a_report_does_not_depend_on_processes_and_seed(tmp_path: Path) -> None:
    """Processes and hash seed change no word of a report on an implementation that ignores PAUSE."""
    first, *others = [report_of("pause-ignored", *way, tmp_path) for way in WAYS]
    assert first["verdict"] == "not-conformant"
    for other in others:
        assert first == other


@pytest.mark.measured
@pytest.mark.parametrize("target", MORE)
def test_no_report_depends_on_processes_and_seed(target: str, tmp_path: Path) -> None:
    """The same for implementations whose findings come from other checks, and for one without a fault."""
    first, *others = [report_of(target, *way, tmp_path) for way in WAYS]
    for other in others:
        assert first == other
