"""The two distributions as wheels, which the site serves: what a reader installs without a package index.

Neither distribution has been published, and the name ``tasktools`` belongs to another package, so the site is where
a stranger gets them.  They are built once for each state of the sources, in a copy of them: building leaves folders
behind, which would stand in the checkout.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from site_tools.paths import ROOT

CACHE = ROOT / ".cache" / "wheels"
#: Distribution -> the folder of its pyproject.toml below the checkout.
DISTRIBUTIONS = {"taskloop-reference": ".", "taskloop-conformance": "conformance"}
#: What the wheels are made from. The suite's package has the specification in it as a link to spec/.
_SOURCES = ("pyproject.toml", "README.md", "LICENSE", "tasktools", "conformance", "spec")
#: How the folders begin in which wheels are being built.
_UNFINISHED = "building-"
_TRACES = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "dist", ".*_cache")


class WheelError(Exception):
    """A wheel couldn't be built; the message is the builder's last words."""


def wheels() -> dict[str, Path]:
    """Distribution -> its wheel, built when the sources changed; raises :class:`WheelError`."""
    folder = CACHE / _key()
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        # Each in a folder of its own: two processes may need the wheels at once, and either's will do.
        with tempfile.TemporaryDirectory(dir=CACHE, prefix=_UNFINISHED) as work:
            copy, built = Path(work) / "copy", Path(work) / "built"
            _copy_sources(copy)
            for part in DISTRIBUTIONS.values():
                _build(copy / part, built)
            try:
                built.rename(folder)
            except OSError:  # the other one was quicker
                if not folder.is_dir():
                    raise
        for old in CACHE.iterdir():
            if old != folder and not old.name.startswith(_UNFINISHED):
                shutil.rmtree(old, ignore_errors=True)
    return {name: next(folder.glob(f"{name.replace('-', '_')}-*.whl")) for name in DISTRIBUTIONS}


def _files() -> Iterator[Path]:
    for name in _SOURCES:
        path = ROOT / name
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in found if file.is_file() and not {"__pycache__"} & set(file.parts))


def _key() -> str:
    digest = hashlib.sha256()
    for path in _files():
        if not any(part.endswith(".egg-info") for part in path.parts):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _copy_sources(copy: Path) -> None:
    copy.mkdir(parents=True)
    for name in _SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=_TRACES)
        else:
            shutil.copy(ROOT / name, copy / name)


def _build(source: Path, out: Path) -> None:
    # Without isolation: with the hatchling that requirements/test.txt pins, and without the network.
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = (done.stderr + done.stdout).strip().splitlines()
        raise WheelError(f"the wheel of {source.name} couldn't be built: {words[-1] if words else 'no reason given'}")
