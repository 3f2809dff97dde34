"""The notebooks that are made of the examples."""

from __future__ import annotations

import subprocess
import sys

import pytest

from site_tools.paths import SPHINX, TUTORIALS


@pytest.mark.parametrize(
    "name", ["lessons/plot_07_pause_and_continue", "lessons/plot_11_validate", "gallery/operation/plot_shutdown"]
)
def test_an_example_runs_inside_the_event_loop_of_a_notebook(name: str) -> None:
    """After the first cell of the notebooks a cell can run an event loop although one is running."""
    cell = (SPHINX / "notebook_cell.py").read_text("utf-8")
    path = TUTORIALS / f"{name}.py"
    source, folder = path.read_text("utf-8"), path.parent
    program = (
        "import asyncio\nasync def notebook():\n    task = asyncio.current_task()\n"
        f"    space = {{'__name__': '__main__'}}\n    for cell in {[cell, source]!r}:\n        exec(cell, space)\n"
        "    await asyncio.sleep(0)\n    assert task is asyncio.current_task()\n    print('to the end')\n"
        "asyncio.run(notebook())\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ("", "to the end") == (done.stderr, done.stdout.splitlines()[-1])
