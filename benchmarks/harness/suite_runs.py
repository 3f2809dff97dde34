"""Running the whole suite as a command on the reference, as a user would."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.harness.environments import ROOT


@dataclass(frozen=True)
class SuiteRun:
    """One run that found the reference conformant: wall and processor seconds, and what its report says it explored."""

    wall: float
    processor: float
    explored: dict[str, Any]


def run_suite(workers: int, option: str = "") -> SuiteRun:
    """Run the suite with so many workers and at most one option more; RuntimeError when it isn't conformant."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        command = [sys.executable, "-m", "taskloop_conformance", "run", "tasktools.taskloop", "-j", str(workers)]
        command += ["--json", str(file), *([option] if option else [])]
        used, began = _processor_seconds(), perf_counter()
        subprocess.run(command, capture_output=True, cwd=ROOT, check=False)
        wall, processor = perf_counter() - began, _processor_seconds() - used
        report = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if report.get("verdict") != "conformant":
        raise RuntimeError("the suite did not find the reference conformant")
    return SuiteRun(wall, processor, report["explored"])


def _processor_seconds() -> float:
    """The processor time of all children that have ended, and of theirs: the workers too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
