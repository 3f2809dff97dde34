"""Where children run: the Pythons found here, and packages installed apart in .cache, never into the environment."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

#: The checkout; every other module of the benchmarks takes it from here.
ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "benchmarks"
PUBLISHED = "tasktools==1.2.0"
# The second file has a line for later Pythons alone, which pip skips on the others.
PEERS = tuple(ROOT / "requirements" / "hashed" / name for name in ("peers.txt", "peers-3.13.txt"))


class Absent(RuntimeError):
    """Something that a measure wants isn't here; the text says what and why."""


@dataclass(frozen=True)
class Python:
    """An interpreter: its version (``3.11``) and how to call it."""

    version: str
    program: str

    @property
    def minor(self) -> int:
        """The second number of the version."""
        return int(self.version.split(".")[1])


OWN = Python(f"{sys.version_info.major}.{sys.version_info.minor}", sys.executable)


@functools.cache
def other_pythons() -> tuple[Python, ...]:
    """The other Pythons from 3.11 on that are found here, as `make test-all-pythons` finds them."""
    command = [str(ROOT / ".ci" / "other-pythons"), sys.executable]
    try:
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(Python(*line.split(" ", 1)) for line in lines)


def newest_python() -> Python:
    """The newest other Python, if there is a newer one than this.

    Raises Absent otherwise.
    """
    newest = max((OWN, *other_pythons()), key=lambda python: python.minor)
    if newest is OWN:
        raise Absent(f"no Python newer than {OWN.version} was found on the path or in pyenv")
    return newest


def installed(requirement: str, python: Python, say: Callable[[str], None]) -> Path:
    """Install a requirement into a folder of its own for an interpreter, once, and give the folder.

    Raises Absent with pip's reason.
    """
    folder = CACHE / f"{requirement.replace('==', '-')}-py{python.version}"
    return _installed(requirement, [requirement], folder, python, say)


def installed_peers(python: Python, say: Callable[[str], None]) -> Path:
    """Install the libraries of requirements/peers.txt, as `make peers-data` does, and give the folder.

    Raises Absent with pip's reason. Where a library lacks something on this Python, importing it will say so.
    """
    # The files with hashes name everything that is needed; a changed one gets a new folder.
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in PEERS)).hexdigest()[:12]
    folder = CACHE / f"peers-{digest}-py{python.version}"
    files = [argument for file in PEERS for argument in ("-r", str(file))]
    return _installed("requirements/peers.txt", ["--no-deps", *files], folder, python, say)


def _installed(what: str, arguments: list[str], folder: Path, python: Python, say: Callable[[str], None]) -> Path:
    if folder.is_dir():
        return folder
    say(f"installing {what} for Python {python.version} into {folder.relative_to(ROOT)}")
    fresh = folder.with_name(folder.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    command = [python.program, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--no-input"]
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*command, "--target", str(fresh), *arguments], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Absent(f"{what} can't be installed for Python {python.version}: {reason}")
    fresh.rename(folder)
    return folder


def uvloop_requirement() -> str:
    """The version of uvloop that the tests are pinned to.

    Raises Absent when it isn't pinned.
    """
    for line in (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("uvloop=="):
            return line.split(";")[0].strip()
    raise Absent("requirements/test.txt doesn't pin uvloop")
