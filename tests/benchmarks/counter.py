"""A program in valgrind's place."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

#: Counts 7 for each iteration that a run is asked for, and 1000 for the start.
COUNTS = """\
runs = json.loads(sys.argv[-1])["with"]["runs"]
for pid, run in enumerate(runs, 100):
    print(f"=={pid}== Collected : {1000 + 7 * run['iterations']}", file=sys.stderr)
print(json.dumps(list(range(100, 100 + len(runs)))))
"""


def a_counter(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str = COUNTS) -> None:
    """Put a program with the name of valgrind in front of the PATH."""
    script = folder / "valgrind"
    script.write_text(f"#!{sys.executable}\nimport json, sys\n{does}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
