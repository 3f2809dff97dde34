"""The commands of the repository that the contract names."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT

COMMANDS = ("conformance", "test", "site", "bench", "lint", "matrix", "serve", "site-check")


def make(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run make as from a terminal, not as a part of the make that may run these tests."""
    outer = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES"}
    kept = {name: value for name, value in os.environ.items() if name not in outer}
    return subprocess.run(
        ["make", "-f", str(ROOT / "Makefile"), *arguments],
        cwd=cwd,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        # A job in the background of a script ignores SIGQUIT, and so would make.
        preexec_fn=lambda: signal.signal(signal.SIGQUIT, signal.SIG_DFL),
    )


def test_make_alone_teaches_every_command() -> None:
    """`make` without a target lists each command of the contract with what it does."""
    listed = {line.split()[1] for line in make().stdout.splitlines() if line.startswith("  make ")}
    assert set() == set(COMMANDS) - listed


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_makes_the_environment_first(command: str, tmp_path: Path) -> None:
    """On a fresh clone each command begins by making `.venv` and installing the two distributions."""
    requirements = [f"requirements/hashed/{name}.txt" for name in ("test", "lint", "site", "bench")]
    for name in ("pyproject.toml", "conformance/pyproject.toml", *requirements):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    plan = make("-n", command, cwd=tmp_path)
    assert 0 == plan.returncode, plan.stderr
    assert plan.stdout.index("-m venv") < plan.stdout.index("-e . -e conformance")


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_make_conformance_ends_with_the_suites_exit_code(code: int, expected: int, tmp_path: Path) -> None:
    """The codes 0, 1 and 2 of a run are make's own; 3 becomes 2, as make has no 3, and the line says so."""
    done = make("-o", ".venv/.test", "conformance", f"RUN=sh -c 'exit {code}'", cwd=tmp_path)
    assert expected == done.returncode, done.stderr
    assert (f"exit code {code} of taskloop-conformance run" in done.stderr) == (code != 0)


def test_an_old_python_is_refused_with_a_clear_line(tmp_path: Path) -> None:
    """A Python before 3.11 stops make with a line that says what is needed and what to type."""
    old = tmp_path / "old-python"
    pretend = "import sys; sys.version_info = (3, 9, 0, 'final', 0); exec(sys.argv[1])"
    script = f'[ "$1" != -c ] || exec {sys.executable} -c "{pretend}" "$2"'
    old.write_text(f"#!/bin/sh\n{script}\nmkdir -p .venv\n")
    old.chmod(0o755)
    done = make(".venv/.made", f"PYTHON={old}", cwd=tmp_path)
    assert 2 == done.returncode
    assert f"Python >= 3.11 is needed, {old} is 3.9: name another, make PYTHON=" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_no_python_at_all_is_said_clearly(tmp_path: Path) -> None:
    """Without a suitable Python make stops and says how to name one."""
    done = make(".venv/.made", "PYTHON=", cwd=tmp_path)
    assert 2 == done.returncode
    assert "make PYTHON=" in done.stderr
    assert not (tmp_path / ".venv").exists()
