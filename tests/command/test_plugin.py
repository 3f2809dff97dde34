"""The pytest plugin: `pytest --pyargs taskloop_conformance --implementation TARGET`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LEAVES = """
from tasktools.taskloop import TaskLoop as Reference, coromask, renew, simple_fargs, simple_fargs_out

class TaskLoop(Reference):
    def create(self):
        raise SystemExit("leaving")
"""


#: The functions of the reference with one helper that gives the output back, which breaks FARGS.input (MUST).
WRONG_INPUT = """
from tasktools.taskloop import coromask, renew, simple_fargs_out

def simple_fargs(given, obtained):
    return obtained
"""

#: The functions of the reference with a done callback that prints, which breaks ISOLATION.quiet (SHOULD).
LOUD = """
from tasktools.taskloop import coromask, renew as quiet, simple_fargs, simple_fargs_out

def renew(*args, **kwargs):
    print("next")
    return quiet(*args, **kwargs)
"""

KNOWN = '[[known]]\nid = "FARGS.input"\nreason = "gives the output back"\n'


def plugin(*arguments: str, folder: Path, checks: str = "test_mask or test_cancel") -> tuple[int, str]:
    """The exit code and everything that one run said, on the checks of the mask and of cancelling only."""
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--pyargs", "taskloop_conformance"]
    command += ["-k", checks, *arguments]
    # Wide enough for the whole of each line of the short summary.
    wide = {**os.environ, "COLUMNS": "300"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, env=wide)
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


def test_the_summary_names_the_rule_and_the_hints_are_real(tmp_path: Path) -> None:
    """The short summary says what is broken, and the hints name this target by the options of pytest and of replay."""
    (tmp_path / "wrong.py").write_text(WRONG_INPUT)
    options = ("--implementation", "wrong", "--implementation-path", str(tmp_path))
    code, said = plugin(*options, folder=tmp_path.parent, checks="simple_fargs")
    assert 1 == code
    assert "::test_simple_fargs - FARGS.input: simple_fargs p0 o1 -> o1" in said
    again = "taskloop_conformance.checks.test_mask::test_simple_fargs --implementation wrong --implementation-path"
    assert f"Run it again:  pytest --pyargs {again} {tmp_path}" in said
    assert f"taskloop-conformance replay probe:simple-fargs wrong --path {tmp_path}" in said


def test_a_broken_should_is_a_warning_that_names_its_rule(tmp_path: Path) -> None:
    """A SHOULD costs no test, and is told; whoever wants it to be a failure names its class with -W."""
    (tmp_path / "loud.py").write_text(LOUD)
    code, said = plugin("--implementation", "loud.py", folder=tmp_path, checks="test_quiet")
    assert (0, True) == (code, "BrokenShould: ISOLATION.quiet (SHOULD): " in said)
    strict = ("-W", "error::taskloop_conformance.plugin.BrokenShould")
    code, said = plugin("--implementation", "loud.py", *strict, folder=tmp_path, checks="test_quiet")
    assert (1, True) == (code, "ISOLATION.quiet: " in said.partition("short test summary")[2])


def test_known_failures_are_expected(tmp_path: Path) -> None:
    """A rule in the list is an expected failure, with its reason; the list's own entry passes."""
    (tmp_path / "wrong.py").write_text(WRONG_INPUT)
    (tmp_path / "known.toml").write_text(KNOWN)
    options = ("--implementation", "wrong.py", "--known-failures", "known.toml", "-rx")
    code, said = plugin(*options, folder=tmp_path, checks="simple_fargs or FARGS")
    assert (0, True) == (code, " passed" in said and "1 xfailed" in said)
    assert "known failure of FARGS.input: gives the output back" in said


def test_a_known_failure_that_passes_is_a_failure(tmp_path: Path) -> None:
    """The list is strict here, too, once every check has run: its entry fails, and says what to do."""
    (tmp_path / "known.toml").write_text(KNOWN)
    options = ("--implementation", "tasktools.taskloop", "--known-failures", "known.toml", "-rfs")
    code, said = plugin(*options, folder=tmp_path, checks="simple_fargs or FARGS")
    assert (0, True) == (code, "checks were left out" in said)
    code, said = plugin(*options, "--exploration", "quick", folder=tmp_path, checks="")
    assert 1 == code
    assert "known.toml::FARGS.input - FARGS.input is listed as a known failure (gives the output back), but it" in said


def test_the_checks_of_a_rule_come_first(tmp_path: Path) -> None:
    """With --rule its checks run first, and the others follow: any of them may find it broken."""
    options = ("--implementation", "tasktools.taskloop", "--rule", "FARGS.*", "--collect-only")
    code, said = plugin(*options, folder=tmp_path, checks="test_mask")
    checks = [line for line in said.splitlines() if "::" in line]
    assert (0, ["test_simple_fargs", "test_simple_fargs_out"]) == (code, [c.partition("::")[2] for c in checks[:2]])
    assert len(checks) > 30


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--rule", "FARGS.imput"), "did you mean FARGS.input"),
        (("--known-failures", "no.toml"), "no.toml: No such file"),
    ],
)
def test_what_can_not_be_used_is_a_usage_error(options: tuple[str, str], expected: str, tmp_path: Path) -> None:
    """An unknown rule and a missing list are told in one line, before anything runs."""
    code, said = plugin("--implementation", "tasktools.taskloop", *options, folder=tmp_path)
    assert (4, True, False) == (code, expected in said, "Traceback" in said)


def test_options_of_others_are_left_alone(tmp_path: Path) -> None:
    """A project with options of the same names runs its own tests beside the installed suite."""
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--rule')\n    parser.addoption('--known-failures')\n"
    )
    (tmp_path / "test_own.py").write_text(
        "def test_own(request):\n    assert request.config.getoption('--rule') == 'x'\n"
    )
    command = [sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rule", "x"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert (0, True) == (done.returncode, "1 passed" in done.stdout)
