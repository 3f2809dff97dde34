"""The suite's wheel in a clean environment that holds a published release under the reference's import name.

Needs the package index, as a first installation does.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import ROOT, Built

PUBLISHED = "tasktools==1.2.0"

#: A history in which the release breaks CONTINUE.kept-payload; docs/data/matrix.json has it.
BREAKS_CONTINUE = "raise@2:1w=PAUSE,1+2=CONTINUE"


@dataclass(frozen=True)
class Environment:
    """A virtual environment, and the published package's files in it before the suite came."""

    root: Path
    published: dict[str, str]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program outside the checkout, with nothing of this process's Python settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=kept, capture_output=True, text=True, check=False
    )


def install(python: Path, *what: str | Path) -> None:
    """Install the pinned versions from the index into another environment, which has no pip of its own."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check", "-qq"]
    done = run(*pip, "install", "-c", ROOT / "requirements" / "test.txt", *what, cwd=python.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def published_files(root: Path) -> dict[str, str]:
    """The digest of every file of the published package and of its metadata, compiled files left out."""
    (site_packages,) = root.glob("lib/python*/site-packages")
    return {
        path.relative_to(site_packages).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site_packages.glob("tasktools*/**/*"))
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture(scope="module")
def environment(suite: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A clean environment: first the published release, then the suite's wheel."""
    root = tmp_path_factory.mktemp("environment")
    venv.create(root, symlinks=True)
    python = root / "bin" / "python"
    install(python, PUBLISHED)
    before = published_files(root)
    install(python, suite.wheel_path)
    return Environment(root, before)


def test_installing_the_suite_changes_no_file_of_the_published_package(environment: Environment) -> None:
    """Beside a package called ``tasktools`` the suite installs without touching one of its files."""
    assert "tasktools/taskloop.py" in environment.published
    assert environment.published == published_files(environment.root)


def test_the_installed_suite_finds_its_rules(environment: Environment, tmp_path: Path) -> None:
    """The command lists rules, so the wheel's rule files are where the suite looks for them."""
    done = run(environment.root / "bin" / "taskloop-conformance", "rules", "--json", cwd=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    assert "PAUSE.holds" in done.stdout


def test_the_installed_suite_judges_the_published_release(environment: Environment, tmp_path: Path) -> None:
    """A published release beside the suite is not conformant, and a CONTINUE rule is among those that it breaks."""
    report_file = tmp_path / "report.json"
    program = environment.root / "bin" / "taskloop-conformance"
    # Only until the first failure: the release hangs in many a check, and docs/data/matrix.json has all of its rules.
    done = run(program, "run", "tasktools.taskloop", "-x", "--json", report_file, cwd=tmp_path)
    assert 1 == done.returncode, done.stdout + done.stderr
    report = json.loads(report_file.read_text())
    failed = {rule["id"] for rule in report["rules"] if rule["outcome"] == "failed"}
    assert "not-conformant" == report["verdict"]
    assert "tasktools.taskloop" == report["implementation"]["target"]
    assert PUBLISHED.partition("==")[2] == report["implementation"]["version"]
    assert failed
    shown = run(program, "replay", BREAKS_CONTINUE, "tasktools.taskloop", cwd=tmp_path)
    assert 1 == shown.returncode, shown.stdout + shown.stderr
    assert "CONTINUE.kept-payload (MUST)" in shown.stdout
    assert environment.published == published_files(environment.root)
