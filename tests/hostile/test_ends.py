"""However a run is ended, every process of it ends, and what was judged until then is reported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command.program import CHECKS

Write = Callable[..., Path]

#: A daemon with a session of its own and a parent that is gone; then the check hangs. All have the pipe open.
DAEMON = """
import os, time
pipe = os.open({pipe!r}, os.O_WRONLY)
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.write(pipe, b"x")
    time.sleep(600)
os.wait()
os.write(pipe, b"x")
time.sleep(600)
"""


class Started:
    """A run of the program that hangs in a check with a daemon beside it."""

    def __init__(self, command: list[str], implementation: Write, folder: Path, body: str = DAEMON) -> None:
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        target = implementation(body.format(pipe=str(pipe)))
        self.report = folder / "report.json"
        options = ["--json", str(self.report), "--checks", str(CHECKS), "-j1", "--deadline", "300"]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "taskloop_conformance", *command, str(target), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=folder,
            # A shell lets what it runs in the background ignore Ctrl-C, and a child inherits that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509  # no thread runs here
        )
        self.pipe = os.open(pipe, os.O_RDONLY)  # waits for the implementation to open the other end

    def wait_until_it_hangs(self) -> None:
        """Both processes have said that they are there."""
        for _ in range(2):
            os.read(self.pipe, 1)

    def is_all_ended(self) -> bool:
        """Whether no process has the pipe open any more; waits for it."""
        end = os.read(self.pipe, 100)
        os.close(self.pipe)
        return end == b""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
@pytest.mark.parametrize("command", [["run"], ["matrix", "nosuchmodule"]], ids=["run", "matrix"])
def test_an_ended_run(name: str, command: list[str], implementation: Write, tmp_path: Path) -> None:
    """SIGTERM, SIGHUP and Ctrl-C leave a report that is incomplete, exit code 3, and no process, daemons included."""
    started = Started(command, implementation, tmp_path)
    started.wait_until_it_hangs()
    started.process.send_signal(getattr(signal, name))
    out, err = started.process.communicate(timeout=60)
    assert started.is_all_ended()
    assert (3, "") == (started.process.returncode, err)
    loaded = json.loads(started.report.read_text("utf-8"))
    report = loaded["reports"][-1] if "reports" in loaded else loaded
    by = "" if name == "SIGINT" else f" by {name}"
    assert f"interrupted{by}: only what was judged until then is reported" in report["errors"]
    assert ("incomplete", 4) == (report["verdict"], report["planned"])
    assert {"passed"} == {rule["outcome"] for rule in report["rules"]}
    assert "incomplete" in out


def test_a_killed_run(implementation: Write, tmp_path: Path) -> None:
    """When the program itself is killed by SIGKILL its processes end all the same."""
    started = Started(["run"], implementation, tmp_path)
    started.wait_until_it_hangs()
    started.process.kill()
    started.process.communicate(timeout=60)
    assert started.is_all_ended()


def test_an_ended_replay(implementation: Write, tmp_path: Path) -> None:
    """A replay that is ended leaves no process either."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    target = implementation(
        head="def hang():\n    " + DAEMON.format(pipe=str(pipe)).strip().replace("\n", "\n    ") + "\n"
    )
    target.write_text(target.read_text().replace("return fargs(args", "hang(); return fargs(args"))
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "taskloop_conformance", "replay", "probe:mask-fargs", str(target)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    reading = os.open(pipe, os.O_RDONLY)
    for _ in range(2):
        os.read(reading, 1)
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert b"" == os.read(reading, 100)
    os.close(reading)
    assert (3, "taskloop-conformance: interrupted by SIGTERM\n") == (process.returncode, err)
