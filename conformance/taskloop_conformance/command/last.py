"""What failed when a target was validated last: ``--lf`` begins with those checks.

One small file for each target and each folder that the program was started in, beside the releases that ``--from``
installs, written by runs with ``-x``, ``--lf`` or ``--watch``.  It only changes the order of the checks, so a lost or
damaged file costs nothing but that order.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Collection
from pathlib import Path

from ..run.install import cache_folder


def remembered(target: str) -> list[str]:
    """The checks of this target that didn't pass last time; empty when nothing is known."""
    with contextlib.suppress(OSError, ValueError):
        match json.loads(_file(target).read_text("utf-8")):
            case {"checks": [*checks]}:
                return [check for check in checks if isinstance(check, str)]
    return []


def remember(target: str, checks: Collection[str]) -> None:
    """Write down which checks didn't pass; a folder that can't be written to is no error."""
    with contextlib.suppress(OSError):
        file = _file(target)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"target": target, "checks": list(checks)}) + "\n", "utf-8")


def _file(target: str) -> Path:
    # The same relative name means another implementation in another folder.
    digest = hashlib.sha256(f"{os.getcwd()}\0{target}".encode(errors="surrogateescape")).hexdigest()[:16]
    return cache_folder() / "last" / f"{digest}.json"
