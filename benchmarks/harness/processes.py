"""Running the peers: each in a child process with its own import path, in interleaved rounds."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.harness.environments import (
    OWN,
    PUBLISHED,
    ROOT,
    Absent,
    Python,
    installed,
    installed_peers,
    uvloop_requirement,
)
from benchmarks.harness.progress import Progress

#: A child that takes longer has hung.
DEADLINE = 600.0


@dataclass(frozen=True)
class Setting:
    """Where a measure runs: the interpreter and the kind of event loop, ``stock`` or ``uvloop``."""

    python: Python = OWN
    loop: str = "stock"

    def __str__(self) -> str:
        """As it stands in a table."""
        return f"{self.python.version} {self.loop}"


@dataclass(frozen=True)
class Job:
    """One child's work: what it is called, the function that does it, with what, and what it can import.

    ``published``: the published ``tasktools`` instead of the reference; ``libraries``: those of requirements/peers.txt.
    """

    label: str
    do: str
    arguments: dict[str, Any] = field(default_factory=dict)
    published: bool = False
    libraries: bool = False


def run_child(job: Job, setting: Setting, say: Callable[[str], None]) -> Any:
    """Run one job in a fresh process and give its figures.

    Raises Absent when something that it needs can't be installed, RuntimeError when the child fails.
    """
    command, environment = command_of(job, setting, say)
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=environment,
        timeout=DEADLINE,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode or not done.stdout:
        raise RuntimeError(f"{job.label} on {setting}: {last_line(done.stderr) or f'exit code {done.returncode}'}")
    return json.loads(done.stdout.splitlines()[-1])


def command_of(job: Job, setting: Setting, say: Callable[[str], None]) -> tuple[list[str], dict[str, str]]:
    """The command line and the environment of a job's child; what it needs is installed.

    Raises Absent when something can't be installed.
    """
    path = [str(ROOT), str(ROOT / "conformance")]
    if job.published:
        # In front of the checkout, whose reference has the same import name.
        path.insert(0, str(installed(PUBLISHED, OWN, say)))
    if setting.loop == "uvloop":
        path.append(str(installed(uvloop_requirement(), setting.python, say)))
    if job.libraries:
        path.append(str(installed_peers(setting.python, say)))
    order = json.dumps({"do": job.do, "loop": setting.loop, "with": job.arguments})
    command = [setting.python.program, "-P", "-m", "benchmarks.children.job", order]
    return command, {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def last_line(text: str) -> str:
    """What a failed child said: one line only, since a traceback would show source lines of whatever ran."""
    return (text.strip().splitlines() or [""])[-1]


def interleaved(jobs: Iterable[Job], setting: Setting, rounds: int, progress: Progress) -> dict[str, list[Any]]:
    """Run all jobs one after the other, and that several times; give each label's figures, one a round.

    Load that comes and goes then meets all of them, and a ratio is taken within a round. A job that can't run here
    is left out, and the progress notes why.
    """
    figures: dict[str, list[Any]] = {}
    dropped: set[str] = set()
    jobs = list(jobs)
    for turn in range(rounds):
        for job in jobs:
            if job.label in dropped:
                continue
            progress.show(f"{setting}: {job.label}, round {turn + 1} of {rounds}")
            try:
                figures.setdefault(job.label, []).append(run_child(job, setting, progress.say))
            except (Absent, RuntimeError, subprocess.TimeoutExpired) as error:
                dropped.add(job.label)
                figures.pop(job.label, None)
                progress.note(f"left out: {job.label} on {setting}: {error}")
    return figures
