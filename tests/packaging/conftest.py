"""The distributions as a stranger gets them: built once, from a copy of the checkout, wheels from sdists."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Built:
    """One distribution: the files of its sdist (without the leading folder) and of its wheel, with contents.

    What is no regular file in the sdist (a symbolic link) has the content ``None``.
    """

    wheel_path: Path
    sdist_path: Path
    sdist: dict[str, bytes | None]
    wheel: dict[str, bytes]


def build(source: Path, out: Path) -> Built:
    # --no-isolation: with the hatchling that requirements/test.txt pins, not with the newest of today.
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(source)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (sdist_path,) = out.glob("*.tar.gz")
    (wheel_path,) = out.glob("*.whl")
    sdist: dict[str, bytes | None] = {}
    with tarfile.open(sdist_path) as archive:
        for member in archive.getmembers():
            if not member.isdir():
                opened = archive.extractfile(member) if member.isfile() else None
                sdist[member.name.split("/", 1)[1]] = opened.read() if opened else None
    with zipfile.ZipFile(wheel_path) as wheel_archive:
        wheel = {name: wheel_archive.read(name) for name in wheel_archive.namelist()}
    return Built(wheel_path, sdist_path, sdist, wheel)


def copy_checkout(copy: Path) -> None:
    """Copy what the two distributions are made from into a folder, which is made if needed."""
    copy.mkdir(exist_ok=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "dist")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    for name in ("tasktools", "spec", "conformance", "tests"):
        shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=ignored)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the two distributions are made from; building leaves its traces there."""
    copy = tmp_path_factory.mktemp("checkout")
    copy_checkout(copy)
    return copy


@pytest.fixture(scope="session")
def reference(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The distribution ``taskloop-reference``."""
    return build(checkout, tmp_path_factory.mktemp("reference"))


@pytest.fixture(scope="session")
def suite(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The distribution ``taskloop-conformance``."""
    return build(checkout / "conformance", tmp_path_factory.mktemp("suite"))
