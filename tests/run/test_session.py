"""One pytest run over the checks, as a worker makes it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import sys
from pathlib import Path
from taskloop_conformance.run.session import run_checks
sys.exit(run_checks(object(), checks=Path(sys.argv[1])))
"""

_CHECK = """
import logging

def test_logs():
    logging.getLogger("mine").warning("loud")
"""


def test_what_an_implementation_logs_is_not_printed(tmp_path: Path) -> None:
    """No program has set the module logging up: what is logged goes nowhere, and counts as no output."""
    (tmp_path / "test_logs.py").write_text(_CHECK, encoding="utf-8")
    command = [sys.executable, "-c", _PROGRAM, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (0, "", "") == (done.returncode, done.stdout, done.stderr)
