"""A command of this program in a process of its own, so that nothing which a target does can end or hang this one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from ..paths import ROOT
from ..run import keeper
from ..run.process import how_it_ended


def run_apart(words: Sequence[str], deadline: float) -> int:
    """Run the program with these arguments and end it after ``deadline`` seconds; gives its exit code.

    For what hangs or crashes a line is printed, and the exit code is 1: it is the target's doing.
    """
    start = "from taskloop_conformance.command.program import main; sys.exit(main())"
    command = [sys.executable, "-P", "-c", f"import sys; sys.path.append({str(ROOT)!r}); {start}", *words]
    sys.stdout.flush()
    try:
        code = keeper.run(repr(command), deadline).returncode
    except subprocess.TimeoutExpired:
        print(f"hung: it did not end within {deadline:g} s; --deadline SECONDS gives it more")
        return 1
    if code not in (0, 1, 2, 3):
        print(f"crashed: {how_it_ended(code)}")
        return 1
    return code
