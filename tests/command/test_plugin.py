"""The pytest plugin: `pytest --pyargs taskloop_conformance --implementation TARGET`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LEAVES = """
from tasktools.taskloop import TaskLoop as Reference, coromask, renew, simple_fargs, simple_fargs_out

class TaskLoop(Reference):
    def create(self):
        raise SystemExit("leaving")
"""


def plugin(*arguments: str, folder: Path) -> tuple[int, str]:
    """The exit code and everything that one run said, on the checks of the mask and of cancelling only."""
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "taskloop_conformance"]
    command += ["-k", "test_mask or test_cancel", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    said = done.stdout + done.stderr
    print(said)  # pytest shows it with a failure
    return done.returncode, said


def test_the_reference_passes(tmp_path: Path) -> None:
    """The documented command works in any folder."""
    code, said = plugin("--implementation", "tasktools.taskloop", folder=tmp_path)
    assert (0, True) == (code, "passed" in said)


def test_without_an_implementation_it_says_how_to_name_one(tmp_path: Path) -> None:
    """A usage error (pytest's exit code 4) with an example."""
    code, said = plugin(folder=tmp_path)
    assert (4, True) == (code, "--implementation tasktools.taskloop" in said)


def test_what_can_not_be_loaded_is_a_usage_error(tmp_path: Path) -> None:
    """A missing file is named; no traceback."""
    code, said = plugin("--implementation", "missing.py", folder=tmp_path)
    assert (4, True, False) == (code, "missing.py" in said, "Traceback" in said)


def test_an_implementation_that_leaves_fails_checks_and_not_the_run(tmp_path: Path) -> None:
    """SystemExit out of create() is a finding of the checks that call it; the others have their verdict."""
    (tmp_path / "leaves.py").write_text(LEAVES)
    code, said = plugin("--implementation", "leaves.py", folder=tmp_path)
    assert (1, True, True) == (code, " failed" in said, " passed" in said)
