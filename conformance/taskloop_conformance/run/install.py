"""`--from REQUIREMENT`: install a release into a folder of its own, never into the suite's environment."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..model.failures import AdapterError

#: What a release is loaded from when nothing else is said.
DEFAULT_TARGET = "tasktools.taskloop"

_PINNED = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!-]+")
_TIMEOUT = 300.0


def is_requirement(text: str) -> bool:
    """Whether a target is something to install (``tasktools==1.2.0``) rather than to import."""
    return bool(re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[^\]]*\])? *(===?|~=|!=|<=?|>=?|@ )", text))


def split_target(text: str) -> tuple[str, str | None]:
    """A target as reports name it: what to load, and what to install it from (None: nothing).

    Besides what can be imported, a target may be a requirement (``tasktools==1.2.0``) or
    ``TARGET from REQUIREMENT``.
    """
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


def install(requirement: str, say: Callable[[str], None] = lambda text: None, cache: Path | None = None) -> Path:
    """Install a requirement with its dependencies and give the folder to put first on the import path.

    An exact version is installed once and kept; anything else is looked up anew each time. ``say``
    is told what goes on. Raises :class:`AdapterError` with one clear line when pip can't do it.
    """
    cache = cache or cache_folder()
    if requirement.startswith("-") or not requirement.strip():
        raise AdapterError(f"--from {requirement!r} is no requirement; write one such as 'tasktools==1.2.0'")
    # The digest keeps requirements apart that look alike without their operators.
    digest = hashlib.sha256(requirement.encode()).hexdigest()[:8]
    label = re.sub(r"[^A-Za-z0-9._+-]+", "_", requirement)[-60:] + f"-{digest}"
    folder = cache / f"{label}-py{sys.version_info.major}{sys.version_info.minor}"
    if folder.is_dir() and _PINNED.fullmatch(requirement):
        return folder
    say(f"installing {requirement} into a folder of its own ...")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{label}-", dir=cache))
    except OSError as error:
        raise AdapterError(f"can't write to the cache folder {cache}: {error.strerror}; set XDG_CACHE_HOME") from None
    try:
        _pip_install(requirement, fresh)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
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
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment,
            timeout=_TIMEOUT,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AdapterError(f"--from {requirement}: pip did not finish within {_TIMEOUT:g} s") from None
    if done.returncode == 0:
        return
    if "No module named pip" in done.stderr:
        raise AdapterError(f"--from {requirement}: this Python has no pip; install it with 'python -m ensurepip'")
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    reasons = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")] or lines[-1:]
    found = next(
        (reason for reason in reasons if "No matching distribution" in reason),
        reasons[-1] if reasons else "failed",
    )
    raise AdapterError(f"--from {requirement}: pip can't install it: {found}")
