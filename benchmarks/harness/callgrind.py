"""Counting the instructions of a child with valgrind's callgrind, whatever else the machine does.

The same program gives the same count each time: Python's hashes have a fixed seed, and valgrind gives every run the
same addresses. An instruction is no measure of time (one that misses the processor's cache takes as long as a hundred
others), so the count stands beside the CPU time and not in its place.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable

from benchmarks.harness.environments import Absent
from benchmarks.harness.processes import DEADLINE, Job, Setting, command_of, last_line

_COLLECTED = re.compile(r"Collected : (\d+)")


def valgrind() -> str:
    """The program.

    Raises Absent where it isn't.
    """
    program = shutil.which("valgrind")
    if program is None:
        raise Absent("valgrind isn't on the PATH")
    return program


def instructions(job: Job, setting: Setting, say: Callable[[str], None]) -> int:
    """Run a job in a fresh process and give how many instructions that took, from its start to its end.

    Raises Absent where valgrind or what the job needs isn't, RuntimeError when the child fails or nothing was counted.
    """
    counter = [valgrind(), "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command, environment = command_of(job, setting, say)
    done = subprocess.run(
        [*counter, *command],
        capture_output=True,
        text=True,
        env={**environment, "PYTHONHASHSEED": "0"},
        timeout=DEADLINE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    collected = _COLLECTED.search(done.stderr)
    if done.returncode or collected is None:
        raise RuntimeError(f"{job.label} on {setting}: {last_line(done.stderr) or f'exit code {done.returncode}'}")
    return int(collected[1])
