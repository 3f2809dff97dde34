"""A program in valgrind's place."""

from __future__ import annotations

from pathlib import Path

import pytest

#: Counts 7 for each iteration that the command line asks for, and 1000 for the start.
_COUNTS = """\
iterations=$(echo "$*" | sed 's/.*"iterations": \\([0-9]*\\).*/\\1/')
echo "==1== Collected : $((1000 + 7 * iterations))" >&2
"""


def a_counter(folder: Path, monkeypatch: pytest.MonkeyPatch, does: str = _COUNTS) -> None:
    """Put a shell script with the name of valgrind in front of the PATH."""
    script = folder / "valgrind"
    script.write_text(f"#!/bin/sh\n{does}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
