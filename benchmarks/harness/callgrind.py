"""Counting the instructions of a child with valgrind's callgrind, whatever else the machine does.

The same program gives the same count each time: Python's hashes have a fixed seed, and valgrind gives every run the
same addresses. An instruction is no measure of time (one that misses the processor's cache takes as long as a hundred
others), so the count stands beside the CPU time and not in its place.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.harness.environments import Absent
from benchmarks.harness.processes import DEADLINE, Job, Setting, command_of, last_line

_COLLECTED = re.compile(r"==(\d+)== Collected : (\d+)")


def valgrind() -> str:
    """The program.

    Raises Absent where it isn't.
    """
    program = shutil.which("valgrind")
    if program is None:
        raise Absent("valgrind isn't on the PATH")
    return program


def instructions(runs: Sequence[dict[str, Any]], setting: Setting, say: Callable[[str], None]) -> list[int]:
    """Give how many instructions each run took, from the start of Python on, each in a process of its own.

    A run is ``{"peer": ..., "loops": ..., "iterations": ...}``.  Raises Absent where valgrind isn't, RuntimeError when
    a run fails or wasn't counted.
    """
    counter = [valgrind(), "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command, environment = command_of(Job("counted", "instructions.counted", {"runs": list(runs)}), setting, say)
    done = subprocess.run(
        [*counter, *command],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONHASHSEED": "0"},
        timeout=DEADLINE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode or not done.stdout:
        said = [line for line in done.stderr.splitlines() if not line.startswith("==")]
        raise RuntimeError(f"{setting}: {last_line(chr(10).join(said)) or f'exit code {done.returncode}'}")
    counts = {int(pid): int(count) for pid, count in _COLLECTED.findall(done.stderr)}
    pids = json.loads(done.stdout.splitlines()[-1])
    if not counts.keys() >= set(pids):
        raise RuntimeError(f"{setting}: valgrind didn't say what it counted")
    return [counts[pid] for pid in pids]
