"""The page of one history as the command line writes it, for a look at it in a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from site_tools.play.build import starts

#: A history that the playground's first faulty implementation gets wrong.
TOKEN = "wait:1w=PAUSE,1+3=CONTINUE"


def write(folder: Path) -> Path:
    """Replay the history on that implementation; gives the file of the page.  Raises OSError when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    file, page = folder / "faulty.py", folder / "history.html"
    file.write_text(starts()[1].text, "utf-8")
    page.unlink(missing_ok=True)
    command = [sys.executable, "-m", "taskloop_conformance", "replay", TOKEN, file.name, "--html", page.name]
    # The history breaks a rule, which is exit code 1; what is asked for here is the page.
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if not page.exists():
        raise FileNotFoundError(f"{' '.join(command[1:])} wrote no page")
    return page
