"""``python -m site_tools.matrix_data FILE RELEASES-PYTHON RELEASE...``: measure releases and the reference.

The releases are measured by a Python whose environment doesn't hold the reference: the oldest ones are namespace
packages, and an installed ``tasktools`` would be imported in their place.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REFERENCE = "tasktools.taskloop"


class MeasureError(Exception):
    """The suite gave no report."""


def measure(python: str, targets: Sequence[str]) -> dict[str, Any]:
    """The matrix of some targets as the suite run by ``python`` reports it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "matrix.json"
        command = [python, "-m", "taskloop_conformance", "matrix", *targets, "--json", str(file)]
        code = subprocess.run(command, cwd=folder, check=False).returncode
        if not file.exists():
            raise MeasureError(f"the suite ended with {code} and wrote no matrix")
        matrix: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return matrix


def steady(matrix: dict[str, Any]) -> dict[str, Any]:
    """The matrix without what differs from one run to the next: how long it took."""
    for report in matrix["reports"]:
        report["explored"].pop("seconds", None)
    return matrix


def has_reference(python: str) -> bool:
    """Whether an environment holds a package ``tasktools``."""
    find = "import importlib.util, sys; sys.exit(importlib.util.find_spec('tasktools') is None)"
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([python, "-c", find], cwd=folder, check=False).returncode == 0


def main(arguments: Sequence[str]) -> int:
    """Measure and write; gives the exit code."""
    file, python, *releases = arguments
    if has_reference(python):
        print(f"{python} has a tasktools installed: releases can't be measured beside it", file=sys.stderr)
        return 2
    matrix = measure(python, releases)
    matrix["reports"] += measure(sys.executable, [REFERENCE])["reports"]
    Path(file).write_text(json.dumps(steady(matrix), indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
