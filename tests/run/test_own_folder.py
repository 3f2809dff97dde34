"""A target that is given with its folder is loaded from there, whatever else is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

LOAD = (
    "import sys; from taskloop_conformance.record.adapters import load; "
    "print(load('tasktools.taskloop', sys.argv[1]).module.__file__)"
)


def test_package_without_init_is_loaded_from_its_folder(tmp_path: Path) -> None:
    """A package without __init__.py doesn't give way to an installed one of the same name."""
    module = tmp_path / "tasktools" / "taskloop.py"
    module.parent.mkdir()
    module.write_text(
        "def simple_fargs(given, obtained):\n    return given\n\n\nasync def coromask(*args):\n    return args\n"
    )
    done = subprocess.run([sys.executable, "-c", LOAD, str(tmp_path)], capture_output=True, text=True, check=False)
    assert str(module) == done.stdout.strip(), done.stderr


def test_module_imported_from_elsewhere_is_refused(tmp_path: Path) -> None:
    """A folder's own module is never confused with one that is imported already."""
    module = tmp_path / "tasktools" / "taskloop.py"
    module.parent.mkdir()
    module.write_text("async def coromask(*args):\n    return args\n")
    code = f"import tasktools.taskloop; {LOAD}"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert "already imported" in done.stderr
