"""What lesson 11 tells its reader to type, typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from site_tools.paths import TUTORIALS

LESSON = TUTORIALS / "lessons" / "plot_11_validate.py"
COMMANDS = re.findall(r"^#    \$ (.+)$", LESSON.read_text("utf-8"), re.M)


def test_the_printed_commands_end_well(tmp_path: Path) -> None:
    """With the lesson's file in an empty folder each command ends with 0, and the verdict is: conformant."""
    shutil.copy(LESSON.parent / "my_taskloop.py", tmp_path)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = [
        subprocess.run(
            command,
            shell=True,
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        for command in COMMANDS
    ]
    assert [(command, 0) for command in COMMANDS] == [
        (command, each.returncode) for command, each in zip(COMMANDS, done, strict=True)
    ], done[0].stdout
    assert "my_taskloop.py: conformant" in done[0].stdout


def test_the_commands_run_explain_and_replay() -> None:
    """The reader sees a verdict, a rule and a history."""
    assert ["run", "explain", "replay"] == [command.split()[1] for command in COMMANDS]
