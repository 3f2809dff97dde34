"""`--from REQUIREMENT`: install a release into a folder of its own, never into the suite's environment."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from ..model.failures import AdapterError
from ..record.importing import split
from . import keeper, posix

#: What a release is loaded from when nothing else is said.
DEFAULT_TARGET = "tasktools.taskloop"

_PINNED = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+")
#: A release with large dependencies, over a slow line (seconds).
_TIMEOUT = 300.0


def is_requirement(text: str) -> bool:
    """Whether a target is something to install (``tasktools==1.2.0``) rather than to import."""
    return bool(re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[^\]]*\])? *(===?|~=|!=|<=?|>=?|@ )", text))


def split_target(text: str) -> tuple[str, str | None]:
    """A target as reports name it: what to load, and what to install it from (None: nothing).

    Besides what can be imported, a target may be a requirement (``tasktools==1.2.0``) or
    ``TARGET from REQUIREMENT``.  What exists as a file is that file, whatever else its name could mean.
    """
    if os.path.lexists(split(text)[0]):
        return text, None
    target, word, requirement = text.partition(" from ")
    if word:
        return target.strip(), requirement.strip()
    return (DEFAULT_TARGET, text) if is_requirement(text) else (text, None)


def join_target(target: str, requirement: str | None) -> str:
    """The other way round."""
    if requirement is None:
        return target
    return requirement if target == DEFAULT_TARGET else f"{target} from {requirement}"


def cache_folder() -> Path:
    """Where installed releases are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "taskloop-conformance"


@contextlib.contextmanager
def installed(
    requirement: str, say: Callable[[str], None] = lambda text: None, cache: Path | None = None
) -> Iterator[Path]:
    """Install a requirement with its dependencies; gives the folder to put first on the import path.

    An exact version is installed once and kept, under a name that appears when it is complete and is never removed, so
    that another run can use it meanwhile. Anything else is looked up anew each time, into a folder of this run that
    goes with it. ``say`` is told what goes on. Raises :class:`AdapterError` with one clear line when pip can't do it.
    """
    cache = cache or cache_folder()
    if requirement.startswith("-") or not requirement.strip():
        raise AdapterError(f"--from {requirement!r} is no requirement; write one such as 'tasktools==1.2.0'")
    # The digest keeps requirements apart that look alike without their operators.
    digest = hashlib.sha256(requirement.encode(errors="surrogateescape")).hexdigest()[:8]
    label = re.sub(r"[^A-Za-z0-9._+-]+", "_", requirement)[-60:] + f"-{digest}"
    folder = cache / f"{label}-py{sys.version_info.major}{sys.version_info.minor}"
    pinned = _PINNED.fullmatch(requirement) is not None
    if pinned and folder.is_dir():
        yield folder
        return
    say(f"installing {requirement} into a folder of its own ...")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{label}-", dir=cache))
    except OSError as error:
        raise AdapterError(f"can't write to the cache folder {cache}: {error.strerror}; set XDG_CACHE_HOME") from None
    try:
        _pip_install(requirement, fresh)
        yield _keep(fresh, folder) if pinned else fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _keep(fresh: Path, folder: Path) -> Path:
    """Give a complete installation its lasting name, unless another run was faster: then that one's is used."""
    with contextlib.suppress(OSError):  # it exists and isn't empty
        fresh.rename(folder)
    return folder


def _pip_install(requirement: str, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--target",
        str(folder),
        "--no-input",
        "--disable-pip-version-check",
        "--no-warn-conflicts",
        "--quiet",
        requirement,
    ]
    # Settings that would make pip refuse a target folder have no meaning here.
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PIP_USER", "PIP_PREFIX", "PIP_TARGET")
    }
    try:
        code, said = _run(command, environment)
    except subprocess.TimeoutExpired:
        raise AdapterError(f"--from {requirement}: pip did not finish within {_TIMEOUT:g} s") from None
    if code == 0:
        return
    if "No module named pip" in said:
        raise AdapterError(f"--from {requirement}: this Python has no pip; install it with 'python -m ensurepip'")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reasons = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")] or lines[-1:]
    found = next(
        (reason for reason in reasons if "No matching distribution" in reason),
        reasons[-1] if reasons else "failed",
    )
    raise AdapterError(f"--from {requirement}: pip can't install it: {found}")


def _run(command: list[str], environment: dict[str, str]) -> tuple[int, str]:
    """The exit code, and what went to standard error; what pip starts ends with it."""
    if posix.PROCESSES:
        done = keeper.run(repr(command), _TIMEOUT, capture=True, environment=environment)
    else:
        done = subprocess.run(
            command, capture_output=True, env=environment, timeout=_TIMEOUT, stdin=subprocess.DEVNULL, check=False
        )
    return done.returncode, done.stderr.decode(errors="replace")
