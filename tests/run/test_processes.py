"""A worker process: ended twice without harm, and no descriptor is left when it can't be started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from taskloop_conformance.run import keeper
from taskloop_conformance.run.process import Process
from taskloop_conformance.run.records import Request


def descriptors() -> set[str]:
    return {f"{name}={os.readlink(f'/proc/self/fd/{name}')}" for name in os.listdir("/proc/self/fd") if is_open(name)}


def is_open(name: str) -> bool:
    return os.path.lexists(f"/proc/self/fd/{name}")


def make(folder: Path) -> Process:
    return Process(Request("json", checks=folder), (0, 1), None, False, str(folder))


def test_ending_twice_is_ending_once(tmp_path: Path) -> None:
    """A process that was ended may be ended again: the exit code is the same, and every descriptor is given back."""
    before = descriptors()
    process = make(tmp_path)
    assert process.end() == process.end()
    assert before == descriptors()


def test_a_start_that_fails_leaves_no_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no process can be started nothing stays open."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    before = descriptors()
    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(OSError, match="no more processes"):
        make(tmp_path)
    assert before == descriptors()


@pytest.mark.parametrize(("work", "code"), [("['true']", 0), ("['false']", 1), ("['sh', '-c', 'kill -9 $$']", -9)])
def test_a_keeper_ends_as_its_work_did(work: str, code: int) -> None:
    """The exit code, or the signal, of what is kept is the keeper's own."""
    assert code == subprocess.run(keeper.command_of(work), check=False).returncode


def test_a_keeper_ends_with_its_parent(tmp_path: Path) -> None:
    """When the program is killed by SIGKILL, all that it has started ends."""
    code = (
        "import os, subprocess, sys, time; from taskloop_conformance.run import keeper; "
        "work = \"['sh', '-c', 'echo $$ $PPID; exec sleep 600']\"; "
        "subprocess.Popen(keeper.command_of(work)); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    started = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    # The end of the pipe: no process that could write to it is left.
    assert "" == parent.stdout.read()
    parent.stdout.close()
    assert 2 == len(started)


def test_the_parent_needs_no_pytest() -> None:
    """The command line imports neither pytest nor Hypothesis: they take most of a second."""
    code = (
        "import sys, taskloop_conformance.command.program; "
        "print([name for name in sys.modules if name.partition('.')[0] in ('pytest', '_pytest', 'hypothesis')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()
